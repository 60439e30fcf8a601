// Mixed load through the network, and what each call must have come to.
import { createFetch, digitalSignature, isPspError } from 'psp-errors';
import { randomFrom } from '../exactly-once/random.mjs';

const TIMEOUT_MS = 500;
const DEADLINE_MS = 2000;
/** What a busy machine may take on top, with many calls in the air. */
const SLACK_MS = 10_000;
const ABORTED = new Error('aborted by the caller');

/** The two clients, one of each API, for all calls; signed in, and past the slow first calls. */
export async function makeClients(network, options = {}) {
  const { directUrl, credentials } = network;
  const { clientId, clientSecret, applicationToken, cryptoToken, secretToken } = credentials;
  let token = 'none yet';
  const signIn = async () => {
    const body = JSON.stringify({ clientId, clientSecret });
    const headers = { 'Content-Type': 'application/json' };
    // Not through the proxy: how a renewal fails is examined elsewhere.
    const answer = await fetch(`${directUrl}/auth/token`, { method: 'POST', headers, body });
    token = (await answer.json()).accessToken;
    return token;
  };
  const shared = {
    timeoutMs: TIMEOUT_MS,
    deadlineMs: DEADLINE_MS,
    retry: { attempts: 3, baseMs: 2, capMs: 20, budget: false },
    ...options,
  };
  const sign = (current) => digitalSignature(current, cryptoToken);
  const auth = { token: () => token, refresh: signIn, sign, applicationToken };
  const clients = {
    connectpsp: createFetch({ ...shared, api: 'connectpsp', auth }),
    connxt: createFetch({ ...shared, api: 'connxt', auth: { token: () => secretToken } }),
  };
  await signIn();
  for (let index = 0; index < 200; index++) {
    const name = CALLS[index % CALLS.length][1];
    const patience = { timeoutMs: 5000, deadlineMs: 20_000 };
    const call = callOf(clients, directUrl, name, `warm-up-${index}`, undefined, patience);
    const response = await call.catch(() => null);
    await response?.text();
  }
  await network.look();
  await signIn();
  return clients;
}

const json = { 'Content-Type': 'application/json' };
const payee = {
  name: 'Ana Souza',
  document: '12345678909',
  destination: { type: 'PIX', pixKeyType: 'EMAIL', pixKey: 'ana@example.com' },
};

/** What is called, by how large a share; a call that moves something has a `reference`. */
const CALLS = [
  [0.6, 'pay'],
  [0.75, 'balance'],
  [0.85, 'look up nothing'],
  [0.95, 'flows'],
  [1, 'connect'],
];
/** Of the calls, the share that is aborted while under way. */
const ABORTED_SHARE = 0.05;

/** Makes one of the calls. */
export function callOf({ connectpsp, connxt }, url, name, reference, signal, psp = {}) {
  const post = (content) => {
    const body = JSON.stringify(content);
    return { method: 'POST', headers: json, body, signal, psp };
  };
  switch (name) {
    case 'pay':
      return connectpsp(
        `${url}/cash-out`,
        post({ amount: 1.5, externalReference: reference, payee }),
      );
    case 'balance':
      return connectpsp(`${url}/account/balance`, { signal, psp });
    case 'look up nothing':
      return connectpsp(`${url}/cash-out/${reference}`, { signal, psp });
    case 'flows':
      return connxt(`${url}/connxt/v2/flows`, { signal, psp });
    default: {
      const credential = { clientId: 'shop-1', clientSecret: 'not-a-secret' };
      const flowActionId = 'action-sandbox-bank';
      return connxt(`${url}/connxt/v2/psps`, post({ name: reference, flowActionId, credential }));
    }
  }
}

/**
 * Makes `count` calls, so many at a time, and gives a report of each. All that are not to be aborted
 * share one signal, as the calls of a server that can be shut down do.
 */
export async function makeCalls(network, clients, { seed, count, concurrency, signal }) {
  const random = randomFrom(seed, 'calls');
  const reports = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      const draw = random();
      const name = CALLS.find(([share]) => draw < share)[1];
      const isAborted = random() < ABORTED_SHARE;
      const abortAfterMs = isAborted ? random() * 60 : undefined;
      const reference = `${seed}-${index}`;
      reports.push(await report({ network, clients, name, reference, abortAfterMs, signal }));
    }
  };
  const stopHeartbeat = startHeartbeat();
  await Promise.all(Array.from({ length: concurrency }, worker));
  stopHeartbeat();
  return reports;
}

