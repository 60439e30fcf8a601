import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFetch, isPspError } from 'psp-errors';
import { breakOff, serve, stall, streamOf } from '../streams.mjs';
import {
  answering,
  bare,
  CONNECTPSP,
  CONNXT,
  fastForward,
  hang,
  ignoreEverything,
  json,
  lose,
  ok,
  refuse,
  rejection,
  setRandom,
  timers,
  told,
} from './support.mjs';

const at = `${CONNECTPSP}/cash-out/1`;
const post = { method: 'POST', body: '{"amount":1}' };
const jsonType = { 'content-type': 'application/json' };
/** Waits that take no time. */
const atOnce = { baseMs: 0 };

describe('a request that fails for a while', () => {
  test('is sent three times in all, and then given up', async () => {
    const fetch = answering(bare(503));
    const error = await rejection(createFetch({ api: 'connectpsp', fetch, retry: atOnce })(at));
    assert.ok(isPspError(error, 'HTTP_503'));
    assert.deepEqual(
      [error.gaveUp, error.action, error.attempts, fetch.requests.length],
      ['attempts', 'escalate', 3, 3],
    );
    assert.equal(error.response.status, 503);
  });

  test('resolves to the first answer that is ok', async () => {
    const fetch = answering(lose, bare(502), ok);
    const response = await createFetch({ api: 'connectpsp', fetch, retry: atOnce })(at);
    assert.deepEqual(await response.json(), { id: 1 });
    assert.equal(fetch.requests.length, 3);
  });

  test('is sent as often as attempts says', async () => {
    for (const attempts of [1, 2, 7]) {
      const fetch = answering(lose);
      const call = createFetch({ api: 'connxt', fetch, retry: { ...atOnce, attempts } });
      const error = await rejection(call(CONNXT));
      assert.deepEqual([error.attempts, fetch.requests.length], [attempts, attempts]);
    }
  });

  test('keeps the last answer readable and the network error as the cause', async () => {
    const retry = { ...atOnce, attempts: 2 };
    const busy = answering(refuse('BUSY', 503));
    const error = await rejection(createFetch({ api: 'connectpsp', fetch: busy, retry })(at));
    assert.deepEqual(await error.response.json(), { code: 'BUSY', detail: 'about BUSY' });
    const lost = await rejection(
      createFetch({ api: 'connectpsp', fetch: answering(lose), retry })(at),
    );
    assert.deepEqual([lost.code, lost.status, lost.response], ['NETWORK_ERROR', 0, null]);
    assert.equal(lost.cause.message, 'fetch failed');
  });

  test('frees the answers that nobody will read', async () => {
    let isCancelled = false;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(2 ** 19)),
          cancel: () => {
            isCancelled = true;
          },
        }),
        { status: 503 },
      );
    await createFetch({ api: 'connectpsp', fetch: answering(endless, ok), retry: atOnce })(at);
    assert.ok(isCancelled);
  });

  test('is not sent again for what a retry does not mend', async () => {
    for (const [code, status] of [
      ['INSUFFICIENT_FUNDS', 422],
      ['VALIDATION_ERROR', 400],
      ['4003', 403],
      ['HTTP_501', 501],
    ]) {
      const fetch = answering(refuse(code, status));
      const error = await rejection(createFetch({ api: 'connectpsp', fetch, retry: atOnce })(at));
      assert.deepEqual([error.code, error.gaveUp, error.attempts], [code, null, 1]);
      assert.equal(fetch.requests.length, 1);
    }
  });
});

