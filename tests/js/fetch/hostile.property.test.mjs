import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { createFetch, isPspError } from 'psp-errors';
import { breakOff, stall, streamOf } from '../streams.mjs';
import { hang, ignoreEverything, networkError } from './support.mjs';

/** `FC_SEED=… node --test …` runs the same inputs again. */
const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FC_RUNS ?? 2000) / 10;
/** So many runs at a time: most of what takes time is waiting. */
const AT_ONCE = 25;
const TIMEOUT_MS = 40;
const DEADLINE_MS = 150;
/** What a busy machine may take on top. */
const SLACK_MS = 2000;

const unhandled = [];
const note = (reason) => unhandled.push(reason);
process.on('unhandledRejection', note);
after(() => process.off('unhandledRejection', note));

const body = fc.oneof(
  fc.constantFrom('', '{', '{"id":1}', '<html>', 'null', '\ufeff{}', '\u0000'),
  fc
    .constantFrom(
      ...['1000', '4002', 'TOKEN_EXPIRED', 'INVALID_SIGNATURE', 'MISSING_END_TO_END_ID'],
      ...['DUPLICATED_EXTERNAL_REFERENCE', 'INSUFFICIENT_FUNDS', 'retry', 'default', '__proto__'],
    )
    .map((code) => JSON.stringify({ code })),
  fc.json({ maxDepth: 2 }),
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'text/html', 'application/problem+json'),
    'retry-after': fc.constantFrom(
      '0',
      '-1',
      'abc',
      '99999999999',
      '1',
      'Sun, 06 Nov 1994 08:49:37 GMT',
    ),
    location: fc.constantFrom('/b', 'https://elsewhere.example/', 'http://', 'data:,x'),
  },
  { requiredKeys: [] },
);
const status = fc.oneof(
  fc.constantFrom(200, 202, 302, 307, 401, 409, 422, 429, 500, 503),
  fc.integer({ min: 200, max: 599 }),
);
const answer = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('answer'), status, headers, body }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('break'), status, headers, body }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stall'), status, headers, body }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('lose', 'lose at once', 'hang', 'ignore', 'throw', 'no response'),
    }),
  },
);
const scenario = fc.record({
  api: fc.constantFrom('connxt', 'connectpsp'),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'),
  isStream: fc.boolean(),
  attempts: fc.integer({ min: 1, max: 4 }),
  retryOff: fc.boolean(),
  idempotent: fc.constantFrom(undefined, undefined, true, false),
  refresh: fc.constantFrom('none', 'new', 'same', 'throws', 'never', 'nothing'),
  handled: fc.boolean(),
  abortAfterMs: fc.option(fc.integer({ min: 0, max: 60 })),
  answers: fc.array(answer, { minLength: 1, maxLength: 8 }),
});

function respond({ kind, status, headers, body }, url, init) {
  const empty = [204, 205, 304].includes(status) || init.method === 'HEAD';
  const end = { answer: (controller) => controller.close(), break: breakOff, stall }[kind];
  if (end) return new Response(empty ? null : streamOf([body], end), { status, headers });
  if (kind === 'lose') return Promise.reject(networkError());
  if (kind === 'lose at once') throw networkError();
  if (kind === 'hang') return hang(url, init);
  if (kind === 'ignore') return ignoreEverything();
  if (kind === 'throw') throw new RangeError('a bug');
  return undefined;
}

const refreshes = {
  new: (rejected) => `${rejected}+`,
  same: (rejected) => rejected,
  throws: async () => {
    throw new Error('no vault');
  },
  never: ignoreEverything,
  nothing: () => {},
};

/** Whether the exchange may have been executed, as far as anybody can know who sees the answers. */
function isUncertain({ kind, status }, isSafe) {
  if (isSafe) return false;
  return kind === 'answer' || kind === 'break' || kind === 'stall'
    ? status < 300 || (status >= 500 && ![501, 505].includes(status))
    : kind !== 'throw' && kind !== 'no response';
}

