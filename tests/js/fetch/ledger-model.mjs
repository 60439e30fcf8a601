// Calls of `createFetch` to the sandbox, with a network in between that does what it likes, and what
// the sandbox's ledger has to say of their ends.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createFetch, isPspError } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import { cashInBody, cashOutBody } from '../sandbox/bodies.mjs';
import { breakOff, stall, streamOf } from '../streams.mjs';
import { networkError } from './support.mjs';
import { VirtualTime } from './virtual-time.mjs';

const BASE = 'https://psp.example';
const SETTLEMENT_MS = 10_000;
/** A step that begins at the very end still gets a millisecond. */
const SLACK_MS = 10;

// What may go wrong with one exchange. Answers are made up, but do not lie about money, which nobody
// could see through: "refused" comes only where nothing was executed, and after an execution
// nothing that says more than "something failed".

const latency = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 900 }) },
  { weight: 1, arbitrary: fc.integer({ min: 900, max: 90_000 }) },
);
const retryAfter = fc.constantFrom(
  ...['0', '1', '7', '59', '61', '99999999999', '-1', '1.5', 'soon', '', '+5', '0x10'],
  ...[
    'Mon, 05 Jan 2026 12:00:30 GMT',
    'Sun Nov  6 08:49:37 1994',
    'Friday, 31-Dec-99 23:59:59 GMT',
  ],
);
const headers = fc.record(
  {
    'retry-after': retryAfter,
    'content-type': fc.constantFrom(
      'application/json',
      'text/html',
      'application/problem+json',
      '?',
    ),
    'x-idempotency-key': fc.constant('theirs'),
    'content-encoding': fc.constant('gzip'),
    'content-length': fc.constantFrom('1', '99999999', 'x'),
    'set-cookie': fc.constant('a=b'),
    location: fc.constantFrom('/elsewhere', 'https://elsewhere.example/'),
  },
  { requiredKeys: [] },
);
const refusals = [
  ...['4001', '4003', '4004', 'INVALID_CREDENTIALS', 'TOKEN_EXPIRED', 'INVALID_SIGNATURE'],
  ...['INSUFFICIENT_FUNDS', 'MISSING_END_TO_END_ID', 'NOT_FOUND', 'RULE_VIOLATION'],
];
const says = (code) => JSON.stringify({ code, detail: 'made up' });
const vagueBody = fc.oneof(
  fc.constantFrom(
    ...['', '{', '<html>503</html>', 'null', '[]', '\u0000', '\ufeff{}', '['.repeat(20_000)],
    ...['{"__proto__":{"code":"NOT_FOUND"}}', `{"detail":"${'x'.repeat(1_100_000)}"}`],
    ...[says('1000'), says('MADE_UP'), says('__proto__'), says('retry'), says('HTTP_422')],
  ),
  fc.json({ maxDepth: 2 }),
);
const end = fc.oneof(
  { weight: 6, arbitrary: fc.constant('whole') },
  { weight: 1, arbitrary: fc.constantFrom('breaks off', 'stalls') },
);
const ends = { whole: (controller) => controller.close(), 'breaks off': breakOff, stalls: stall };
const failures = [500, 502, 503, 504, 507, 520, 599];
const refusing = [
  ...[300, 304, 400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 425, 426, 429, 431],
  ...[451, 501, 505],
];
const failure = fc.record({ status: fc.constantFrom(...failures), headers, body: vagueBody, end });
const refusal = fc.record({
  status: fc.constantFrom(...refusing, ...failures),
  headers,
  body: fc.oneof(vagueBody, fc.constantFrom(...refusals.map(says))),
  end,
});
/** An ok answer that was cut off: nobody can know what it said. */
const cut = fc.record({
  status: fc.constantFrom(200, 201, 202),
  headers: fc.constant({ 'content-type': 'application/json' }),
  body: fc.constantFrom('{"transactionId":"', '{', '[1,', '<html>'),
  end,
});