describe('the delay', () => {
  /** The delays of five retries, at the latest they may be. */
  async function delays(t, answer, retry, share = 1) {
    setRandom(t, share);
    const onRetry = told();
    const call = createFetch({
      api: 'connectpsp',
      fetch: answering(answer),
      retry: { attempts: 6, ...retry },
      deadlineMs: Number.POSITIVE_INFINITY,
      onRetry,
    });
    await fastForward(t, () => rejection(call(at)));
    return onRetry.events.map(({ delayMs }) => delayMs);
  }

  test('doubles from 500 ms', async (t) => {
    assert.deepEqual(await delays(t, bare(503)), [500, 1000, 2000, 4000, 8000]);
  });

  test('is spread evenly below that by Math.random', async (t) => {
    assert.deepEqual(await delays(t, lose, {}, 0.25), [125, 250, 500, 1000, 2000]);
    assert.deepEqual(await delays(t, lose, {}, 0), [0, 0, 0, 0, 0]);
  });

  test('is twice as long after 429', async (t) => {
    assert.deepEqual(await delays(t, bare(429)), [1000, 2000, 4000, 8000, 16_000]);
  });

  test('starts at baseMs and ends at capMs', async (t) => {
    assert.deepEqual(await delays(t, bare(503), { baseMs: 100, capMs: 500 }), [
      ...[100, 200, 400, 500, 500],
    ]);
    assert.deepEqual((await delays(t, bare(503), { baseMs: 15_000 }))[1], 20_000);
  });

  test('is half a minute where a payment has to settle', async (t) => {
    const waits = await delays(t, refuse('MISSING_END_TO_END_ID', 422));
    assert.deepEqual(waits, [30_000, 60_000, 120_000, 240_000, 480_000]);
  });

  test('is waited for', async (t) => {
    setRandom(t);
    const fetch = answering(lose, lose, ok);
    await createFetch({ api: 'connectpsp', fetch, retry: { baseMs: 40 } })(at);
    const [first, second, third] = fetch.requests.map((request) => request.at);
    assert.ok(second - first >= 30, `${second - first}`);
    assert.ok(third - second >= 65, `${third - second}`);
  });

  test('longer than any timer can be does not end at once', async (t) => {
    const set = t.mock.method(globalThis, 'setTimeout');
    const aborter = new AbortController();
    const call = createFetch({
      api: 'connectpsp',
      fetch: answering(bare(429, { 'retry-after': '99999999999' })),
      retry: { maxRetryAfterMs: Number.POSITIVE_INFINITY },
      deadlineMs: Number.POSITIVE_INFINITY,
      onRetry: () => setImmediate(() => aborter.abort()),
    });
    assert.equal((await rejection(call(at, { signal: aborter.signal }))).name, 'AbortError');
    const longest = Math.max(...set.mock.calls.map(({ arguments: [, ms] }) => ms));
    assert.equal(longest, 2 ** 31 - 1);
  });
});

describe('Retry-After', () => {
  /** The delay that follows from the header, with a random number of 0: its floor. */
  async function planned(t, value, options) {
    setRandom(t, 0);
    const onRetry = told();
    const fetch = answering(bare(503, value === undefined ? {} : { 'retry-after': value }), ok);
    const call = createFetch({ api: 'connectpsp', fetch, onRetry, ...options });
    const result = await fastForward(t, () => call(at).catch((error) => error));
    return { result, sent: fetch.requests.length, delayMs: onRetry.events[0]?.delayMs };
  }

  test('in seconds is waited for', async (t) => {
    const { result, sent, delayMs } = await planned(t, '2');
    assert.deepEqual([result.status, sent, delayMs], [200, 2, 2000]);
  });

  test('as a date is waited for, in each of the three formats', async (t) => {
    t.mock.method(Date, 'now', () => Date.UTC(1994, 10, 6, 8, 49, 27));
    for (const date of [
      'Sun, 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun Nov  6 08:49:37 1994',
    ]) {
      assert.equal((await planned(t, date)).delayMs, 10_000, date);
    }
  });

  test('is a floor, not the delay', async (t) => {
    setRandom(t, 1);
    const onRetry = told();
    const fetch = answering(bare(503, { 'retry-after': '1' }));
    const retry = { attempts: 4 };
    const call = createFetch({ api: 'connectpsp', fetch, retry, onRetry });
    await fastForward(t, () => rejection(call(at)));
    assert.deepEqual(
      onRetry.events.map(({ delayMs }) => delayMs),
      [1000, 1000, 2000],
    );
  });

  test('that is no time, or none to come, changes nothing', async (t) => {
    for (const value of [
      ...['-1', 'abc', '1.5', '', 'Infinity', '0x10', '1e3', '2 seconds', 'Sun, 99 Nov 1994'],
      ...['0', 'Thu, 01 Jan 1970 00:00:00 GMT', undefined],
    ]) {
      const { result, sent, delayMs } = await planned(t, value);
      assert.deepEqual([result.status, sent, delayMs], [200, 2, 0], value);
    }
  });

  test('of more than a minute gives up at once, and says when', async (t) => {
    for (const [value, ms] of [
      ['61', 61_000],
      ['99999999999', 99_999_999_999_000],
    ]) {
      const { result, sent } = await planned(t, value);
      assert.deepEqual(
        [result.gaveUp, result.action, result.retryAfterMs, sent],
        ['retry-after-too-long', 'escalate', ms, 1],
      );
    }
  });

  test('of up to maxRetryAfterMs is waited for', async (t) => {
    const retry = { maxRetryAfterMs: 2000 };
    assert.equal((await planned(t, '2', { retry })).delayMs, 2000);
    assert.equal((await planned(t, '3', { retry })).result.gaveUp, 'retry-after-too-long');
  });
});

