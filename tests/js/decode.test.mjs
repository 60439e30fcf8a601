import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import { catalogue, classify, decode } from 'psp-errors';
import { documentedRows } from '../../pkg/scripts/start.mjs';
import { cases, inputsOf } from '../fixtures/cases.mjs';
import { responses } from '../fixtures/responses.mjs';
import { members, pick } from './members.mjs';

// Copied from the design, section 2, so that a change of a row has to be made twice.
const documented = `
  connxt     1000                                500 retry    resend              client    unknown
  connxt     4001                                400 user-fix fix-fields          end-user  not-executed
  connxt     4002                                401 re-auth  refresh-token       client    not-executed
  connxt     4003                                403 escalate request-access      operator  not-executed
  connxt     4004                                404 user-fix check-id            developer not-executed
  connxt     4005                                409 user-fix use-existing        end-user  not-executed
  connectpsp INVALID_CREDENTIALS                 401 re-auth  replace-credentials operator  not-executed
  connectpsp TOKEN_EXPIRED                       401 re-auth  refresh-token       client    not-executed
  connectpsp INVALID_APPLICATION_TOKEN           401 re-auth  replace-credentials operator  not-executed
  connectpsp INVALID_SIGNATURE                   422 re-auth  re-sign             client    not-executed
  connectpsp CASH_IN_NOT_PAID                    422 user-fix wait-for-payment    end-user  not-executed
  connectpsp CASH_IN_ALREADY_REFUNDED            422 user-fix already-done        developer executed
  connectpsp CASH_IN_EXPIRED                     422 user-fix create-new          end-user  not-executed
  connectpsp CASH_IN_CANCELLED                   422 user-fix create-new          end-user  not-executed
  connectpsp MISSING_END_TO_END_ID               422 retry    wait-for-settlement client    not-executed
  connectpsp INSUFFICIENT_FUNDS                  422 escalate add-funds           operator  not-executed
  connectpsp PIX_KEY_NOT_FOUND                   422 user-fix fix-pix-key         end-user  not-executed
  connectpsp DUPLICATED_EXTERNAL_REFERENCE       409 user-fix use-existing        developer not-executed
  connectpsp RULE_VIOLATION                      422 escalate contact-support     operator  not-executed
  connectpsp INSUFFICIENT_PROPRIETARY_FUNDS      422 escalate add-funds           operator  not-executed
  connectpsp INSUFFICIENT_TRANSACTIONAL_FUNDS    422 escalate add-funds           operator  not-executed
  connectpsp RETROACTIVE_BALANCE_NOT_IMPLEMENTED 422 user-fix use-current-balance developer not-executed
  connectpsp INVALID_AMOUNT                      422 user-fix fix-fields          end-user  not-executed
  connectpsp NOT_FOUND                           404 user-fix check-id            developer not-executed
  connectpsp VALIDATION_ERROR                    400 user-fix fix-fields          end-user  not-executed`
  .trim()
  .split('\n')
  .map((line) => {
    const [api, code, status, action, remedy, actor, outcome] = line.trim().split(/\s+/);
    return { api, code, status: Number(status), action, remedy, actor, outcome };
  });
const facts = ['api', 'code', 'status', 'action', 'remedy', 'actor', 'outcome'];

test('npm start prints what the design says of each documented response', async () => {
  const rows = documented.map(({ api, code, status, action, remedy, actor }) =>
    [api, code, status, action, remedy, actor].join(' '),
  );
  const printed = (await documentedRows()).map((row) => row.join(' '));
  assert.deepEqual(printed.sort(), rows.sort());
});

const MIB = 1 << 20;
const funds = '{"code":"INSUFFICIENT_FUNDS","detail":"d","errors":[{"field":"a","message":"b"}]}';

describe('the conformance cases', () => {
  for (const each of cases) {
    test(each.name, () => {
      for (const input of inputsOf(each)) {
        assert.deepEqual(decode(input), each.expected);
      }
    });
  }

  test('cover every documented code, every action and every format but too-large', () => {
    const seen = (member) => new Set(cases.map(({ expected }) => expected[member]));
    for (const { code } of documented) assert.ok(seen('code').has(code), code);
    assert.deepEqual([...seen('action')].sort(), ['escalate', 're-auth', 'retry', 'user-fix']);
    assert.deepEqual([...seen('format')].sort(), ['empty', 'json', 'text']);
  });
});

