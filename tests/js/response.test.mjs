import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { decode, decodeResponse } from 'psp-errors';
import { responses } from '../fixtures/responses.mjs';
import { breakOff, serve, stall, streamOf } from './streams.mjs';

const MIB = 1 << 20;
const body = '{"code":"INSUFFICIENT_FUNDS","detail":"não há","instance":"/x"}';

describe('decodeResponse', () => {
  test('says of every documented response what decode says of its parts', async () => {
    for (const { status, headers, body: sent } of responses) {
      const response = new Response(sent, { status, headers });
      assert.deepEqual(await decodeResponse(response), decode({ status, headers, body: sent }));
    }
  });

  test('leaves the response to be read', async () => {
    const response = new Response(body, { status: 422 });
    await decodeResponse(response);
    assert.equal(response.bodyUsed, false);
    assert.equal(await response.text(), body);
  });

  test('reads a body that comes in pieces, cut within a character', async () => {
    const bytes = new TextEncoder().encode(body);
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const response = new Response(streamOf(chunks), { status: 422 });
    assert.deepEqual(await decodeResponse(response), decode({ status: 422, body }));
    assert.equal(await response.text(), body);
  });

  test('reads JSON under every content type, and without one', async () => {
    const types = ['application/json', 'application/problem+json', 'text/html', 'image/png', 'x'];
    for (const type of types) {
      const response = new Response(body, { status: 422, headers: { 'content-type': type } });
      assert.equal((await decodeResponse(response)).code, 'INSUFFICIENT_FUNDS', type);
    }
    const bare = new Response(new TextEncoder().encode(body), { status: 422 });
    assert.equal((await decodeResponse(bare)).code, 'INSUFFICIENT_FUNDS');
  });

  test('takes HTML for text, though it calls itself JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const error = await decodeResponse(new Response('<html>', { status: 502, headers }));
    assert.deepEqual([error.code, error.format], ['HTTP_502', 'text']);
  });

  test('lets the status decide where there is no body', async () => {
    for (const empty of [null, '', new Uint8Array()]) {
      const error = await decodeResponse(new Response(empty, { status: 503 }));
      assert.deepEqual([error.code, error.format], ['HTTP_503', 'empty']);
    }
  });

  test('lets the status decide where the body was read before', async () => {
    const response = new Response(body, { status: 422 });
    await response.text();
    assert.equal((await decodeResponse(response)).code, 'HTTP_422');
  });

  test('lets the status decide where somebody is reading the body', async () => {
    const response = new Response(body, { status: 422 });
    response.body.getReader();
    assert.equal((await decodeResponse(response)).code, 'HTTP_422');
  });

  test('judges what came of a body that broke off', async () => {
    const half = new Response(streamOf([body.slice(0, 40)], breakOff), { status: 422 });
    const error = await decodeResponse(half);
    assert.deepEqual([error.code, error.format], ['HTTP_422', 'text']);
    const whole = new Response(streamOf([body], breakOff), { status: 422 });
    assert.equal((await decodeResponse(whole)).code, 'INSUFFICIENT_FUNDS');
  });

  test('does not trip over chunks that are no bytes', async () => {
    for (const chunk of ['text', 1, null, {}, { length: 5 }]) {
      const response = new Response(streamOf2([chunk, chunk]), { status: 503 });
      assert.equal((await decodeResponse(response)).code, 'HTTP_503');
    }
  });

  test('stops reading an endless body behind 1 MiB', async () => {
    let pulled = 0;
    const chunk = new Uint8Array(64 * 1024).fill(0x20);
    const endless = new ReadableStream({
      pull(controller) {
        pulled += chunk.length;
        controller.enqueue(chunk.slice());
      },
    });
    const error = await decodeResponse(new Response(endless, { status: 500 }));
    assert.deepEqual([error.code, error.format], ['HTTP_500', 'too-large']);
    assert.ok(pulled <= MIB + 4 * chunk.length, String(pulled));
  });

  test('reads a body of 1 MiB, and none of a byte more', async () => {
    for (const [length, format] of [
      [MIB, 'json'],
      [MIB + 1, 'too-large'],
    ]) {
      const text = '{"code":"INSUFFICIENT_FUNDS"}'.padEnd(length);
      const response = new Response(text, { status: 422 });
      assert.equal((await decodeResponse(response)).format, format);
    }
  });

  test('reads an error of a real server, in pieces', async (t) => {
    const url = await serve(t, (_request, answer) => {
      answer.writeHead(409, { 'retry-after': '2' });
      answer.write('{"code":"DUPLICATED_');
      setTimeout(() => answer.end('EXTERNAL_REFERENCE"}'), 20);
    });
    const response = await fetch(url);
    const error = await decodeResponse(response);
    assert.deepEqual([error.code, error.retryAfterMs], ['DUPLICATED_EXTERNAL_REFERENCE', 2000]);
    assert.equal((await response.json()).code, 'DUPLICATED_EXTERNAL_REFERENCE');
  });

  test('judges what a real server sent before it dropped the connection', async (t) => {
    const url = await serve(t, (_request, answer) => {
      answer.writeHead(503, { 'content-length': '100' });
      answer.write('{"code":');
      setTimeout(() => answer.destroy(), 20);
    });
    assert.equal((await decodeResponse(await fetch(url))).code, 'HTTP_503');
  });

  test('takes the method, the URL and the API from its options', async () => {
    const response = () => new Response('', { status: 500 });
    assert.equal((await decodeResponse(response())).outcome, 'unknown');
    assert.equal((await decodeResponse(response(), { method: 'GET' })).outcome, 'not-executed');
    const { api } = await decodeResponse(response(), { url: 'https://api.connectpsp.com/' });
    assert.equal(api, 'connectpsp');
    assert.equal((await decodeResponse(response(), { api: 'connxt' })).api, 'connxt');
  });

  test("takes the response's own URL before that of its options", async () => {
    const response = new Response('', { status: 500 });
    Object.defineProperty(response, 'url', { value: 'https://api.connectpsp.com/x' });
    const { api } = await decodeResponse(response, { url: 'https://connxt.example/' });
    assert.equal(api, 'connectpsp');
  });
});

