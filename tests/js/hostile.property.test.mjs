// `decode` and `handle` with whatever can be given: values of every kind in every place, getters and
// proxies that throw, responses that break off, handlers that throw.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { inspect, isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { classify, decode, handle, isPspError, PspError } from 'psp-errors';
import { VirtualTime } from './fetch/virtual-time.mjs';
import { members, pick, verdictMembers } from './members.mjs';
import { stall, streamOf } from './streams.mjs';

/** `FC_SEED=… node --test …` runs the same inputs again. */
const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FC_RUNS ?? 2000);

const unhandled = [];
const note = (reason) => unhandled.push(reason);
process.on('unhandledRejection', note);
after(() => process.off('unhandledRejection', note));

const actions = ['retry', 're-auth', 'user-fix', 'escalate'];
const remedies = [
  ...['resend', 'wait-for-settlement', 'refresh-token', 're-sign', 'replace-credentials'],
  ...['request-access', 'fix-fields', 'fix-pix-key', 'check-id', 'use-existing', 'already-done'],
  ...['wait-for-payment', 'create-new', 'add-funds', 'use-current-balance', 'follow-redirect'],
  ...['fix-integration', 'contact-support'],
];
const words = {
  api: ['connxt', 'connectpsp', 'unknown'],
  action: actions,
  remedy: remedies,
  actor: ['client', 'end-user', 'developer', 'operator', 'provider'],
  outcome: ['not-executed', 'executed', 'unknown'],
  format: ['json', 'text', 'empty', 'too-large'],
};
const codes = [
  ...['INSUFFICIENT_FUNDS', 'TOKEN_EXPIRED', 'DUPLICATED_EXTERNAL_REFERENCE', '4001', '1000'],
  ...['MADE_UP', 'retry', 'add-funds', 'default', 'redirect', '__proto__', 'constructor', 'then'],
];