async function run(given) {
  const { api, method, isStream, attempts, retryOff, idempotent, answers } = given;
  const reached = [];
  const fetch = (url, init) => {
    const next = answers[Math.min(reached.length, answers.length - 1)];
    reached.push({
      next,
      init,
      url,
      isRedirect: init.method !== method || url.endsWith('/b') || url.includes('elsewhere'),
    });
    return respond(next, url, init);
  };
  const refresh = refreshes[given.refresh];
  const call = createFetch({
    ...{ api, fetch, timeoutMs: TIMEOUT_MS, deadlineMs: DEADLINE_MS },
    ...{ idempotent, retry: retryOff ? false : { attempts, baseMs: 1 } },
    auth: { token: () => 'abc', sign: () => 'signed', ...(refresh && { refresh }) },
    on: given.handled ? { default: () => 'handled' } : {},
  });
  const hasBody = !['GET', 'HEAD'].includes(method);
  const aborter = new AbortController();
  const reason = new Error('mine');
  const timer =
    given.abortAfterMs === null
      ? undefined
      : setTimeout(() => aborter.abort(reason), given.abortAfterMs);
  const started = performance.now();
  const result = await Promise.race([
    call('https://api.example/a', {
      method,
      signal: aborter.signal,
      ...(hasBody && { body: isStream ? streamOf(['{}']) : '{}' }),
    }).then(
      (value) => ({ value }),
      (error) => ({ error }),
    ),
    new Promise((resolve) => setTimeout(resolve, DEADLINE_MS + SLACK_MS, 'still pending').unref()),
  ]);
  clearTimeout(timer);
  const took = performance.now() - started;
  return { result, reached, took, reason, hasBody };
}

function check(given, { result, reached, took, reason, hasBody }) {
  const { api, method, isStream, attempts, retryOff, idempotent, answers, refresh } = given;
  assert.notEqual(result, 'still pending');
  assert.ok(took < DEADLINE_MS + SLACK_MS);

  // A result of one of the kinds there are.
  const { value, error } = result;
  if (error === undefined) assert.ok(value?.ok === true || (given.handled && value === 'handled'));
  else {
    const isOwn = error === reason || error instanceof RangeError || error instanceof TypeError;
    assert.ok(isPspError(error) || isOwn, String(error));
    if (isPspError(error) && error.gaveUp !== null) assert.equal(error.action, 'escalate');
  }

  // No more requests than were asked for: attempts, a renewal, redirects.
  const own = reached.filter(({ isRedirect }) => !isRedirect);
  assert.ok(own.length <= (retryOff ? 1 : attempts + 1), `${own.length} requests`);
  if (refresh === 'none' && !answers.some((each) => /INVALID_SIGNATURE/.test(each.body))) {
    assert.ok(own.length <= (retryOff ? 1 : attempts));
  }
  if (isStream && hasBody) assert.ok(own.length <= 1);

  // Nothing that may have been executed is sent again unless twice is once.
  const isSafe = ['GET', 'HEAD'].includes(method);
  const isRepeatable =
    idempotent ?? (['GET', 'HEAD', 'PUT', 'DELETE'].includes(method) || api === 'connectpsp');
  if (!isRepeatable) {
    const first = own.findIndex(({ next }) => isUncertain(next, isSafe) && !isCoded(next));
    if (first >= 0) assert.equal(first, own.length - 1, 'sent again after an unknown outcome');
  }

  // Every attempt says the same.
  const keys = new Set(own.map(({ init }) => init.headers.get('x-idempotency-key')));
  assert.ok(keys.size <= 1);
  // No secret leaves for another origin.
  for (const { url, init } of reached.filter(({ url }) => url.includes('elsewhere'))) {
    assert.ok(!init.headers.has('authorization') && !init.headers.has('x-secret-token'), url);
    assert.ok(['GET', 'HEAD'].includes(init.method));
  }
}

/** A documented code of its own says more than the status. */
const isCoded = ({ status, body = '' }) => status >= 300 && /"code"/.test(body);

describe('whatever a server and a platform do', () => {
  test('a call settles in time, sends no more than it may, and pays nothing twice', async (t) => {
    t.diagnostic(`FC_SEED=${seed}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(scenario, { minLength: AT_ONCE, maxLength: AT_ONCE }),
        async (scenarios) => {
          await Promise.all(scenarios.map(async (given) => check(given, await run(given))));
        },
      ),
      { seed, numRuns: Math.ceil(numRuns / AT_ONCE) * 4, interruptAfterTimeLimit: 60_000 },
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(unhandled, []);
  });
});
