import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { classify, decode } from 'psp-errors';
import { responses } from '../fixtures/responses.mjs';
import { isEmpty, parse, read } from './json-oracle.mjs';
import { jsonText, plainJson } from './json-text.mjs';
import { members, pick, verdictMembers } from './members.mjs';

/** `FC_SEED=… node --test …` runs the same inputs again. */
const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FC_RUNS ?? 2000);

function property(name, arbitrary, check, runs = numRuns) {
  test(name, (t) => {
    t.diagnostic(`FC_SEED=${seed}`);
    fc.assert(fc.property(arbitrary, check), { seed, numRuns: Math.ceil(runs) });
  });
}

const actions = ['retry', 're-auth', 'user-fix', 'escalate'];
const outcomes = ['not-executed', 'executed', 'unknown'];
const utf16 = fc
  .array(fc.nat(0xffff), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units));
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Complete, of the closed sets, and JSON exactly where JSON.parse says so. */
function isVerdict(body, text) {
  const error = decode({ status: 422, body });
  assert.deepEqual(Object.keys(error), members);
  assert.ok(actions.includes(error.action));
  assert.ok(outcomes.includes(error.outcome));
  for (const name of ['code', 'title', 'message', 'userMessage']) {
    assert.equal(typeof error[name], 'string', name);
  }
  for (const name of ['type', 'detail', 'instance', 'timestamp']) {
    assert.ok(error[name] === null || typeof error[name] === 'string', name);
  }
  for (const { field, message } of error.fields) {
    assert.equal(typeof field, 'string');
    assert.equal(typeof message, 'string');
  }
  const format = isEmpty(text) ? 'empty' : parse(text) === undefined ? 'text' : 'json';
  assert.equal(error.format, format);
  if (text.isWellFormed()) {
    assert.deepEqual(classify(422, body), pick(decode({ status: 422, body }), verdictMembers));
  }
}

describe('any input gives a verdict', () => {
  property('bytes', fc.uint8Array({ maxLength: 300 }), (bytes) => {
    isVerdict(bytes, decoder.decode(bytes));
  });

  property('texts, with halves of surrogate pairs too', utf16, (text) => isVerdict(text, text));

  property(
    'texts of the characters of JSON',
    fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ue0dtrf alsn-1.') }),
    (text) => isVerdict(text, text),
  );

  property('JSON cut off anywhere', fc.tuple(jsonText, fc.nat()), ([json, at]) => {
    const text = json.slice(0, at % (json.length + 1));
    isVerdict(text, text);
  });

  const mutation = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('replace', 'insert', 'delete'));
  const mutated = fc
    .tuple(fc.constantFrom(...responses), fc.array(mutation, { minLength: 1, maxLength: 8 }))
    .map(([{ body }, mutations]) => {
      const bytes = [...encoder.encode(body)];
      for (const [at, byte, how] of mutations) {
        const inserted = how === 'delete' ? [] : [byte];
        bytes.splice(at % bytes.length, how === 'insert' ? 0 : 1, ...inserted);
      }
      return Uint8Array.from(bytes);
    });
  property(
    'documented responses with bytes that were changed, added and lost',
    mutated,
    (bytes) => {
      isVerdict(bytes, decoder.decode(bytes));
    },
  );

  property(
    'plain bodies with a byte that was changed',
    fc.tuple(plainJson, fc.nat(), fc.nat(255)),
    ([text, at, byte]) => {
      const bytes = encoder.encode(text);
      bytes[at % bytes.length] = byte;
      isVerdict(bytes, decoder.decode(bytes));
    },
  );

  property(
    'objects of every kind',
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    }),
    (body) => {
      assert.deepEqual(Object.keys(decode({ status: 422, body })), members);
      assert.ok(actions.includes(classify(422, body).action));
    },
  );

  property(
    'inputs with members of every kind',
    fc.record(
      {
        status: fc.anything(),
        body: fc.anything(),
        headers: fc.anything(),
        url: fc.anything(),
        method: fc.anything(),
        api: fc.anything(),
      },
      { requiredKeys: [] },
    ),
    (input) => {
      assert.deepEqual(Object.keys(decode(input)), members);
    },
  );

  property('Retry-After of any text', utf16, (value) => {
    const { retryAfterMs } = decode({ status: 429, headers: { 'retry-after': value } });
    assert.ok(retryAfterMs === null || (Number.isSafeInteger(retryAfterMs) && retryAfterMs >= 0));
  });
});

describe('what decode reads of any JSON text is what JSON.parse reads', () => {
  function agrees(body, text) {
    const expected = read(text);
    const error = decode({ body });
    assert.equal(error.format, 'json');
    // The catalogue's title stands where the server sent none.
    const own = decode({
      body: { code: error.known ? error.code : null },
      status: error.status ?? undefined,
    });
    assert.deepEqual(pick(error, Object.keys(expected)), {
      ...expected,
      title: expected.title ?? own.title,
      message: expected.message ?? own.title,
    });
  }

  property('as text', jsonText, (text) => agrees(text, text));

  property('as bytes', jsonText, (text) => {
    const wellFormed = text.toWellFormed();
    agrees(encoder.encode(wellFormed), wellFormed);
  });

  property('plain bodies, as text', plainJson, (text) => agrees(text, text));

  property('plain bodies, as bytes', plainJson, (text) => agrees(encoder.encode(text), text));

  property(
    'plain bodies of a thousand members and more',
    fc.array(plainJson, { minLength: 90, maxLength: 200 }),
    (texts) => {
      const text = `{${texts.map((each) => each.slice(1, -1)).join(',')}}`;
      agrees(encoder.encode(text), text);
    },
    numRuns / 50,
  );

  property('as a parsed object', jsonText, (text) => {
    const document = parse(text);
    // A text alone is taken for the body's text.
    if (typeof document !== 'object' || document === null) return;
    agrees(document, JSON.stringify(document));
  });

  property(
    'and the status of HTTP is told apart from that of the body',
    fc.tuple(jsonText, fc.integer({ min: 100, max: 599 })),
    ([text, status]) => {
      const error = decode({ status, body: text });
      const sent = parse(text)?.status;
      const isStatus = Number.isInteger(sent) && sent >= 100 && sent <= 599;
      assert.equal(error.status, status);
      assert.equal(error.statusMismatch, isStatus && sent !== status);
    },
  );
});