const broken = () => {
  throw new Error('broken on purpose');
};
const traps = [
  ...['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'isExtensible'],
  ...['set', 'defineProperty', 'deleteProperty', 'preventExtensions', 'setPrototypeOf'],
];
const anything = fc.anything({
  ...{ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSet: true },
  ...{ withBoxedValues: true, withObjectString: true, withSparseArray: true, withTypedArray: true },
  ...{ maxDepth: 3, key: fc.oneof(fc.string(), fc.constantFrom(...codes, 'code', 'errors')) },
});

/** Values that fast-check itself could not look at are made in the test, by these. */
const makers = {
  plain: ({ value }) => value,
  proxy: ({ some }) => new Proxy({}, Object.fromEntries(some.map((trap) => [trap, broken]))),
  getter: ({ name }) => Object.defineProperty({}, name, { enumerable: true, get: broken }),
  'toJSON that throws': ({ value }) => ({ value, toJSON: broken }),
  function: () => broken,
  symbol: () => Symbol('x'),
};
const made = (each) => (each === undefined ? undefined : makers[each.kind](each));
const plain = (arbitrary) => arbitrary.map((value) => ({ kind: 'plain', value }));
const hostile = fc.oneof(
  { weight: 4, arbitrary: plain(anything) },
  fc.record({
    kind: fc.constant('proxy'),
    some: fc.subarray(traps, { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('getter'),
    name: fc.constantFrom(
      ...['code', 'status', 'get', 'retry-after', 'length', 'then'],
      ...[Symbol.iterator, Symbol.toStringTag],
    ),
  }),
  fc.record({ kind: fc.constantFrom('toJSON that throws', 'function', 'symbol') }),
);
const part = (...usual) => fc.oneof(plain(fc.constantFrom(...usual)), hostile);
const status = fc.oneof(plain(fc.integer({ min: 0, max: 700 })), hostile);
const text = fc
  .record(
    {
      code: fc.oneof(fc.constantFrom(...codes), fc.jsonValue()),
      detail: fc.oneof(fc.string(), fc.jsonValue()),
      status: fc.oneof(fc.integer(), fc.jsonValue()),
      errors: fc.jsonValue(),
      data: fc.record({ failure: fc.jsonValue() }),
      type: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  .chain((value) => fc.constantFrom(value, JSON.stringify(value)));
const body = fc.oneof(plain(text), plain(fc.string({ unit: 'binary' })), hostile);
const input = fc.record(
  {
    status,
    body,
    headers: fc.oneof(
      plain(fc.record({ 'Retry-After': fc.constantFrom('3', 'x', '-1') })),
      hostile,
    ),
    url: part('https://api.connectpsp.com/', 'x'),
    method: part('GET', 'post', ''),
    api: part('connxt', 'connectpsp'),
    /** A part of which the getter throws. */
    broken: fc.constantFrom('status', 'body', 'headers', 'url', 'method', 'api'),
  },
  { requiredKeys: [] },
);
const parts = ({ broken: name, ...given }) => {
  const made = partsOf(given);
  return name === undefined ? made : Object.defineProperty(made, name, { get: broken });
};
const partsOf = (given) =>
  Object.fromEntries(Object.entries(given).map(([name, each]) => [name, made(each)]));
const options = fc.record({ method: hostile, url: hostile, api: hostile }, { requiredKeys: [] });

const inherited = () =>
  [Object, Array, Function, String, Error, Promise].map(({ prototype }) =>
    Reflect.ownKeys(prototype).map((key) => Reflect.getOwnPropertyDescriptor(prototype, key)),
  );

describe('whatever it is given', () => {
  test('decode gives an error of the closed sets that can be printed, stored and thrown', (t) => {
    t.diagnostic(`FC_SEED=${seed}`);
    const before = inherited();
    fc.assert(
      fc.property(input, options, (given, more) => {
        const error = decode(parts(given), partsOf(more));
        assert.deepEqual(Object.keys(error), members);
        for (const [name, all] of Object.entries(words)) assert.ok(all.includes(error[name]), name);
        assert.ok(error.status === null || Number.isInteger(error.status));
        assert.ok(error.retryAfterMs === null || error.retryAfterMs >= 0);
        for (const name of ['known', 'statusMismatch']) assert.equal(typeof error[name], 'boolean');
        for (const name of ['code', 'title', 'message', 'userMessage']) {
          assert.equal(typeof error[name], 'string');
        }
        assert.deepEqual(structuredClone(error), error);
        assert.deepEqual(JSON.parse(JSON.stringify(error)), error);
        const thrown = new PspError(error);
        assert.equal(typeof inspect(thrown), 'string');
        assert.equal(typeof JSON.stringify(thrown), 'string');
      }),
      { seed, numRuns },
    );
    assert.deepEqual(inherited(), before);
  });

  test('classify gives the verdict that decode gives', () => {
    fc.assert(
      fc.property(status, body, part(undefined, 'GET', 'POST'), (...given) => {
        const [status, body, method] = given.map(made);
        const whole = decode({ status, body, method });
        assert.deepEqual({ ...classify(status, body, method) }, pick(whole, verdictMembers));
      }),
      { seed, numRuns },
    );
  });

  test('decode refuses what is no input, and wrong texts, with a TypeError and nothing else', () => {
    fc.assert(
      fc.property(
        anything,
        fc.record({ locale: anything, locales: anything }, { requiredKeys: [] }),
        (given, more) => {
          const { locale, locales } = more;
          const isRight =
            typeof given === 'object' &&
            given !== null &&
            !Array.isArray(given) &&
            (locale === undefined || typeof locale === 'string') &&
            (locales === undefined ||
              (Array.isArray(locales) &&
                [...locales].every((each) => typeof each?.locale === 'string')));
          try {
            decode(given, more);
            assert.ok(isRight);
          } catch (error) {
            assert.ok(!isRight && error instanceof TypeError, String(error));
            assert.match(error.message, /^decode\(\)/);
          }
        },
      ),
      { seed, numRuns },
    );
  });
});

/** What a handler does, and what then becomes of the call. */
const deeds = {
  returns: (value) => value,
  'returns nothing': () => undefined,
  promises: async (value) => value,
  throws: (value) => {
    throw value;
  },
  rejects: (value) => Promise.reject(value),
};
const handlers = fc.dictionary(
  fc.constantFrom(...codes.filter((code) => code !== '__proto__'), ...actions, ...remedies),
  fc.constantFrom(...Object.keys(deeds)),
  { maxKeys: 6 },
);
const answer = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 204, 302, 401, 422, 500),
    fc.integer({ min: 200, max: 599 }),
  ),
  body: fc.oneof(
    fc.constantFrom(...codes).map((code) => JSON.stringify({ code })),
    fc.constantFrom('', ' ', '{', 'null', '0', '"x"', '<html>', '\ufeff{}', '{"then":1}'),
    fc.json({ maxDepth: 2 }),
  ),
  headers: fc.record(
    { location: fc.constant('/b'), 'retry-after': fc.constant('2') },
    { requiredKeys: [] },
  ),
  end: fc.constantFrom('whole', 'whole', 'whole', 'breaks off', 'stalls'),
  size: fc.integer({ min: 1, max: 20 }),
});
const thrown = fc.constantFrom(
  new TypeError('fetch failed'),
  new DOMException('late', 'TimeoutError'),
  new DOMException('mine', 'AbortError'),
  new RangeError('a bug'),
  'a text',
  undefined,
);

/** The name of the handler that an error is for. */
function handlerFor({ code, known, remedy, action }, handlers) {
  const isWord = [...actions, ...remedies, 'redirect', 'default'].includes(code);
  const names = [
    ...(known || !isWord ? [code] : []),
    ...(remedy === 'follow-redirect' ? ['redirect'] : []),
    ...[remedy, action, 'default'],
  ];
  return names.find((name) => Object.hasOwn(handlers, name));
}

/** What may come of a response: JSON, or one of these errors, as `decode` has them. */
function expectationOf({ status, body, headers, end }, method) {
  const isEmpty = [204, 205, 304].includes(status) || body === '';
  const isOk = status < 300;
  if (isOk && end !== 'whole' && ![204, 205].includes(status)) {
    return { errors: [{ ...decode({ status: 0, method }), code: 'NETWORK_ERROR' }] };
  }
  if (isOk && isEmpty) return { json: null };
  if (isOk) {
    try {
      return { json: JSON.parse(body.replace(/^\ufeff/, '')) };
    } catch {
      return { errors: [decode({ status, body, method })] };
    }
  }
  const bytes = Buffer.from(isEmpty ? '' : body);
  // Of one that breaks off the last bytes may be lost on the way.
  const least = end === 'breaks off' ? 0 : bytes.length;
  const errors = [];
  for (let length = bytes.length; length >= least; length--) {
    errors.push(decode({ status, body: bytes.subarray(0, length), headers, method }));
  }
  return { errors };
}

const ends = {
  whole: (controller) => controller.close(),
  'breaks off': (controller) => controller.error(new TypeError('terminated')),
  stalls: stall,
};

function responseOf({ status, body, headers, end, size }) {
  const bytes = Buffer.from(body);
  const chunks = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  const isEmpty = [204, 205, 304].includes(status);
  return new Response(isEmpty ? null : streamOf(chunks, ends[end]), { status, headers });
}

/** How a call settles, and which handlers were called. */
async function settled(promised, deeds, method) {
  const called = [];
  const functions = Object.fromEntries(
    Object.entries(deeds).map(([name, act]) => [
      name,
      (first, second) => {
        const error = second ?? first;
        called.push({ name, error });
        return act(name);
      },
    ]),
  );
  const result = await handle(promised, functions, { method }).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  return { ...result, called };
}

describe('whatever comes, and whatever its handlers do', () => {
  test('handle gives the JSON, or asks one handler, or throws the PspError', async (t) => {
    t.diagnostic(`FC_SEED=${seed}`);
    await fc.assert(
      fc.asyncProperty(
        answer,
        handlers,
        fc.constantFrom(undefined, 'GET', 'POST'),
        fc.boolean(),
        async (given, acts, method, isPromise) => {
          // An ok body that never ends is the caller's to end: it gives fetch a signal.
          fc.pre(given.end !== 'stalls' || given.status >= 300);
          const does = Object.fromEntries(
            Object.entries(acts).map(([name, deed]) => [name, deeds[deed]]),
          );
          const response = responseOf(given);
          const time = new VirtualTime();
          const { value, error, called } = await time.reign(() =>
            time.until(settled(isPromise ? Promise.resolve(response) : response, does, method)),
          );
          assert.equal(time.left, 0);
          const { json, errors } = expectationOf(given, method);
          if (errors === undefined) {
            assert.deepEqual([value, error, called], [json, undefined, []]);
            return;
          }
          const seen = called[0]?.error ?? error;
          assert.ok(isPspError(seen), String(seen));
          const verdict = pick(seen, verdictMembers);
          const verdicts = errors.map((each) => pick(each, verdictMembers));
          assert.ok(
            verdicts.some((each) => isDeepStrictEqual(each, verdict)),
            `${inspect(verdict)} for ${inspect(verdicts[0])}`,
          );
          const name = handlerFor(seen, acts);
          assert.deepEqual(
            called.map((each) => each.name),
            name === undefined ? [] : [name],
          );
          if (name === undefined) return;
          const isThrown = acts[name] === 'throws' || acts[name] === 'rejects';
          const said = acts[name] === 'returns nothing' ? undefined : name;
          assert.deepEqual([value, error], isThrown ? [undefined, said] : [said, undefined]);
        },
      ),
      { seed, numRuns },
    );
    await new Promise((resolve) => void setImmediate(resolve));
    assert.deepEqual(unhandled, []);
  });

  test('handle makes a lost answer a PspError, and rethrows what is none', async () => {
    await fc.assert(
      fc.asyncProperty(thrown, handlers, async (reason, acts) => {
        const does = Object.fromEntries(
          Object.entries(acts).map(([name, deed]) => [name, deeds[deed]]),
        );
        const { error, called } = await settled(Promise.reject(reason), does, 'POST');
        const code = { TypeError: 'NETWORK_ERROR', TimeoutError: 'TIMEOUT' }[reason?.name];
        if (code === undefined) {
          assert.deepEqual([error, called], [reason, []]);
          return;
        }
        const lost = { code, known: false, action: 'retry', remedy: 'resend' };
        const name = handlerFor(lost, acts);
        const seen = name === undefined ? error : called[0].error;
        assert.deepEqual(pick(seen, ['code', 'status', 'outcome']), {
          ...{ code, status: 0, outcome: 'unknown' },
        });
        assert.equal(seen.cause, reason);
      }),
      { seed, numRuns: Math.ceil(numRuns / 4) },
    );
  });
});