describe('the deadline', () => {
  test('lets no wait begin that does not fit, and tells how long it would have been', async (t) => {
    setRandom(t);
    const fetch = answering(bare(503));
    const timersBefore = timers();
    const retry = { baseMs: 500_000, capMs: 500_000 };
    const call = createFetch({ api: 'connectpsp', fetch, retry, deadlineMs: 400_000 });
    const error = await rejection(call(at));
    assert.equal(timers(), timersBefore);
    assert.deepEqual(
      [error.gaveUp, error.action, error.retryAfterMs, fetch.requests.length],
      ['deadline', 'escalate', 500_000, 1],
    );
  });

  test('of a minute is there by default', async (t) => {
    setRandom(t);
    const fetch = answering(refuse('MISSING_END_TO_END_ID', 422, { 'retry-after': '59' }));
    const aborter = new AbortController();
    const onRetry = () => aborter.abort();
    const call = createFetch({ api: 'connectpsp', fetch, onRetry });
    assert.equal((await rejection(call(at, { signal: aborter.signal }))).name, 'AbortError');
    const exact = answering(bare(503, { 'retry-after': '60' }));
    const error = await rejection(createFetch({ api: 'connectpsp', fetch: exact })(at));
    assert.deepEqual([error.gaveUp, error.retryAfterMs], ['deadline', 60_000]);
  });

  test('ends an attempt that has a longer timeout', { timeout: 60_000 }, async () => {
    const lasting = { timeoutMs: 600_000, deadlineMs: 50 };
    const call = createFetch({ api: 'connectpsp', fetch: answering(hang), ...lasting });
    const error = await rejection(call(at));
    assert.deepEqual([error.code, error.gaveUp], ['TIMEOUT', 'deadline']);
  });

  test('counts all attempts and waits', async () => {
    const slow = () => new Promise((resolve) => setTimeout(() => resolve(bare(503)()), 40));
    const fetch = answering(slow);
    const retry = { ...atOnce, attempts: 1000 };
    const call = createFetch({ api: 'connectpsp', fetch, retry, deadlineMs: 200 });
    const error = await rejection(call(at));
    assert.equal(error.gaveUp, 'deadline');
    assert.ok(fetch.requests.length >= 2 && fetch.requests.length <= 6, `${fetch.requests.length}`);
  });

  test('is not moved by a clock that jumps', async (t) => {
    let now = Date.now();
    t.mock.method(Date, 'now', () => {
      now += now % 2 === 0 ? 86_400_001 : -172_800_003;
      return now;
    });
    const fetch = answering(lose, bare(503), ok);
    const call = createFetch({ api: 'connectpsp', fetch, retry: { baseMs: 5 }, deadlineMs: 1000 });
    assert.equal((await call(at)).status, 200);
    assert.equal(fetch.requests.length, 3);
    const never = createFetch({ api: 'connectpsp', fetch: answering(hang), deadlineMs: 50 });
    assert.equal((await rejection(never(at))).gaveUp, 'deadline');
  });
});