describe('the documented responses', () => {
  for (const row of documented) {
    test(`${row.api} ${row.code}: ${row.action}, ${row.remedy}`, () => {
      const response = responses.find(({ name }) => name === `${row.api}-${row.code}`);
      const { status, headers, body } = response;
      const error = decode({ status, headers, body, method: 'POST' });
      assert.deepEqual(pick(error, facts), row);
      assert.equal(error.known, true);
      assert.equal(error.format, 'json');
      assert.equal(error.statusMismatch, false);
      const sent = JSON.parse(body);
      assert.equal(error.message, sent.detail ?? sent.message);
      assert.equal(error.title, sent.title ?? error.title);
      assert.equal(error.type, sent.type ?? null);
      assert.equal(error.timestamp, sent.timestamp ?? null);
      assert.deepEqual(error.fields, sent.errors ?? []);
      assert.ok(!error.userMessage.includes(error.message));
    });
  }

  test('are 25, one for each documented code', () => {
    assert.equal(responses.length, 25);
    assert.deepEqual(
      responses.map(({ name }) => name).sort(),
      documented.map(({ api, code }) => `${api}-${code}`).sort(),
    );
  });
});

describe('the catalogue', () => {
  test('has the 25 rows of the documentation, in its order', () => {
    assert.deepEqual(
      catalogue.map((row) => pick(row, facts)),
      documented,
    );
  });

  test('is frozen, list and rows', () => {
    assert.ok(Object.isFrozen(catalogue));
    for (const row of catalogue) assert.ok(Object.isFrozen(row), row.code);
  });

  test('has a title, a text for users and, for ConnectPSP, a link in every row', () => {
    for (const row of catalogue) {
      assert.deepEqual(Object.keys(row), [...facts, 'title', 'userMessage', 'docs']);
      assert.match(row.title, /^\p{Lu}.*[^.]$/u);
      assert.match(row.userMessage, /^\p{Lu}.*\.$/u);
      if (row.api === 'connectpsp') assert.equal(new URL(row.docs).protocol, 'https:');
      else assert.equal(row.docs, null);
    }
  });
});

describe('what decode takes', () => {
  const wrong = [
    ['nothing', [], 'undefined'],
    ['null', [null], 'null'],
    ['a string', ['x'], 'a string'],
    ['a number', [422], 'a number'],
    ['a function', [() => {}], 'a function'],
    ['an array', [[]], 'an array'],
    ['a symbol', [Symbol('x')], 'a symbol'],
    ['a BigInt', [1n], 'a bigint'],
  ];
  for (const [name, args, got] of wrong) {
    test(`${name} is a TypeError that says what it takes`, () => {
      assert.throws(() => decode(...args), {
        name: 'TypeError',
        message: `decode() takes an object such as { status, body, headers, url, method, api }, got ${got}`,
      });
    });
  }

  test('a Response is a TypeError that names decodeResponse', () => {
    assert.throws(() => decode(new Response('{}', { status: 500 })), {
      name: 'TypeError',
      message: /decodeResponse/,
    });
  });

  test('an empty object is an error of which nothing is known', () => {
    assert.deepEqual(pick(decode({}), ['code', 'status', 'action', 'format']), {
      code: 'UNKNOWN',
      status: null,
      action: 'escalate',
      format: 'empty',
    });
  });

  test('members of a wrong type count as missing', () => {
    const missing = decode({ body: funds });
    for (const junk of [null, true, 'x', {}, [], Symbol('x'), 1n, () => {}, Number.NaN, 1.5, -1]) {
      const input = {
        body: funds,
        status: junk,
        method: junk,
        url: junk,
        api: junk,
        headers: junk,
      };
      assert.deepEqual(decode(input), missing, typeof junk);
    }
    for (const status of ['422', Number.POSITIVE_INFINITY, 65536, 2 ** 32 + 422, -422, 422.5]) {
      assert.deepEqual(decode({ status, body: funds }), missing, String(status));
    }
  });

  test('a body of a wrong type leaves the status to decide', () => {
    for (const body of [Symbol('x'), 1n, () => {}, undefined, null, true, 4001, new Date()]) {
      const error = decode({ status: 503, body });
      assert.equal(error.code, 'HTTP_503', typeof body);
      assert.equal(error.action, 'retry');
    }
  });

  test('wrong options count as none', () => {
    for (const options of [null, undefined, 1, 'x', {}]) {
      assert.equal(decode({ status: 503 }, options).code, 'HTTP_503');
    }
  });

  test('a member of the input counts before one of the options', () => {
    const options = { api: 'connxt', method: 'GET', url: 'https://api.connectpsp.com/' };
    assert.deepEqual(pick(decode({ status: 500 }, options), ['api', 'outcome']), {
      api: 'connxt',
      outcome: 'not-executed',
    });
    const input = { status: 500, api: 'connectpsp', method: 'POST' };
    assert.deepEqual(pick(decode(input, options), ['api', 'outcome']), {
      api: 'connectpsp',
      outcome: 'unknown',
    });
  });
});

