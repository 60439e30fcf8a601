// The memory of the core, which the package does not show: caught when it is made.
// In a file, and so a process, of its own, because memory that has grown once never shrinks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { responses } from '../fixtures/responses.mjs';
import { pick } from './members.mjs';

const { Instance } = WebAssembly;
const started = [];
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    started.push(this);
  }
};
// psp-errors/js emulates memory: whenever it grows, by a larger buffer.
let largest = 0;
globalThis.ArrayBuffer = class extends ArrayBuffer {
  constructor(length) {
    super(length);
    largest = Math.max(largest, length);
  }
};
const { classify, decode, mask, PspError } = await import('psp-errors');
WebAssembly.Instance = Instance;

const size = () => started[0]?.exports.memory.buffer.byteLength ?? largest;

test('a long text that has to be masked, and so makes the memory grow, spoils no other member', () => {
  const before = size();
  const detail = `${'x '.repeat(250_000)}ana@example.com`;
  const errors = [{ field: 'a', message: 'b' }];
  const sent = { type: 't', instance: 'i', timestamp: 'ts', errors, detail };
  const error = decode({ status: 422, body: JSON.stringify(sent) });
  assert.ok(size() > before, 'the memory has grown');
  assert.equal(error.message, detail.replace('ana@example.com', '***'));
  assert.deepEqual(pick(error, ['type', 'instance', 'timestamp', 'detail']), {
    type: 't',
    instance: 'i',
    timestamp: 'ts',
    detail,
  });
  assert.deepEqual(error.fields, errors);
  assert.deepEqual([error.format, error.statusMismatch], ['json', false]);
  anotherIsRead();
});

test('a body after the memory has grown is written to where the core reads it, and read there', () => {
  const growing = {
    'for a text to mask': () => mask(`${'x'.repeat(3_000_000)} ana@example.com`),
    'for one of other characters': () => mask(`${'é'.repeat(6_000_000)} ana@example.com`),
  };
  for (const [reason, grow] of Object.entries(growing)) {
    const before = size();
    grow();
    assert.ok(size() > before, `the memory has grown ${reason}`);
    anotherIsRead();
  }
});

test('nothing beside the body makes the memory grow: what is longer than a header is not read', () => {
  const before = size();
  classify(500, null, 'M'.repeat(30_000_000));
  decode({ status: 500, url: `https://${'x'.repeat(30_000_000)}` });
  decode({ status: 500, headers: { 'retry-after': '9'.repeat(30_000_000) } });
  assert.equal(size(), before);
  anotherIsRead();
});

/** More by hand: `DECODES=10000000 node --test tests/js/memory.test.mjs`. */
const decodes = Number(process.env.DECODES ?? 200_000);

test('hostile decodes leave the memory as large as the first 10 000 of them', () => {
  const bodies = hostileBodies();
  const round = (times) => {
    for (let index = 0; index < times; index++) {
      const body = bodies[index % bodies.length];
      decode({ status: index % 700, body, headers: { 'retry-after': String(index) } });
      classify(index % 700, body, `M${index}`);
    }
  };
  const large = ['['.repeat(1 << 20), `{"errors":[${'{"field":"a"},'.repeat(70_000)}{}]}`];
  for (const body of large) decode({ body });
  new PspError(decode({ body: 'x' })).toJSON();
  round(10_000);
  const before = size();
  round(decodes - 10_000);
  for (const body of large) decode({ body });
  assert.equal(size(), before);
});

function anotherIsRead() {
  const body = '{"code":"TOKEN_EXPIRED","status":401,"detail":"é"}';
  assert.deepEqual(pick(decode({ body }), ['code', 'status', 'detail', 'message']), {
    code: 'TOKEN_EXPIRED',
    status: 401,
    detail: 'é',
    message: 'é',
  });
  assert.equal(classify(500, body).code, 'TOKEN_EXPIRED');
}

/** Small bodies, so that the test is quick: what is broken, nested, masked, escaped, invalid. */
function hostileBodies() {
  const texts = [
    '',
    '<html>',
    '['.repeat(500),
    `{"code":"C\\ud800","detail":"ana@example.com \\ud800 ${'😀'.repeat(50)}"}`,
    '{"errors":{"a":["b","c"],"d":"e","a":["f"]}}',
    `{"errors":[${'{"field":"a","message":"b"},'.repeat(20)}null]}`,
    '{"code":"UNKNOWN_CODE","data":{"failure":{"code":1e3,"message":"CPF 123.456.789-09"}}}',
    '{"code":"NOT_FOUND","detail":"\\u00e9',
  ];
  const broken = Buffer.from('{"code":"\xff\xc3NOT_FOUND","detail":"\x80\xf0\x9f"}', 'latin1');
  const cut = responses.map(({ body }, index) => body.slice(0, body.length - index));
  return [...texts, ...cut, broken, { code: 4001, errors: [{ message: '\ud800' }] }];
}