describe('retry: false', () => {
  test('sends exactly one request, whatever comes back', async () => {
    const auth = { token: () => 'old', refresh: () => 'new', sign: () => 'signed' };
    for (const answer of [
      ...[lose, hang, bare(503), bare(429), bare(401), bare(408), bare(425)],
      ...[refuse('TOKEN_EXPIRED', 401), refuse('INVALID_SIGNATURE', 422)],
      ...[refuse('MISSING_END_TO_END_ID', 422), () => new Response('{', { headers: jsonType })],
    ]) {
      for (const init of [{}, post]) {
        const fetch = answering(answer, ok);
        const options = { api: 'connectpsp', fetch, auth, retry: false, timeoutMs: 20 };
        assert.ok(isPspError(await rejection(createFetch(options)(at, init))));
        assert.equal(fetch.requests.length, 1);
      }
    }
  });

  test('for one call is for that call alone', async () => {
    const fetch = answering(bare(503), bare(503), ok);
    const call = createFetch({ api: 'connectpsp', fetch, retry: atOnce });
    const error = await rejection(call(at, { psp: { retry: false } }));
    assert.deepEqual([error.gaveUp, error.action, error.attempts], ['attempts', 'escalate', 1]);
    assert.equal((await call(at)).status, 200);
  });

  test('is not taken back by a call that leaves the option undefined', async () => {
    const fetch = answering(bare(503), ok);
    const call = createFetch({ api: 'connectpsp', fetch, retry: false });
    await rejection(call(at, { psp: { retry: undefined } }));
    assert.equal(fetch.requests.length, 1);
  });
});

describe('the retry budget', () => {
  /** How many retries there are in a row for calls that all fail. */
  async function retriesUntilEmpty(call, fetch) {
    for (;;) {
      const before = fetch.requests.length;
      const error = await rejection(call(at));
      if (error.gaveUp === 'budget') return fetch.requests.length - before - 1;
    }
  }
  const failing = (answer, retry, more) => {
    const fetch = answering(answer);
    const options = { api: 'connectpsp', fetch, retry: { ...atOnce, ...retry }, ...more };
    return { fetch, call: createFetch(options) };
  };

  test('pays for 35 retries at 14 tokens each', async () => {
    const { fetch, call } = failing(bare(503), { attempts: 1000 });
    assert.equal(await retriesUntilEmpty(call, fetch), 35);
    const error = await rejection(call(at));
    assert.deepEqual([error.gaveUp, error.action, error.attempts], ['budget', 'escalate', 1]);
  });

  test('pays for 100 at 5 tokens each after 429', async () => {
    const { fetch, call } = failing(bare(429), { attempts: 1000 });
    assert.equal(await retriesUntilEmpty(call, fetch), 100);
  });

  test('is shared by all calls of one client, and by no other', async () => {
    const { fetch, call } = failing(bare(503), { attempts: 3 });
    const errors = await Promise.all(Array.from({ length: 30 }, () => rejection(call(at))));
    assert.equal(fetch.requests.length, 30 + 35);
    assert.ok(errors.some(({ gaveUp }) => gaveUp === 'budget'));
    const other = failing(bare(503), { attempts: 3 });
    assert.equal((await rejection(other.call(at))).gaveUp, 'attempts');
  });

  test('gets the cost of a retry back that succeeds', async () => {
    const fetch = answering(...Array.from({ length: 200 }, (_, i) => (i % 2 ? ok : bare(503))));
    const call = createFetch({ api: 'connectpsp', fetch, retry: atOnce });
    // A hundred retries: three times what there is to spend.
    for (let number = 0; number < 100; number++) assert.equal((await call(at)).status, 200);
  });

  test('gets one token for each call that succeeds at once', async () => {
    let answer = bare(503);
    const { fetch, call } = failing((...args) => answer(...args), { attempts: 1000 });
    await retriesUntilEmpty(call, fetch); // 500 - 35 · 14 = 10 are left
    answer = ok;
    for (let number = 0; number < 3; number++) await call(at);
    answer = bare(503);
    assert.equal((await rejection(call(at))).attempts, 1);
    answer = ok;
    await call(at);
    answer = bare(503);
    assert.equal((await rejection(call(at))).attempts, 2);
  });

  test('never holds more than it began with', async () => {
    let answer = ok;
    const { fetch, call } = failing((...args) => answer(...args), { attempts: 1000 });
    for (let number = 0; number < 20; number++) await call(at);
    answer = bare(503);
    assert.equal(await retriesUntilEmpty(call, fetch), 35);
  });

  test('is not asked with budget: false, and gets nothing from such calls', async () => {
    let answer = bare(503);
    const { fetch, call } = failing((...args) => answer(...args), { attempts: 50 });
    const error = await rejection(
      call(at, { psp: { retry: { ...atOnce, attempts: 60, budget: false } } }),
    );
    assert.deepEqual([error.gaveUp, error.attempts], ['attempts', 60]);
    assert.equal(await retriesUntilEmpty(call, fetch), 35);
    let isSecond = false;
    answer = () => {
      isSecond = !isSecond;
      return isSecond ? bare(503)() : ok();
    };
    // Had they given back what they never paid, there would be plenty now.
    await call(at, { psp: { retry: { ...atOnce, budget: false } } });
    answer = bare(503);
    assert.equal((await rejection(call(at))).attempts, 1);
  });
});