describe('getters that throw', () => {
  const thrower = (name) => ({
    get [name]() {
      throw new Error('a getter');
    },
  });

  for (const name of ['status', 'body', 'headers', 'url', 'method', 'api']) {
    test(`of the input's ${name}: the other members still count`, () => {
      const input = { status: 422, body: funds, headers: { 'retry-after': '1' } };
      const error = decode(Object.defineProperties(input, descriptorOf(thrower(name))));
      assert.equal(error.code, name === 'body' ? 'HTTP_422' : 'INSUFFICIENT_FUNDS');
      assert.equal(error.status, 422);
      assert.equal(error.retryAfterMs, name === 'headers' ? null : 1000);
    });
  }

  test('of a parsed body: the status decides', () => {
    const body = { code: 'NOT_FOUND' };
    Object.defineProperties(body, descriptorOf(thrower('detail')));
    assert.equal(decode({ status: 503, body }).code, 'HTTP_503');
  });

  test("of a body's Symbol.toStringTag: the status decides", () => {
    assert.equal(decode({ status: 503, body: thrower(Symbol.toStringTag) }).code, 'HTTP_503');
    assert.equal(classify(503, thrower(Symbol.toStringTag)).code, 'HTTP_503');
  });

  test('of the options: the input still counts', () => {
    for (const name of ['api', 'method', 'url']) {
      assert.equal(decode({ status: 503 }, thrower(name)).code, 'HTTP_503', name);
    }
  });

  test('of the headers: as if there were none', () => {
    const get = () => {
      throw new Error('get');
    };
    for (const headers of [thrower('retry-after'), { get }, hostileProxy(), revokedProxy()]) {
      assert.equal(decode({ status: 503, headers }).retryAfterMs, null);
    }
  });

  test('of a Proxy with every trap: as an input it is an empty one, as a body it is none', () => {
    for (const proxy of [hostileProxy(), revokedProxy()]) {
      assert.equal(decode({ status: 503, body: proxy }).code, 'HTTP_503');
      assert.equal(classify(503, proxy).code, 'HTTP_503');
    }
    assert.equal(decode(hostileProxy()).code, 'UNKNOWN');
  });

  function descriptorOf(object) {
    return Object.fromEntries(
      Object.entries(Object.getOwnPropertyDescriptors(object)).map(([name, descriptor]) => [
        name,
        { ...descriptor, enumerable: true },
      ]),
    );
  }

  function hostileProxy() {
    const traps = {};
    for (const trap of Object.getOwnPropertyNames(Reflect)) {
      traps[trap] = () => {
        throw new Error(trap);
      };
    }
    return new Proxy({}, traps);
  }

  function revokedProxy() {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }
});

describe('headers', () => {
  const retryAfter = (headers) => decode({ status: 429, headers }).retryAfterMs;

  test('of every kind give Retry-After', () => {
    const headers = { 'content-type': 'text/html', 'ReTRy-aFTer': '7' };
    assert.equal(retryAfter(headers), 7000);
    assert.equal(retryAfter({ 'RETRY-AFTER': '7' }), 7000);
    assert.equal(retryAfter({ 'retry-after': ['7', '8'] }), 7000);
    assert.equal(retryAfter({ 'retry-after': 7 }), 7000);
    assert.equal(retryAfter(new Headers(headers)), 7000);
    assert.equal(retryAfter(new Map([['retry-after', '7']])), 7000);
    assert.equal(retryAfter(Object.assign(Object.create(null), headers)), 7000);
  });

  test('without a Retry-After, or with a wrong one, give null', () => {
    for (const headers of [{}, new Headers(), { retryafter: '7' }, { 'retry-after': {} }, []]) {
      assert.equal(retryAfter(headers), null);
    }
    for (const value of [-1, 1.5, Number.NaN, 1e21, null, undefined, true, {}, [], ['x']]) {
      assert.equal(retryAfter({ 'retry-after': value }), null, String(value));
    }
  });

  test('with a date to come give the time until then', () => {
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000);
    const ms = retryAfter({ 'retry-after': at.toUTCString() });
    assert.ok(ms > 55_000 && ms <= 61_000, String(ms));
  });
});