describe('Retry-After of a response', () => {
  const retryAfterOf = async (value) => {
    const headers = { 'retry-after': value };
    return (await decodeResponse(new Response('', { status: 429, headers }))).retryAfterMs;
  };

  test('in seconds', async () => {
    assert.equal(await retryAfterOf('120'), 120_000);
    assert.equal(await retryAfterOf('0'), 0);
  });

  test('as a date to come, as one that has passed, and as the older forms of one', async () => {
    const inAMinute = await retryAfterOf(new Date(Date.now() + 60_000).toUTCString());
    assert.ok(inAMinute > 55_000 && inAMinute <= 60_000, String(inAMinute));
    assert.equal(await retryAfterOf('Thu, 01 Jan 1970 00:00:00 GMT'), 0);
    assert.equal(await retryAfterOf('Sunday, 06-Nov-94 08:49:37 GMT'), 0);
    assert.equal(await retryAfterOf('Sun Nov  6 08:49:37 1994'), 0);
  });

  test('that is malformed, sent twice or missing is none', async () => {
    for (const value of ['soon', '-1', '1.5', '1, 2', '1; x', '2025-12-12']) {
      assert.equal(await retryAfterOf(value), null, value);
    }
    assert.equal((await decodeResponse(new Response('', { status: 429 }))).retryAfterMs, null);
  });
});

describe('a body that stalls', () => {
  test('is waited for 10 seconds, and then what came of it is judged', async (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    for (const [chunks, code] of [
      [[], 'HTTP_422'],
      [[body.slice(0, 30)], 'HTTP_422'],
      [[body], 'INSUFFICIENT_FUNDS'],
    ]) {
      const decoding = observe(
        decodeResponse(new Response(streamOf(chunks, stall), { status: 422 })),
      );
      await turns();
      mock.timers.tick(9999);
      await turns();
      assert.equal(decoding.done, false);
      mock.timers.tick(1);
      assert.equal((await decoding.promise).code, code);
    }
  });

  test('is waited for no longer where the response is one without streams', async (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    const response = mockResponse(422, body, { text: stall });
    const decoding = observe(decodeResponse(response));
    await turns();
    mock.timers.tick(10_000);
    await turns();
    assert.equal(decoding.done, true);
    assert.equal((await decoding.promise).code, 'HTTP_422');
  });

  test('leaves no timer behind once it has come', async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await decodeResponse(new Response(body, { status: 422 }));
    await decodeResponse(new Response(streamOf(['x'], breakOff), { status: 422 }));
    assert.equal(timers(), before);
  });
});

describe('what decodeResponse takes', () => {
  test('a redirect that fetch hides has the status of its class', async () => {
    const hidden = mockResponse(0, '', { type: 'opaqueredirect', body: null });
    const error = await decodeResponse(hidden);
    assert.deepEqual(
      [error.code, error.status, error.remedy],
      ['HTTP_300', 300, 'follow-redirect'],
    );
  });

  test('an error response of fetch itself has status 0', async () => {
    const error = await decodeResponse(Response.error());
    assert.deepEqual([error.code, error.action], ['NETWORK_ERROR', 'retry']);
  });

  test('a Response of another kind is read by its members', async () => {
    assert.equal((await decodeResponse(mockResponse(422, body))).code, 'INSUFFICIENT_FUNDS');
  });

  test('a Response without clone, or with one that throws, leaves its status', async () => {
    const { clone, ...without } = mockResponse(422, body);
    assert.equal(typeof clone, 'function');
    const throwing = {
      ...without,
      clone() {
        throw new TypeError('used');
      },
    };
    for (const response of [without, throwing]) {
      assert.equal((await decodeResponse(response)).code, 'HTTP_422');
    }
  });

  for (const [name, value, got] of [
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a string', body, 'a string'],
    ['an object', { status: 422 }, 'an object'],
    ['an array', [], 'an array'],
    ['a promise', Promise.resolve(new Response()), 'an object'],
    ['a Request', new Request('https://example.com/'), 'an object'],
  ]) {
    test(`${name} is a TypeError, as a rejection`, async () => {
      await assert.rejects(decodeResponse(value), {
        name: 'TypeError',
        message: `decodeResponse() takes a Response, got ${got}`,
      });
    });
  }
});

/** As streamOf, with chunks that are no bytes. */
function streamOf2(chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

/** What a mock, or an older fetch, gives: no stream, its own class. */
function mockResponse(status, text, more = {}) {
  const response = {
    status,
    ok: false,
    headers: { get: () => null },
    text: async () => text,
    clone: () => response,
    ...more,
  };
  return response;
}

function observe(promise) {
  const observed = { done: false, promise };
  promise.then(
    () => {
      observed.done = true;
    },
    () => {
      observed.done = true;
    },
  );
  return observed;
}

/** Lets everything run that waits for no timer. */
async function turns() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