describe('an attempt that takes too long', () => {
  for (const [title, never] of [
    ['by a fetch that heeds its signal', hang],
    ['by a fetch that does not', ignoreEverything],
  ]) {
    test(`is ended and sent again: ${title}`, async () => {
      const fetch = answering(never, ok);
      const call = createFetch({ api: 'connectpsp', fetch, retry: atOnce, timeoutMs: 20 });
      assert.equal((await call(at)).status, 200);
      assert.equal(fetch.requests.length, 2);
      assert.ok(fetch.requests[0].signal.aborted);
    });

    test(`is a TIMEOUT of unknown outcome: ${title}`, async () => {
      const call = createFetch({
        api: 'connxt',
        fetch: answering(never),
        retry: atOnce,
        timeoutMs: 20,
      });
      const error = await rejection(call(CONNXT, post));
      assert.deepEqual(
        [error.code, error.status, error.outcome, error.gaveUp, error.attempts],
        ['TIMEOUT', 0, 'unknown', 'not-idempotent', 1],
      );
      assert.equal(error.cause.name, 'TimeoutError');
      assert.equal(timers(), 0);
    });
  }

  test('has 30 seconds by default', async (t) => {
    const set = t.mock.method(globalThis, 'setTimeout');
    await createFetch({ api: 'connectpsp', fetch: answering(ok) })(at);
    assert.ok(set.mock.calls.some(({ arguments: [, ms] }) => ms === 30_000));
  });

  test('while its JSON is being read is sent again, too', async () => {
    const stuck = () => new Response(streamOf(['{"id":'], stall), { headers: jsonType });
    const fetch = answering(stuck, ok);
    const call = createFetch({ api: 'connectpsp', fetch, retry: atOnce, timeoutMs: 20 });
    assert.deepEqual(await (await call(at)).json(), { id: 1 });
  });

  test('while its error is being read is judged by the status', async () => {
    const stuck = () =>
      new Response(streamOf(['{"code":'], stall), {
        status: 429,
        headers: { ...jsonType, 'retry-after': '61' },
      });
    const call = createFetch({ api: 'connxt', fetch: answering(stuck), timeoutMs: 20 });
    const error = await rejection(call(CONNXT, post));
    assert.deepEqual(
      [error.code, error.outcome, error.retryAfterMs, error.gaveUp],
      ['HTTP_429', 'not-executed', 61_000, 'retry-after-too-long'],
    );
  });
});

