// What the tests of createFetch share: answers to give, and what was sent to get them.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';

export const CONNECTPSP = 'https://api.connectpsp.com';
export const CONNXT = 'https://api.connxt.example';

export const json = (status, body, headers) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
export const ok = () => json(200, { id: 1 });
/** An answer with a status and nothing else. */
export const bare = (status, headers) => () => new Response(null, { status, headers });
/** A documented error of ConnectPSP, or of Connxt if the code is a number. */
export const refuse = (code, status, headers) => () =>
  json(status, { code, detail: `about ${code}` }, headers);
export const networkError = () =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) });
export const lose = () => {
  throw networkError();
};
/** Answers only when it is aborted, as `fetch` does. */
export const hang = (_url, { signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
/** Does not even listen to its signal. */
export const ignoreEverything = () => new Promise(() => {});

/**
 * A `fetch` that gives these answers one after the other, the last one for ever: functions of the
 * request. Its `requests` are what was sent, with the body's bytes in hexadecimal.
 */
export function answering(...answers) {
  const requests = [];
  const fetch = async (url, init) => {
    const { method, headers, body, ...rest } = init;
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push({
      url,
      method,
      headers: new Headers(headers),
      body: body instanceof ArrayBuffer ? Buffer.from(body).toString() : body,
      bytes: body instanceof ArrayBuffer ? Buffer.from(body).toString('hex') : undefined,
      at: performance.now(),
      ...rest,
    });
    return answer(url, init);
  };
  return Object.assign(fetch, { requests });
}

/** What a promise rejects with; fails if it does not. */
export async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (caught) {
    return caught;
  }
  return assert.fail(`it resolved to ${value}`);
}

/** Makes delays as long as they can be, or that share of it. */
export const setRandom = (t, value = 1) => t.mock.method(Math, 'random', () => value);

/** Runs every timer as soon as nothing else is left to do, until the promise settles. */
export async function fastForward(t, run) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  const promise = run();
  promise.then(settle, settle);
  while (!isSettled) {
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    t.mock.timers.runAll();
  }
  t.mock.timers.reset();
  return promise;
}

/** Collects what a hook is told. */
export function told() {
  const events = [];
  return Object.assign((event) => void events.push(event), { events });
}

/** Fails the test if a promise is rejected and nobody looks. */
export function noUnhandledRejection(t) {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  t.after(async () => {
    await setImmediate();
    await setImmediate();
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });
}

/** The timers that keep the process alive. */
export const timers = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/** Counts the listeners for `abort` that are still on a signal. */
export function watchListeners(signal) {
  const listeners = new Set();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = function add(type, listener, options) {
    listeners.add(listener);
    return addEventListener.call(this, type, listener, options);
  };
  signal.removeEventListener = function remove(type, listener, options) {
    listeners.delete(listener);
    return removeEventListener.call(this, type, listener, options);
  };
  return listeners;
}