const losses = {
  node: networkError,
  bun: () => Object.assign(new Error('The socket connection was closed'), { code: 'ECONNRESET' }),
  safari: () => new TypeError('Load failed'),
  'node-fetch': () => Object.assign(new Error('gone'), { name: 'FetchError' }),
  timeout: () => new DOMException('theirs', 'TimeoutError'),
};
const loss = fc.constantFrom(...Object.keys(losses));
const kind = (name, members = {}) => fc.record({ kind: fc.constant(name), ...members });
const executed = fc.boolean();

const trouble = fc.oneof(
  { weight: 3, arbitrary: kind('let through') },
  { weight: 4, arbitrary: kind('lose', { executed, loss }) },
  { weight: 3, arbitrary: kind('hang', { executed }) },
  {
    weight: 4,
    arbitrary: kind('answer', { executed: fc.constant(true), answer: fc.oneof(failure, cut) }),
  },
  {
    weight: 4,
    arbitrary: kind('answer', { executed: fc.constant(false), answer: fc.oneof(refusal, cut) }),
  },
  {
    weight: 2,
    arbitrary: kind('answer', {
      executed: fc.constant(false),
      answer: fc.record({
        status: fc.constantFrom(429, 503),
        headers: fc.record({ 'retry-after': retryAfter }),
        body: vagueBody,
        end,
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: kind('named', {
      name: fc.constantFrom(
        ...['execute-then-500', 'execute-then-drop', 'execute-then-truncate', 'drop-before'],
        ...['error-500', 'rate-limit', 'html-503', 'truncated-json'],
      ),
    }),
  },
  { weight: 2, arbitrary: kind('expire the tokens') },
  {
    weight: 2,
    arbitrary: kind('cut the answer', { end, at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: kind('trickle', { pauseMs: fc.integer({ min: 1, max: 4000 }) }) },
  {
    weight: 2,
    arbitrary: kind('redirect', {
      status: fc.constantFrom(301, 302, 303, 307, 308),
      to: fc.constantFrom(
        'itself',
        'another path',
        'https://elsewhere.example/',
        'data:,x',
        'http://',
      ),
    }),
  },
  { weight: 1, arbitrary: kind('throw', { sync: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: kind('no response', { value: fc.constantFrom(undefined, null, {}, 'ok') }),
  },
);
const fault = fc.record({
  trouble,
  before: latency,
  after: latency,
  /** Heeds its signal, as `fetch` has to. */
  isDeaf: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
});

/** The first one in four of five cases. */
const seldom = (usual, other) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
const mostly = (usual, ...others) => seldom(usual, fc.constantFrom(...others));

const call = fc.record({
  kind: fc.constantFrom(
    ...['cash-out', 'cash-out', 'cash-out', 'refund', 'refund', 'rebalance', 'connect', 'connect'],
    ...['disconnect', 'balance', 'look', 'head', 'flows'],
  ),
  startMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
  retry: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        attempts: fc.integer({ min: 1, max: 6 }),
        baseMs: fc.constantFrom(undefined, 0, 1, 5000),
        capMs: fc.constantFrom(undefined, 0, 1000),
        maxRetryAfterMs: fc.constantFrom(undefined, 0, 5000, 1e12),
        budget: fc.constantFrom(undefined, false),
      }),
    },
    { weight: 1, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  timeoutMs: mostly(undefined, 1, 60, 2000, 1e9),
  deadlineMs: mostly(undefined, 1, 150, 8000, 1e6, 1e12),
  idempotent: mostly(undefined, true, false),
  key: mostly('made', 'own', 'empty', 'no uuid'),
  twin: mostly('none', 'reference', 'key'),
  /** Whether the server knows a payment by its key, or by its reference alone. */
  knowsKeys: fc.boolean(),
  isStream: mostly(false, true),
  isSettled: mostly(true, false),
  abort: seldom(
    {},
    fc.oneof(
      fc.record({ atMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40_000 })) }),
      fc.record({ onRequest: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ onRetry: fc.integer({ min: 1, max: 2 }) }),
      fc.constant({ before: true }),
    ),
  ),
  faults: fc.array(fault, { maxLength: 7 }),
});

/** What a hook of the caller's does, each time that it is asked. */
const hook = (...others) =>
  seldom(
    [],
    fc.array(fc.constantFrom('good', 'throws', 'hangs', 'slow', 'nothing', ...others), {
      maxLength: 6,
    }),
  );

export const scenario = fc.record({
  calls: fc.array(call, { minLength: 1, maxLength: 4 }),
  /** Of `Math.random`: the waits follow from it. */
  luck: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  funds: mostly(10_000, 30),
  tokens: hook(),
  refreshes: hook('same'),
  signs: hook('wrong'),
  startsRefused: mostly(false, true),
});

/** Runs the calls; gives each with how it ended, and the sandbox. */
export async function play({ calls, luck, funds, startsRefused, ...hooks }) {
  const sandbox = createSandbox({
    balances: { transactional: funds },
    settlementMs: SETTLEMENT_MS,
  });
  const time = new VirtualTime((ms) => sandbox.clock.advance(ms));
  const { random } = Math;
  Math.random = randomFrom(luck);
  try {
    return await time.reign(async () => {
      const made = calls.map((given, index) => ({ ...given, id: index + 1 }));
      for (const [index, each] of made.entries())
        await time.until(prepare(each, made.slice(0, index), sandbox));
      const clients = makeClients(sandbox, time, startsRefused, hooks);
      const work = Promise.all(made.map((each) => make(each, clients, sandbox, time)));
      await time.until(work);
      const left = time.left;
      await time.toTheEnd();
      return { calls: made, sandbox, left };
    });
  } finally {
    Math.random = random;
  }
}

/** Mulberry32. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CONNXT = '/connxt/v2';
const credential = { clientId: 'shop-17', clientSecret: 'sandbox-only-1' };
const psp = (name) => ({ name, flowActionId: 'action-sandbox-bank', credential });

/** What a call sends, and what has to be there before it does. */
async function prepare(call, earlier, sandbox) {
  const { id, kind, twin, isSettled } = call;
  const model = earlier.findLast((other) => other.kind === kind);
  const isTwin = twin !== 'none' && model !== undefined && ['cash-out', 'refund'].includes(kind);
  Object.assign(call, {
    api: ['connect', 'disconnect', 'flows'].includes(kind) ? 'connxt' : 'connectpsp',
    method:
      { balance: 'GET', look: 'GET', flows: 'GET', head: 'HEAD', disconnect: 'DELETE' }[kind] ??
      'POST',
    isTwin,
    ownKey: { own: crypto.randomUUID(), empty: '', 'no uuid': 'mine' }[call.key],
    reference: isTwin ? model.reference : `order-${id}`,
    mark: `made by call ${id}`,
    seen: [],
    retries: [],
    told: { onError: [], onGiveUp: [], onEnd: [] },
  });
  const direct = async (method, path, body, headers) => {
    const init = { method, headers, body: JSON.stringify(body) };
    return (await sandbox.fetch(path, init)).json();
  };
  const headers = await sandbox.signIn();
  if (kind === 'refund') {
    call.cashIn =
      model && isTwin
        ? model.cashIn
        : (
            await direct(
              'POST',
              '/cash-in',
              cashInBody({ externalReference: call.reference }),
              headers,
            )
          ).transactionId;
    if (!isTwin) sandbox.payCashIn(call.cashIn);
    if (!isTwin && isSettled) sandbox.clock.advance(SETTLEMENT_MS);
  }
  if (kind === 'disconnect') {
    const token = { 'X-SECRET-TOKEN': sandbox.credentials.secretToken };
    call.pspId = (await direct('POST', `${CONNXT}/psps`, psp(`old ${id}`), token)).pspId;
  }
  call.amount = Number((20 + id / 100).toFixed(2));
  call.target = Number((5000 + id / 100).toFixed(2));
  call.path = {
    'cash-out': '/cash-out',
    refund: `/cash-in/${call.cashIn}/refund`,
    rebalance: '/account/rebalance',
    balance: '/account/balance',
    head: '/account/balance',
    look: `/cash-out/${call.reference}`,
    connect: `${CONNXT}/psps`,
    disconnect: `${CONNXT}/psps/${call.pspId}`,
    flows: `${CONNXT}/flows`,
  }[kind];
  call.body = {
    'cash-out': cashOutBody({ amount: call.amount, externalReference: call.reference }),
    refund: { reason: 'CUSTOMER_REQUEST', description: call.mark },
    rebalance: { targetAmount: call.target },
    connect: psp(call.mark),
  }[kind];
  if (isTwin && twin === 'key') {
    // The same payment, sent again by the application.
    const { body, amount, mark } = model;
    const ownKey = model.ownKey || crypto.randomUUID();
    model.ownKey = ownKey;
    Object.assign(call, { ownKey, body, amount, mark });
  }
  call.server = serverOf(call);
  if (isTwin) model.server = call.server = 'careful';
}

/**
 * How the server tells that a request comes twice: by key and content, by one of the two, or not at
 * all, where the caller has not said that it does. A stream it can only take as it is.
 */
function serverOf({ kind, idempotent, isStream, knowsKeys }) {
  if (isStream) return 'careful';
  if (kind === 'connect' ? idempotent !== true : idempotent === false) return 'forgetful';
  return knowsKeys || !['cash-out', 'refund'].includes(kind) ? 'by key' : 'by reference';
}

function makeClients(sandbox, time, startsRefused, { tokens, refreshes, signs }) {
  const { applicationToken, secretToken } = sandbox.credentials;
  const next = (behaviours) => behaviours.shift() ?? 'good';
  const act = async (behaviour, good, others = {}) => {
    if (behaviour === 'throws') throw new Error('a hook of ours');
    if (behaviour === 'hangs') return new Promise(() => {});
    if (behaviour === 'slow') await time.later(3000);
    return behaviour in others ? others[behaviour] : good();
  };
  const signIn = async () => (await sandbox.signIn()).Authorization.slice('Bearer '.length);
  const authOf = (isConnxt) => {
    let token = startsRefused ? 'old' : undefined;
    const fetchToken = async () => {
      token = isConnxt ? secretToken : await signIn();
      return token;
    };
    const behaviours = { tokens: [...tokens], refreshes: [...refreshes], signs: [...signs] };
    return {
      token: () =>
        act(next(behaviours.tokens), () => token ?? fetchToken(), { nothing: undefined }),
      refresh: (rejected) =>
        act(next(behaviours.refreshes), fetchToken, { nothing: undefined, same: rejected }),
      ...(!isConnxt && {
        applicationToken,
        sign: (current) =>
          act(next(behaviours.signs), () => sandbox.sign(current), { nothing: '', wrong: 'f0' }),
      }),
    };
  };
  return {
    connectpsp: createFetch({ api: 'connectpsp', auth: authOf(false) }),
    connxt: createFetch({ api: 'connxt', auth: authOf(true) }),
  };
}

/** Makes a call, and notes all there is to see of it. */
async function make(call, clients, sandbox, time) {
  await time.later(call.startMs);
  const { method, body, isStream, abort, timeoutMs, deadlineMs, idempotent, retry, told } = call;
  const aborter = new AbortController();
  call.reason = new Error('the caller does not want it any more');
  call.abort = () => {
    call.abortedAt ??= time.now;
    aborter.abort(call.reason);
  };
  if (abort.before) call.abort();
  if (abort.atMs !== undefined) time.later(abort.atMs).then(call.abort);
  call.begunAt = time.now;
  const text = body && JSON.stringify(body);
  try {
    call.response = await clients[call.api](BASE + call.path, {
      method,
      signal: aborter.signal,
      headers: {
        'content-type': 'application/json',
        ...(call.ownKey !== undefined && { 'x-idempotency-key': call.ownKey }),
      },
      ...(body && { body: isStream ? streamOf([text]) : text }),
      psp: {
        ...{ timeoutMs, deadlineMs, idempotent, retry },
        fetch: network(call, sandbox, time),
        onRetry: (event) => {
          call.retries.push({ ...event, at: time.now });
          if (abort.onRetry === call.retries.length) call.abort();
        },
        ...Object.fromEntries(
          Object.entries(told).map(([name, events]) => [name, (event) => events.push(event)]),
        ),
      },
    });
  } catch (error) {
    call.error = error;
  }
  call.endedAt = time.now;
  call.response?.body?.cancel().catch(() => {});
}

/** A `fetch` to the sandbox on which the faults of a call strike, one per request. */
function network(call, sandbox, time) {
  const faults = [...call.faults];
  return (url, init) => {
    const number = call.seen.length + 1;
    const { trouble, before, after, isDeaf } = faults.shift() ?? {
      ...{ trouble: { kind: 'let through' }, before: 0, after: 0, isDeaf: false },
    };
    call.seen.push({
      ...{ url, method: init.method, at: time.now, trouble },
      isHop: url.includes('hop=') || !url.startsWith(BASE),
      isAfterAbort: call.abortedAt !== undefined,
      key: init.headers.get('x-idempotency-key'),
      body: init.body instanceof ArrayBuffer ? Buffer.from(init.body).toString() : undefined,
      credentials: [
        'authorization',
        'digitalsignature',
        'x-secret-token',
        'applicationtoken',
      ].filter((name) => init.headers.has(name)),
    });
    if (call.abort.onRequest === number) call.abort();
    if (trouble.kind === 'throw' && trouble.sync) throw new RangeError('a bug of ours');
    const forward = (fault) => arrive(call, number, url, init, fault, sandbox);
    const answering = (async () => {
      if (before) await time.later(before);
      const answer = await strike(trouble, forward, call, sandbox, time);
      if (after) await time.later(after);
      return answer;
    })();
    answering.catch(() => {});
    return isDeaf ? answering : untilAborted(answering, init.signal);
  };
}

const untilAborted = (answer, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    return answer.then(resolve, reject);
  });

/** The request reaches the sandbox, whatever its client waits for. */
function arrive(call, number, url, { method, headers, body, duplex }, fault, sandbox) {
  const at = new URL(url);
  if (at.origin !== BASE) return new Response('nobody here', { status: 404 });
  at.searchParams.set('call', `${call.id}.${number}`);
  const sent = new Headers(headers);
  if (fault) sent.set('x-sandbox-fault', fault);
  const { server } = call;
  const key = server === 'forgetful' ? number : sent.get('x-idempotency-key');
  if (server === 'forgetful' || server === 'by reference') sent.delete('x-idempotency-key');
  let content = body;
  if ((server === 'forgetful' || server === 'by key') && body instanceof ArrayBuffer) {
    const read = JSON.parse(Buffer.from(body).toString());
    for (const name of ['externalReference', 'name']) if (read[name]) read[name] += `~${key}`;
    content = JSON.stringify(read);
  }
  return sandbox.fetch(at, { method, headers: sent, body: content, ...(duplex && { duplex }) });
}

async function strike(trouble, forward, call, sandbox, time) {
  const { kind } = trouble;
  if (kind === 'throw') throw new RangeError('a bug of ours');
  if (kind === 'no response') return trouble.value;
  if (kind === 'expire the tokens') sandbox.expireTokens();
  if (kind === 'named') return forward(trouble.name);
  if (kind === 'redirect') return redirection(trouble, call);
  const answer = trouble.executed === false ? undefined : await forward();
  if (kind === 'lose') throw losses[trouble.loss]();
  if (kind === 'hang') return new Promise(() => {});
  if (kind === 'answer') return responseOf(trouble.answer, call);
  if (kind === 'cut the answer' || kind === 'trickle') return respoken(answer, trouble, time);
  return answer;
}

function redirection({ status, to }, { path, seen }) {
  const location =
    { itself: `${path}?hop=${seen.length}`, 'another path': `/nowhere?hop=${seen.length}` }[to] ??
    to;
  return new Response(null, { status, headers: { location } });
}

function responseOf({ status, headers, body, end }, { method }) {
  const isEmpty = status === 304 || method === 'HEAD';
  return new Response(isEmpty ? null : streamOf(body ? [body] : [], ends[end]), {
    status,
    headers,
  });
}

/** The real answer, a part of it or in crumbs. */
async function respoken(answer, { kind, at, end, pauseMs }, time) {
  const { status, headers } = answer;
  if (answer.body === null) return answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (kind === 'cut the answer') {
    const part = bytes.subarray(0, Math.floor(at * (bytes.length - 1)));
    // Of an answer of which nothing came nobody can tell that there was more.
    const chunks = part.length > 0 || end !== 'whole' ? [part] : [bytes];
    return new Response(streamOf(chunks, ends[end]), { status, headers });
  }
  const crumbs = [bytes.subarray(0, 9), bytes.subarray(9, 30), bytes.subarray(30)];
  const body = new ReadableStream({
    async pull(controller) {
      await time.later(pauseMs);
      const crumb = crumbs.shift();
      if (crumb === undefined) controller.close();
      else controller.enqueue(crumb);
    },
  });
  return new Response(body, { status, headers });
}

/** Holds the ends of the calls against the ledger. */
export function judge({ calls, sandbox, left }) {
  assert.equal(left, 0, 'timers are left');
  const { state } = sandbox;
  checkSum(state);
  for (const call of calls) {
    try {
      judgeCall(call, state);
    } catch (error) {
      const { id, kind, server, seen, retries } = call;
      const ended = call.error ?? call.response?.status;
      error.message = `call ${id} (${kind}, ${server} server) ended with ${ended} after ${JSON.stringify(seen)}, waits ${JSON.stringify(retries)}: ${error.message}`;
      throw error;
    }
  }
}

const cents = (amount) => Math.round(amount * 100);

function checkSum({ ledger, balances }) {
  for (const account of ['transactional', 'proprietary']) {
    const last = ledger.findLast((entry) => entry.account === account);
    if (last) assert.equal(cents(last.balance), cents(balances[account]));
  }
}

/** How often the money of a call has moved, by the ledger and the resources behind it. */
function executionsOf(call, { ledger, refunds, psps }, ownRequests) {
  const { kind, amount, mark, target } = call;
  if (kind === 'cash-out') {
    return ledger.filter((entry) => entry.reason === 'CASH_OUT' && entry.amount === amount).length;
  }
  if (kind === 'refund') return refunds.filter(({ description }) => description === mark).length;
  if (kind === 'rebalance') {
    const moved = ledger.filter(
      ({ reason, account, balance }) =>
        reason === 'REBALANCE' && account === 'transactional' && balance === target,
    );
    // The account may hold just that already: then nothing has to move.
    return Math.max(moved.length, Math.min(1, ownRequests));
  }
  if (kind === 'connect') return psps.filter(({ name }) => name.split('~')[0] === mark).length;
  return ownRequests;
}

/** How often the payment that a duplicate is one of was executed, by whichever call. */
function executionsOfReference({ kind, reference, cashIn }, { ledger, refunds }) {
  return kind === 'refund'
    ? refunds.filter(({ transactionId }) => transactionId === cashIn).length
    : ledger.filter(
        (entry) =>
          entry.reason === 'CASH_OUT' && entry.externalReference.split('~')[0] === reference,
      ).length;
}

function judgeCall(call, state) {
  const { method, response, error, seen, reason } = call;
  const isSafe = method === 'GET' || method === 'HEAD';
  const own = state.requests.filter(({ path }) => path.includes(`call=${call.id}.`));
  const ownExecutions = own.filter(
    (each) => each.method === method && Math.floor(each.apiStatus / 100) === 2 && !each.replayed,
  ).length;

  // Money moves once at most.
  if (!isSafe) {
    assert.ok(ownExecutions <= 1, `it executed ${ownExecutions} times`);
    const executions = executionsOf(call, state, ownExecutions);
    assert.ok(executions <= 1, `the ledger has it ${executions} times`);
    // And as often as the call says.
    if (response) assert.equal(executions, 1, 'an ok answer, and nothing was executed');
    if (error?.outcome === 'not-executed') assert.equal(ownExecutions, 0, 'it was executed');
    if (error?.outcome === 'executed') assert.equal(executionsOfReference(call, state), 1);
  }

  // It ends in one of the ways there are, in time, and is told so once.
  if (response) assert.equal(response.ok, true);
  else if (isPspError(error)) {
    assert.notEqual(error.action, 'retry');
    assert.equal(error.attempts, seen.length);
    if (isSafe) assert.notEqual(error.outcome, 'unknown');
    if (error.gaveUp !== null) assert.equal(error.action, 'escalate');
  } else if (error === reason) assert.notEqual(call.abortedAt, undefined);
  else {
    const isOurs = error.message === 'a hook of ours' || error.message === 'a bug of ours';
    assert.ok(isOurs || /auth\.|option fetch/.test(error.message), String(error));
    assert.ok(seen.filter(({ isHop }) => !isHop).length <= 1, 'it hides how an attempt ended');
  }
  const isReported = response !== undefined || isPspError(error);
  assert.deepEqual(
    Object.values(call.told).map(({ length }) => length),
    [isPspError(error), isPspError(error) && error.gaveUp !== null, isReported].map(Number),
  );
  const { deadlineMs = 60_000 } = call;
  assert.ok(call.endedAt - call.begunAt <= deadlineMs + SLACK_MS, 'it ended late');
  if (call.abortedAt !== undefined) {
    assert.ok(call.endedAt <= Math.max(call.begunAt, call.abortedAt), 'it went on after the abort');
  }

  judgeRequests(call);
  judgeWaits(call);
}

function judgeRequests({ seen, retry, retries, isStream, body, method, api }) {
  assert.ok(!seen.some(({ isAfterAbort }) => isAfterAbort), 'a request after the abort');
  const firsts = seen.filter(({ isHop }) => !isHop);
  const renewals = retries.filter(({ error }) => error.action === 're-auth').length;
  const { attempts = 3 } = retry || (retry === false ? { attempts: 1 } : {});
  assert.ok(renewals <= (retry === false ? 0 : 1), `${renewals} renewals`);
  assert.ok(firsts.length <= attempts + renewals, `${firsts.length} requests`);
  assert.ok(firsts.length <= 1 + retries.length, 'a request that nobody was told of');
  if (isStream && body) assert.ok(firsts.length <= 1, 'a stream was sent again');
  assert.ok(seen.length - firsts.length <= 10 * firsts.length, 'a loop of redirects');
  // Each attempt is the same request.
  for (const { key, body: sent, url, method: used } of firsts) {
    assert.deepEqual(
      { key, sent, url, used },
      { key: firsts[0].key, sent: firsts[0].body, url: firsts[0].url, used: method },
    );
  }
  if (api === 'connectpsp' && method === 'POST')
    assert.ok(
      seen.every(({ key }) => key),
      'no key',
    );
  for (const { url, credentials } of seen) {
    if (!url.startsWith(BASE)) assert.deepEqual(credentials, [], `credentials for ${url}`);
  }
}

function judgeWaits({ seen, retries, retry, deadlineMs = 60_000, begunAt }) {
  const { baseMs = 500, capMs = 20_000, maxRetryAfterMs = 60_000 } = retry || {};
  const firsts = seen.filter(({ isHop }) => !isHop);
  for (const [index, { error, attempt, delayMs, at }] of retries.entries()) {
    const next = firsts[index + 1];
    if (next) assert.ok(next.at - at >= delayMs - 1, `sent after ${next.at - at} of ${delayMs} ms`);
    if (error.action === 're-auth') {
      assert.equal(delayMs, 0);
      continue;
    }
    const [base, cap] =
      error.remedy === 'wait-for-settlement'
        ? [30_000, 600_000]
        : [error.status === 429 ? 2 * baseMs : baseMs, capMs];
    const floor = error.retryAfterMs ?? 0;
    const most = Math.max(floor, Math.min(cap, base * 2 ** (attempt - 1)));
    assert.ok(delayMs >= floor && delayMs <= most, `waits ${delayMs}, from ${floor} to ${most}`);
    assert.ok(floor <= maxRetryAfterMs, 'waits for a Retry-After that is too long');
    assert.ok(at - begunAt + delayMs <= deadlineMs + 1, 'waits past the deadline');
  }
}

/** How a call ended, in a word or two. */
export function ending({ response, error, reason, seen }) {
  if (response) return seen.length > 1 ? 'ok after trouble' : 'ok';
  if (error === reason) return 'aborted';
  if (!isPspError(error)) return 'error of the caller';
  return `${error.outcome}${error.gaveUp ? `, ${error.gaveUp}` : ''}`;
}