describe('a body that breaks off', () => {
  const cut =
    (status, end = breakOff) =>
    () =>
      new Response(streamOf(['{"id":1,"status":"PROC'], end), { status, headers: jsonType });
  const whole = (controller) => controller.close();

  for (const [title, end] of [
    ['with an error', breakOff],
    ['without one', whole],
    ['as fetch reports it', (controller) => controller.error(new TypeError('terminated'))],
    ['with no error object', (controller) => controller.error('gone')],
  ]) {
    test(`of an ok answer: the request is sent again, ${title}`, async () => {
      const fetch = answering(cut(202, end), ok);
      const call = createFetch({ api: 'connectpsp', fetch, retry: atOnce });
      assert.deepEqual(await (await call(`${CONNECTPSP}/cash-out`, post)).json(), { id: 1 });
      assert.equal(fetch.requests.length, 2);
    });

    test(`of an ok answer that must not be asked for twice: outcome unknown, ${title}`, async () => {
      const fetch = answering(cut(201, end), ok);
      const error = await rejection(
        createFetch({ api: 'connxt', fetch, retry: atOnce })(CONNXT, post),
      );
      assert.ok(isPspError(error, 'NETWORK_ERROR'));
      assert.deepEqual(
        [error.outcome, error.gaveUp, error.action, fetch.requests.length],
        ['unknown', 'not-idempotent', 'escalate', 1],
      );
    });
  }

  test('of an error answer leaves the status to judge', async () => {
    const fetch = answering(cut(400));
    const error = await rejection(createFetch({ api: 'connxt', fetch })(CONNXT, post));
    assert.deepEqual([error.code, error.outcome, error.gaveUp], ['HTTP_400', 'not-executed', null]);
  });

  test('over a real connection: sent again, and the second answer is whole', async (t) => {
    let requests = 0;
    const url = await serve(t, (_request, answer) => {
      requests += 1;
      answer.writeHead(200, { ...jsonType, 'content-length': '8' });
      if (requests > 1) return answer.end('{"id":1}');
      answer.write('{"id"');
      return setTimeout(() => answer.destroy(), 5);
    });
    const call = createFetch({ api: 'connectpsp', retry: atOnce });
    assert.deepEqual(await (await call(url, post)).json(), { id: 1 });
    assert.equal(requests, 2);
  });
});

describe('an ok answer', () => {
  const send = (answer, init) =>
    createFetch({ api: 'connectpsp', fetch: answering(answer), timeoutMs: 50 })(at, init);

  test('is the very response of fetch', async () => {
    for (const response of [ok(), new Response('text'), new Response(null, { status: 204 })]) {
      assert.equal(await send(() => response), response);
    }
  });

  test('that is no JSON is handed on unread, and can take its time', async () => {
    let controller;
    const body = new ReadableStream({
      start: (given) => {
        controller = given;
      },
    });
    const headers = { 'content-type': 'text/event-stream' };
    const response = await send(() => new Response(body, { headers }));
    assert.equal(response.bodyUsed, false);
    const text = response.text();
    await new Promise((resolve) => setTimeout(resolve, 80)); // longer than timeoutMs
    controller.enqueue(new TextEncoder().encode('data: 1\n\n'));
    controller.close();
    assert.equal(await text, 'data: 1\n\n');
  });

  test('in a format that only begins like JSON is not taken for JSON', async () => {
    for (const type of ['application/json-seq', 'application/jsonl', 'text/html; a=/json', '']) {
      const headers = { 'content-type': type };
      assert.equal(await (await send(() => new Response('{', { headers }))).text(), '{', type);
    }
  });

  test('in any of the names of JSON is checked', async () => {
    for (const type of [
      ...['application/json; charset=utf-8', 'application/problem+json', 'APPLICATION/JSON ;a=b'],
    ]) {
      const headers = { 'content-type': type };
      const error = await rejection(send(() => new Response('{', { headers }), post));
      assert.equal(error.outcome, 'unknown', type);
    }
  });

  test('with JSON over 1 MiB is handed on whole', async () => {
    const big = { text: 'x'.repeat(2 ** 21) };
    assert.deepEqual(await (await send(() => json(200, big))).json(), big);
  });

  test('without a body is fine, whatever its type', async () => {
    for (const status of [200, 204, 205]) {
      const answer = () => new Response(null, { status, headers: jsonType });
      assert.equal(await (await send(answer)).text(), '');
    }
    assert.equal(await (await send(() => new Response('', { headers: jsonType }))).text(), '');
  });

  test('to HEAD is fine, over a real connection', async (t) => {
    const url = await serve(t, (_request, answer) => {
      answer.writeHead(200, { ...jsonType, 'content-length': '100' });
      answer.end();
    });
    const response = await createFetch({ api: 'connectpsp' })(url, { method: 'HEAD' });
    assert.equal(response.headers.get('content-length'), '100');
  });

  test('whose body somebody reads already is left to them', async () => {
    const taken = () => {
      const response = ok();
      response.body.getReader();
      return response;
    };
    assert.equal((await send(taken)).status, 200);
  });
});
