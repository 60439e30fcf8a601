import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createFetch } from 'psp-errors';
import { serve, stall, streamOf } from '../streams.mjs';
import {
  answering,
  bare,
  CONNECTPSP,
  hang,
  ignoreEverything,
  json,
  noUnhandledRejection,
  ok,
  refuse,
  rejection,
  setRandom,
  timers,
  told,
  watchListeners,
} from './support.mjs';

const at = `${CONNECTPSP}/cash-out`;
const post = { method: 'POST', body: '{"amount":1}' };
const auth = { token: () => 'abc' };
const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

/** A call that is aborted once `moment` has come; checks that it leaves nothing behind. */
async function abortAt(t, moment, answers, options, init = post) {
  noUnhandledRejection(t);
  const aborter = new AbortController();
  const listeners = watchListeners(aborter.signal);
  const timersBefore = timers();
  const reason = new Error('changed my mind');
  const fetch = answering(...answers);
  const hooks = { onGiveUp: told(), onError: told(), onEnd: told() };
  const call = createFetch({ api: 'connectpsp', fetch, ...hooks, ...options });
  const result = rejection(call(at, { ...init, signal: aborter.signal }));
  await moment(fetch, aborter);
  const sent = fetch.requests.length;
  aborter.abort(reason);
  // At once: whatever else could end the call does so after seconds, and with another error.
  assert.equal(await result, reason);
  assert.equal(timers(), timersBefore);
  assert.equal(listeners.size, 0);
  await turn(5);
  assert.equal(fetch.requests.length, sent);
  for (const { events } of Object.values(hooks)) assert.deepEqual(events, []);
  return fetch;
}
const soon = () => turn(10);