describe('bodies that hold bytes', () => {
  const bytes = new TextEncoder().encode(funds);
  const expected = decode({ status: 422, body: funds });
  const padded = new Uint8Array(bytes.length + 10).fill(0x20);
  padded.set(bytes, 5);
  const { buffer } = padded;
  const inContext = (code) => vm.runInNewContext(code, { bytes: [...bytes] });
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);

  const bodies = {
    'a Uint8Array': bytes,
    'a Uint8Array in the middle of its buffer': padded.subarray(5, 5 + bytes.length),
    'a Buffer': Buffer.from(funds),
    'an ArrayBuffer': bytes.slice().buffer,
    'a DataView': new DataView(buffer, 5, bytes.length),
    'an Int8Array': new Int8Array(buffer, 5, bytes.length),
    'a Uint8ClampedArray': new Uint8ClampedArray(buffer, 5, bytes.length),
    'a Uint8Array on shared memory': new Uint8Array(shared),
    'a Uint8Array of another realm': inContext('Uint8Array.from(bytes)'),
    'an ArrayBuffer of another realm': inContext('Uint8Array.from(bytes).buffer'),
    'a DataView of another realm': inContext('new DataView(Uint8Array.from(bytes).buffer)'),
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(`${name} is read`, () => {
      assert.deepEqual(decode({ status: 422, body }), expected);
      assert.equal(classify(422, body).code, 'INSUFFICIENT_FUNDS');
    });
  }

  test('a body is not changed, and changing it later changes nothing', () => {
    const body = Uint8Array.from(bytes);
    const error = decode({ status: 422, body });
    assert.deepEqual(body, bytes);
    body.fill(0);
    assert.deepEqual(error, expected);
  });

  test('a buffer that was transferred away is an empty body', () => {
    const bufferAway = bytes.slice().buffer;
    const arrayAway = bytes.slice();
    structuredClone([bufferAway, arrayAway], { transfer: [bufferAway, arrayAway.buffer] });
    for (const body of [bufferAway, arrayAway]) {
      assert.equal(decode({ status: 503, body }).code, 'HTTP_503');
      assert.equal(classify(503, body).code, 'HTTP_503');
    }
  });

  test('an object that only calls itself an ArrayBuffer leaves the status to decide', () => {
    const body = { [Symbol.toStringTag]: 'ArrayBuffer', length: 1e15 };
    assert.equal(decode({ status: 503, body }).code, 'HTTP_503');
  });
});

describe('bodies that were parsed already', () => {
  test('an object reads as its text does', () => {
    for (const { body } of responses) {
      assert.deepEqual(decode({ body: JSON.parse(body) }), decode({ body }));
    }
    const frozen = Object.freeze({ code: 4001, errors: Object.freeze([{ message: 'não' }]) });
    assert.deepEqual(decode({ body: frozen }).fields, [{ field: '', message: 'não' }]);
    const bare = Object.assign(Object.create(null), { code: 'NOT_FOUND' });
    assert.equal(decode({ body: bare }).code, 'NOT_FOUND');
  });

  test('an object of another realm is read', () => {
    assert.equal(decode({ body: vm.runInNewContext('({code:"NOT_FOUND"})') }).code, 'NOT_FOUND');
  });

  test('what JSON cannot hold leaves the status to decide', () => {
    const cyclic = { code: 'NOT_FOUND' };
    cyclic.self = cyclic;
    for (const body of [cyclic, { code: 'NOT_FOUND', n: 1n }, { toJSON: () => undefined }]) {
      assert.equal(decode({ status: 503, body }).code, 'HTTP_503');
      assert.equal(classify(503, body).code, 'HTTP_503');
    }
  });

  test('a body whose toJSON decodes another error does not disturb it', () => {
    const body = {
      toJSON() {
        decode({ status: 500, body: '{"code":"1000","detail":"another one"}' });
        return { code: 'NOT_FOUND', detail: 'this one' };
      },
    };
    const error = decode({ status: 404, body });
    assert.deepEqual([error.code, error.detail], ['NOT_FOUND', 'this one']);
  });
});

describe('the result', () => {
  const error = decode({ status: 422, body: funds });

  test('is a plain object with the 20 members as its own, in the order of the contract', () => {
    assert.equal(Object.getPrototypeOf(error), Object.prototype);
    for (const each of [error, decode({}), decode({ status: 503, body: '<html>' })]) {
      assert.deepEqual(Reflect.ownKeys(each), members);
      for (const name of members) assert.notEqual(each[name], undefined, name);
    }
  });

  test('keeps every member in JSON, in a structured clone and when it is spread', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(error)), error);
    assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(decode({})))), members);
    assert.deepEqual(structuredClone(error), error);
    assert.deepEqual({ ...error }, error);
  });

  test("is the caller's own: changing it changes no later one", () => {
    const body = '{"code":"1000"}';
    const mine = decode({ status: 500, body });
    mine.code = 'changed';
    mine.fields.push({ field: 'a', message: 'b' });
    assert.deepEqual(decode({ status: 500, body }).fields, []);
    assert.equal(decode({ status: 500, body }).code, '1000');
  });

  test('never has server text in userMessage', () => {
    const sent = '{"code":"C1","title":"T1","message":"M1","detail":"D1","userMessage":"U1"}';
    assert.doesNotMatch(decode({ status: 422, body: sent }).userMessage, /[CTMDU]1/);
  });
});

