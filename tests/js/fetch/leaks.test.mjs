// What must not be left behind by answers that are late, long, endless or in crumbs.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createFetch, decodeResponse, handle } from 'psp-errors';
import { serve } from '../streams.mjs';
import { answering, CONNECTPSP, noUnhandledRejection, ok, rejection } from './support.mjs';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** A body that stalls after its first bytes, and notes that nobody wants the rest. */
function endless() {
  const body = { isCancelled: false };
  body.stream = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"code":')),
    cancel: () => {
      body.isCancelled = true;
    },
  });
  return body;
}

test('an error body that never ends is let go before the next attempt', async (t) => {
  const body = endless();
  const fetch = answering(() => new Response(body.stream, { status: 503 }), ok);
  const call = createFetch({ api: 'connectpsp', fetch });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const calling = call(CONNECTPSP);
  for (const ms of [10_000, 1000]) {
    for (let time = 0; time < 10; time++) await turn();
    t.mock.timers.tick(ms);
  }
  const response = await calling;
  assert.equal(response.status, 200);
  assert.ok(body.isCancelled);
});

test('an answer that comes after the time is over is let go', async () => {
  const body = endless();
  let answer;
  const fetch = () =>
    new Promise((resolve) => {
      answer = () => resolve(new Response(body.stream));
    });
  const call = createFetch({ api: 'connectpsp', fetch, timeoutMs: 5, retry: false });
  assert.equal((await rejection(call(CONNECTPSP))).code, 'TIMEOUT');
  answer();
  await turn();
  assert.ok(body.isCancelled);
});

test('answers that are no JSON leave no listener on a signal that lives on', async (t) => {
  const url = await serve(t, (_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain' }).end('text');
  });
  const { signal } = new AbortController();
  const call = createFetch({ api: 'connectpsp' });
  const read = async (init) => {
    const response = await call(url, init);
    assert.equal(await response.text(), 'text');
  };
  for (let index = 0; index < 50; index++) await read({ signal });
  // The last answer is still at hand somewhere.
  await read({});
  assert.ok(getEventListeners(signal, 'abort').length <= 1);
  for (let time = 0; time < 50 && getEventListeners(signal, 'abort').length > 0; time++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

for (const [title, read] of [
  ['decodeResponse', (response) => decodeResponse(response)],
  [
    'createFetch',
    (response) =>
      rejection(createFetch({ api: 'connxt', fetch: async () => response })(CONNECTPSP)),
  ],
]) {
  test(`a body that comes byte by byte takes no more memory than its chunks do: ${title}`, async () => {
    const LENGTH = 200_000;
    let sent = 0;
    let before = 0;
    let after = 0;
    const used = () => {
      gc();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const stream = new ReadableStream(
      {
        pull(controller) {
          if (sent === 0) before = used();
          sent += 1;
          controller.enqueue(Uint8Array.of(0x20));
          if (sent < LENGTH) return;
          after = used();
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const error = await read(new Response(stream, { status: 404 }));
    assert.equal(error.status, 404);
    // The copy that the caller can still read holds each chunk, as an object.
    assert.ok(after - before < 400 * LENGTH, `${(after - before) / LENGTH} bytes for each`);
  });
}

/** A server whose answer is longer than what is read of it, and does not end. */
const serveTooMuch = (t, status, type) =>
  serve(t, (_request, answer) => {
    answer.writeHead(status, { 'content-type': type });
    answer.write(`"${'x'.repeat(3 << 20)}`);
  });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// An unhandled rejection ends a Node process.
describe('an abort after an answer that is too long to be read leaves no rejection unhandled', () => {
  test('in handle, with a signal of the caller', async (t) => {
    noUnhandledRejection(t);
    const url = await serveTooMuch(t, 500, 'text/html');
    const aborter = new AbortController();
    const error = await rejection(handle(fetch(url, { signal: aborter.signal })));
    assert.equal(error.format, 'too-large');
    aborter.abort(new Error('mine'));
    await sleep(50);
  });

  for (const [status, type] of [
    [200, 'application/json'],
    [200, 'text/plain'],
    [500, 'text/html'],
  ]) {
    test(`in createFetch: ${status} ${type}`, async (t) => {
      noUnhandledRejection(t);
      const url = await serveTooMuch(t, status, type);
      const aborter = new AbortController();
      const call = createFetch({ api: 'connxt', retry: false });
      const { signal } = aborter;
      await call(url, { signal }).catch((error) => assert.equal(error.format, 'too-large'));
      aborter.abort(new Error('mine'));
      await sleep(50);
    });
  }

  test('in createFetch, while the caller reads it', async (t) => {
    noUnhandledRejection(t);
    const url = await serveTooMuch(t, 200, 'application/json');
    const aborter = new AbortController();
    const call = createFetch({ api: 'connxt', retry: false });
    const response = await call(url, { signal: aborter.signal });
    const reading = rejection(response.text());
    await sleep(50);
    aborter.abort(new Error('mine'));
    assert.equal((await reading).message, 'mine');
    await sleep(50);
  });

  test('in createFetch, when an error body stalls until the time is over', async (t) => {
    noUnhandledRejection(t);
    const url = await serve(t, (_request, answer) => {
      answer.writeHead(503);
      answer.write('{"code":');
    });
    const call = createFetch({ api: 'connxt', timeoutMs: 100, retry: { baseMs: 1 } });
    assert.equal((await rejection(call(url))).code, 'HTTP_503');
    await sleep(50);
  });
});