describe('a signal that is aborted', () => {
  test('before the call: nothing is sent, and no hook of auth is called', async (t) => {
    noUnhandledRejection(t);
    const token = t.mock.fn(() => 'abc');
    const reason = new Error('not today');
    const fetch = answering(ok);
    const call = createFetch({ api: 'connectpsp', fetch, auth: { token } });
    const signal = AbortSignal.abort(reason);
    for (const [input, init] of [
      [at, { ...post, signal }],
      [new Request(at, { ...post, signal }), undefined],
      [new Request(at, post), { signal }],
    ]) {
      assert.equal(await rejection(call(input, init)), reason);
    }
    assert.deepEqual([fetch.requests.length, token.mock.callCount()], [0, 0]);
  });

  test('while token() is waited for: nothing is sent', async (t) => {
    const fetch = await abortAt(t, soon, [ok], { auth: { token: ignoreEverything } });
    assert.equal(fetch.requests.length, 0);
  });

  test('while sign is waited for: nothing is sent', async (t) => {
    const sign = ignoreEverything;
    const fetch = await abortAt(t, soon, [ok], { auth: { ...auth, sign } });
    assert.equal(fetch.requests.length, 0);
  });

  test('by sign itself: nothing is sent', async (t) => {
    noUnhandledRejection(t);
    const aborter = new AbortController();
    const sign = () => {
      aborter.abort('no');
      return 'signed';
    };
    const fetch = answering(ok);
    const call = createFetch({ api: 'connectpsp', fetch, auth: { ...auth, sign } });
    assert.equal(await rejection(call(at, { ...post, signal: aborter.signal })), 'no');
    assert.equal(fetch.requests.length, 0);
  });

  test("while a Request's own body is read: nothing is sent", async (t) => {
    noUnhandledRejection(t);
    const aborter = new AbortController();
    const fetch = answering(ok);
    const body = streamOf(['{'], stall);
    const request = new Request(at, { method: 'POST', body, duplex: 'half' });
    const call = createFetch({ api: 'connectpsp', fetch });
    const result = rejection(call(request, { signal: aborter.signal }));
    await soon();
    aborter.abort('no');
    assert.equal(await result, 'no');
    assert.equal(fetch.requests.length, 0);
  });

  test('during the request ends it', async (t) => {
    const fetch = await abortAt(t, soon, [hang, ok]);
    assert.equal(fetch.requests.length, 1);
    assert.ok(fetch.requests[0].signal.aborted);
  });

  test('during a request whose fetch does not heed it ends the call all the same', async (t) => {
    await abortAt(t, soon, [ignoreEverything, ok]);
  });

  test('while an error is read ends the call', async (t) => {
    const stuck = () => new Response(streamOf(['{'], stall), { status: 500 });
    await abortAt(t, soon, [stuck, ok]);
  });

  test('while JSON is read ends the call', async (t) => {
    const headers = { 'content-type': 'application/json' };
    await abortAt(t, soon, [() => new Response(streamOf(['{'], stall), { headers }), ok]);
  });

  test('during a refresh ends the call', async (t) => {
    const refresh = ignoreEverything;
    await abortAt(t, soon, [refuse('TOKEN_EXPIRED', 401), ok], { auth: { ...auth, refresh } });
  });

  test('during a back-off of ten seconds ends it at once', async (t) => {
    setRandom(t);
    const options = { retry: { baseMs: 10_000 } };
    const fetch = await abortAt(t, soon, [bare(503), ok], options);
    assert.equal(fetch.requests.length, 1);
  });

  test('by onRetry, just before a back-off, prevents it', async (t) => {
    noUnhandledRejection(t);
    setRandom(t);
    const aborter = new AbortController();
    const timersBefore = timers();
    const onRetry = () => aborter.abort('no');
    const fetch = answering(bare(503), ok);
    const call = createFetch({ api: 'connectpsp', fetch, onRetry });
    assert.equal(await rejection(call(at, { signal: aborter.signal })), 'no');
    assert.deepEqual([timers(), fetch.requests.length], [timersBefore, 1]);
  });

  test('is that of a Request, unless init has another, or null', async (t) => {
    noUnhandledRejection(t);
    const call = createFetch({ api: 'connectpsp', fetch: answering(hang, ok), timeoutMs: 50 });
    const own = new AbortController();
    const result = rejection(call(new Request(at, { ...post, signal: own.signal })));
    own.abort('own');
    assert.equal(await result, 'own');
    const ignored = AbortSignal.abort();
    for (const signal of [null, new AbortController().signal]) {
      const request = new Request(at, post);
      Object.defineProperty(request, 'signal', { value: ignored });
      assert.equal((await call(request, { signal })).status, 200);
    }
  });
});

describe('the reason', () => {
  for (const [title, reason] of [
    ['an error', new Error('mine')],
    ['a text', 'mine'],
    ['null', null],
    ['a TypeError that looks like a network error', new TypeError('fetch failed')],
    ['a TimeoutError', new DOMException('mine', 'TimeoutError')],
  ]) {
    test(`is what the call rejects with: ${title}`, async (t) => {
      noUnhandledRejection(t);
      setRandom(t);
      for (const answer of [hang, ignoreEverything, bare(503)]) {
        const aborter = new AbortController();
        const call = createFetch({ api: 'connectpsp', fetch: answering(answer) });
        const result = rejection(call(at, { ...post, signal: aborter.signal }));
        await turn();
        aborter.abort(reason);
        assert.equal(await result, reason);
      }
    });
  }

  test('is an AbortError where none is given', async () => {
    const aborter = new AbortController();
    const call = createFetch({ api: 'connectpsp', fetch: answering(hang) });
    const result = rejection(call(at, { signal: aborter.signal }));
    aborter.abort();
    assert.equal((await result).name, 'AbortError');
  });

  test("of the caller's AbortSignal.timeout is its TimeoutError, and no PspError", async (t) => {
    noUnhandledRejection(t);
    setRandom(t);
    for (const answer of [hang, bare(503)]) {
      const fetch = answering(answer);
      const call = createFetch({ api: 'connectpsp', fetch });
      const error = await rejection(call(at, { signal: AbortSignal.timeout(20) }));
      assert.equal(error.constructor, DOMException);
      assert.equal(error.name, 'TimeoutError');
      assert.equal(fetch.requests.length, 1);
    }
  });

  test('goes to no handler', async () => {
    const on = { default: () => 'handled', retry: () => 'handled' };
    const call = createFetch({ api: 'connectpsp', fetch: answering(hang), on });
    const aborter = new AbortController();
    const result = rejection(call(at, { signal: aborter.signal }));
    aborter.abort('mine');
    assert.equal(await result, 'mine');
  });
});