describe('limits', () => {
  const bodyOf = (length) => {
    const start = '{"code":"INSUFFICIENT_FUNDS","detail":"';
    return `${start}${'x'.repeat(length - start.length - 2)}"}`;
  };
  const eitherWay = (body) => [body, new TextEncoder().encode(body)];

  test('a body of 1 MiB is read, one byte less too', () => {
    for (const length of [MIB - 1, MIB]) {
      for (const body of eitherWay(bodyOf(length))) {
        const error = decode({ status: 422, body });
        assert.deepEqual([error.format, error.code], ['json', 'INSUFFICIENT_FUNDS']);
        assert.equal(error.detail.length, length - 41);
        assert.equal(classify(422, body).code, 'INSUFFICIENT_FUNDS');
      }
    }
  });

  test('a body of one byte more is not read: the status decides', () => {
    for (const body of eitherWay(bodyOf(MIB + 1))) {
      const error = decode({ status: 422, body });
      assert.deepEqual([error.format, error.code], ['too-large', 'HTTP_422']);
      assert.equal(error.detail, null);
      assert.equal(classify(422, body).code, 'HTTP_422');
    }
  });

  test('the limit counts bytes, not characters', () => {
    const body = JSON.stringify({ code: 'NOT_FOUND', detail: 'é'.repeat(MIB / 2) });
    assert.ok(body.length < MIB);
    for (const each of eitherWay(body)) {
      assert.equal(decode({ status: 404, body: each }).format, 'too-large');
    }
  });

  test('a body of 5 MiB gives the row of its status, and the next body is read again', () => {
    for (const body of [...eitherWay(bodyOf(5 * MIB)), ...eitherWay('<'.repeat(5 * MIB))]) {
      const error = decode({ status: 503, body });
      assert.deepEqual([error.format, error.code], ['too-large', 'HTTP_503']);
      assert.equal(decode({ status: 422, body: funds }).code, 'INSUFFICIENT_FUNDS');
    }
    const parsed = { code: 'NOT_FOUND', detail: 'x'.repeat(5 * MIB) };
    assert.equal(decode({ status: 503, body: parsed }).format, 'too-large');
  });

  test('invalid UTF-8 does not make a body larger than it is', () => {
    const junk = Buffer.alloc(400 * 1024, 0xff);
    assert.equal(decode({ status: 500, body: junk }).format, 'text');
    const body = Buffer.concat([
      Buffer.from('{"code":"NOT_FOUND","detail":"'),
      junk,
      Buffer.from('"}'),
    ]);
    const error = decode({ status: 404, body });
    assert.deepEqual([error.format, error.code], ['json', 'NOT_FOUND']);
    assert.equal(error.detail.length, junk.length);
    assert.equal(classify(404, body).code, 'NOT_FOUND');
  });

  test('10 000 nested brackets are read, closed or not', () => {
    const depth = 10_000;
    const lists = '['.repeat(depth) + ']'.repeat(depth);
    const objects = '{"a":'.repeat(depth) + 1 + '}'.repeat(depth);
    for (const nested of [lists, objects]) {
      for (const name of ['x', 'code', 'errors', 'data', 'failure', 'detail']) {
        const body = `{"${name}":${nested},"title":"t"}`;
        const error = decode({ status: 500, body });
        assert.deepEqual([error.format, error.title, error.code], ['json', 't', 'HTTP_500']);
        assert.equal(decode({ status: 500, body: body.slice(0, -9) }).format, 'text');
      }
    }
    const open = '['.repeat(MIB);
    assert.equal(decode({ status: 500, body: open }).format, 'text');
  });

  test('1 000 field errors are kept, of a list and of a map', () => {
    const list = Array.from({ length: 1001 }, (_, index) => ({ field: `f${index}`, message: 'm' }));
    const map = Object.fromEntries(list.map(({ field, message }) => [field, [message]]));
    for (const errors of [list, map, { f: list.map(({ message }) => message) }]) {
      assert.equal(decode({ body: { errors } }).fields.length, 1000);
    }
    assert.deepEqual(decode({ body: { errors: list } }).fields, list.slice(0, 1000));
  });
});