/** For how long this thread has not come to its turn, so far: a timer cannot fire then. */
let stalledMs = 0;
const BEAT_MS = 50;

function startHeartbeat() {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    stalledMs += Math.max(0, now - last - 2 * BEAT_MS);
    last = now;
  }, BEAT_MS).unref();
  return () => clearInterval(timer);
}

async function report({ network, clients, name, reference, abortAfterMs, signal }) {
  const aborter = abortAfterMs === undefined ? undefined : new AbortController();
  const timer = aborter && setTimeout(() => aborter.abort(ABORTED), abortAfterMs);
  const begun = performance.now();
  const stalledBefore = stalledMs;
  const tookMs = () => performance.now() - begun - (stalledMs - stalledBefore);
  const call = { name, reference, isAborted: aborter !== undefined };
  try {
    const response = await callOf(clients, network.url, name, reference, aborter?.signal ?? signal);
    const text = await response.text();
    return { ...call, status: response.status, text, tookMs: tookMs() };
  } catch (error) {
    return { ...call, error, tookMs: tookMs() };
  } finally {
    clearTimeout(timer);
  }
}

/** Holds what calls came to against what the sandbox knows; gives what is wrong, in sentences. */
export function judge(reports, { paid, ids, psps, spent }) {
  const complaints = [];
  const times = new Map();
  let cents = 0;
  for (const [reference, amount] of paid) {
    times.set(reference, (times.get(reference) ?? 0) + 1);
    cents += Math.round(amount * 100);
  }
  if (cents !== Math.round(spent * 100)) complaints.push('the ledger does not explain the balance');
  for (const [reference] of psps) times.set(reference, (times.get(reference) ?? 0) + 1);
  const idOf = new Map([...ids, ...psps]);
  for (const each of reports) {
    const wrong = whatIsWrong(each, times.get(each.reference) ?? 0, idOf.get(each.reference));
    if (wrong) complaints.push(`${each.name} ${each.reference}: ${wrong}`);
  }
  return complaints;
}

function whatIsWrong({ name, isAborted, status, text, error, tookMs }, executed, id) {
  const isMoving = name === 'pay' || name === 'connect';
  if (tookMs > DEADLINE_MS + SLACK_MS) return `took ${Math.round(tookMs)} ms`;
  if (executed > 1) return `executed ${executed} times`;
  if (error === undefined) {
    if (!isMoving) return undefined;
    if (executed === 0) return `reported as done (${status}), but not executed`;
    // An answer of which nothing came, as its length says, is whole.
    if (text !== '' && Object.values(JSON.parse(text)).includes(id) === false) {
      return 'another id than that of what was executed';
    }
    return undefined;
  }
  if (error === ABORTED) return isAborted ? undefined : 'aborted by nobody';
  // The body of an answer that was too long to be checked, or no JSON, breaks in the caller's hands.
  if (!isPspError(error)) return `ended with ${error?.name}: ${error?.message}`;
  if (!isMoving) {
    return error.outcome === 'unknown' ? 'nothing can have moved, but that is unknown' : undefined;
  }
  if (error.outcome === 'not-executed' && executed > 0) {
    return `reported as not executed, but it was (${error.code}, ${error.gaveUp})`;
  }
  if (error.outcome === 'executed' && executed === 0) return 'reported as executed, but it was not';
  if (error.action === 'retry') return 'rejected with a retry to do';
  return undefined;
}

/** How calls ended, counted. */
export function endings(reports) {
  const counts = {};
  for (const { error, name } of reports) {
    const ending =
      error === undefined
        ? 'done'
        : error === ABORTED
          ? 'aborted'
          : `${error.outcome ?? error.name} (${error.gaveUp ?? error.code})`;
    counts[`${name}: ${ending}`] = (counts[`${name}: ${ending}`] ?? 0) + 1;
  }
  return counts;
}