describe('an AbortError that is not the caller’s', () => {
  test('is a lost connection', async () => {
    const abort = () => {
      throw new DOMException('This operation was aborted', 'AbortError');
    };
    const fetch = answering(abort, ok);
    const call = createFetch({ api: 'connectpsp', fetch, retry: { baseMs: 0 } });
    assert.equal((await call(at, post)).status, 200);
  });
});

describe('nothing is left behind', () => {
  test('by calls that succeed, fail and are retried: no timer, no listener', async () => {
    const { signal } = new AbortController();
    const listeners = watchListeners(signal);
    const timersBefore = timers();
    const fetch = answering(bare(503), ok, refuse('NOT_FOUND', 404), bare(204), bare(400));
    const call = createFetch({ api: 'connectpsp', fetch, auth, retry: { baseMs: 1 } });
    await call(at, { signal });
    await rejection(call(at, { signal }));
    await call(at, { signal });
    await rejection(call(at, { signal }));
    assert.deepEqual([timers(), listeners.size], [timersBefore, 0]);
  });

  test('on a signal that a thousand calls share, and no warning', async (t) => {
    const warnings = [];
    const note = ({ name }) => warnings.push(name);
    process.on('warning', note);
    t.after(() => process.off('warning', note));
    const aborter = new AbortController();
    const call = createFetch({ api: 'connectpsp', fetch: answering(hang) });
    const calls = Array.from({ length: 1000 }, () =>
      rejection(call(at, { signal: aborter.signal })),
    );
    await turn();
    aborter.abort('all');
    assert.deepEqual(new Set(await Promise.all(calls)), new Set(['all']));
    await turn();
    assert.deepEqual(warnings, []);
  });

  test('of a process: it ends by itself right after the abort', async () => {
    const program = `
      import { createFetch } from 'psp-errors';
      Math.random = () => 1;
      const call = createFetch({
        api: 'connectpsp',
        fetch: async () => new Response(null, { status: 503 }),
        retry: { baseMs: 300_000, capMs: 300_000 },
        deadlineMs: 600_000,
      });
      const aborter = new AbortController();
      setTimeout(() => aborter.abort('stopped'), 20);
      await call('https://api.connectpsp.com/', { signal: aborter.signal }).catch((reason) => {
        console.log(reason, JSON.stringify(process.getActiveResourcesInfo()
          .filter((name) => name === 'Timeout')));
      });`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      // Ended from outside, it is an error.
      { cwd: import.meta.dirname, timeout: 60_000 },
    );
    assert.equal(stdout.trim(), 'stopped []');
  });
});

test('an ok body that is still read is aborted, over a real connection', async (t) => {
  noUnhandledRejection(t);
  const url = await serve(t, (_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain' });
    answer.write('first');
  });
  const aborter = new AbortController();
  const response = await createFetch({ api: 'connectpsp' })(url, { signal: aborter.signal });
  const reader = response.body.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), 'first');
  aborter.abort(new Error('enough'));
  assert.equal((await rejection(reader.read())).message, 'enough');
});

test('an ok JSON body can be read after the signal was aborted: it is there', async () => {
  const aborter = new AbortController();
  const call = createFetch({ api: 'connectpsp', fetch: answering(() => json(200, { id: 1 })) });
  const response = await call(at, { signal: aborter.signal });
  aborter.abort();
  assert.deepEqual(await response.json(), { id: 1 });
});
