import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { createFetch, isPspError } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import { cashOutBody } from '../sandbox/bodies.mjs';
import { serve, streamOf } from '../streams.mjs';
import {
  answering,
  bare,
  CONNECTPSP,
  CONNXT,
  hang,
  lose,
  ok,
  refuse,
  rejection,
} from './support.mjs';

const cashOut = `${CONNECTPSP}/cash-out`;
const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const post = { method: 'POST', body: '{"amount":1}' };
const retry = { baseMs: 0 };
const unknown = bare(500);

const client = (api, answers, more) => {
  const fetch = answering(...answers);
  return { fetch, call: createFetch({ api, fetch, retry, timeoutMs: 20, ...more }) };
};
const keys = ({ requests }) => requests.map(({ headers }) => headers.get('x-idempotency-key'));

describe('X-Idempotency-Key', () => {
  test('is made for a POST to ConnectPSP: a UUID v4, the same on every attempt', async () => {
    const { fetch, call } = client('connectpsp', [lose, unknown, ok]);
    await call(cashOut, post);
    const [key, ...others] = keys(fetch);
    assert.match(key, uuidV4);
    assert.deepEqual(others, [key, key]);
  });

  test('is another one for every call', async () => {
    const { fetch, call } = client('connectpsp', [ok]);
    for (let number = 0; number < 10; number++) await call(cashOut, post);
    assert.equal(new Set(keys(fetch)).size, 10);
  });

  test('is made for PATCH, and for no other method', async () => {
    for (const [method, has] of [
      ['POST', true],
      ['post', true],
      ['PATCH', true],
      ['GET', false],
      ['PUT', false],
      ['DELETE', false],
    ]) {
      const { fetch, call } = client('connectpsp', [ok]);
      await call(cashOut, { method });
      assert.equal(keys(fetch)[0] !== null, has, method);
    }
  });

  test('is not made for Connxt, which does not know it', async () => {
    const { fetch, call } = client('connxt', [ok]);
    await call(CONNXT, post);
    assert.deepEqual(keys(fetch), [null]);
  });

  test("is the caller's where there is one", async () => {
    const { fetch, call } = client('connectpsp', [unknown, ok]);
    await call(cashOut, { ...post, headers: { 'x-idempotency-key': 'mine' } });
    assert.deepEqual(keys(fetch), ['mine', 'mine']);
  });

  test('that is empty is no key', async () => {
    const { fetch, call } = client('connectpsp', [ok]);
    await call(cashOut, { ...post, headers: { 'X-Idempotency-Key': '' } });
    assert.match(keys(fetch)[0], uuidV4);
  });

  test('stays the same when the token is renewed', async () => {
    const auth = { token: () => 'old', refresh: () => 'new' };
    const { fetch, call } = client('connectpsp', [refuse('TOKEN_EXPIRED', 401), ok], { auth });
    await call(cashOut, post);
    const [key, again] = keys(fetch);
    assert.match(key, uuidV4);
    assert.equal(again, key);
  });
});

describe('every attempt sends the same bytes', () => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array([0, 255, 10])]), 'a.bin');
  for (const [title, body] of [
    ['a text', 'ação'],
    ['bytes', new Uint8Array([0, 128, 255])],
    ['a view of some bytes', new Uint8Array([1, 2, 3, 4]).subarray(1, 3)],
    ['an ArrayBuffer', new Uint8Array([7]).buffer],
    ['a Blob', new Blob(['{"amount":1}'], { type: 'application/json' })],
    ['URLSearchParams', new URLSearchParams({ a: 'b c' })],
    ['a form with a file', form],
  ]) {
    test(`of ${title}`, async () => {
      const { fetch, call } = client('connectpsp', [lose, unknown, ok]);
      const sent = await new Response(body).arrayBuffer();
      await call(cashOut, { method: 'POST', body });
      const [first, ...others] = fetch.requests;
      const isForm = body instanceof FormData; // whose boundary is made for each request
      if (!isForm) assert.equal(first.bytes, Buffer.from(sent).toString('hex'));
      for (const other of others) {
        assert.equal(other.bytes, first.bytes);
        assert.equal(other.headers.get('content-type'), first.headers.get('content-type'));
      }
    });
  }

  test('of a Request', async () => {
    const { fetch, call } = client('connectpsp', [lose, unknown, ok]);
    const request = new Request(cashOut, {
      ...post,
      headers: { 'content-type': 'application/json' },
    });
    await call(request);
    for (const { body, method, headers } of fetch.requests) {
      assert.deepEqual([method, body], ['POST', post.body]);
      assert.equal(headers.get('content-type'), 'application/json');
    }
    assert.equal(fetch.requests.length, 3);
  });

  test('of a Request made with a stream, which is read once', async () => {
    const { fetch, call } = client('connectpsp', [lose, ok]);
    const body = streamOf(['{"amount"', ':1}']);
    await call(new Request(cashOut, { method: 'POST', body, duplex: 'half' }));
    assert.deepEqual(
      fetch.requests.map((request) => request.body),
      [post.body, post.body],
    );
  });

  test('even if the caller changes them meanwhile', async () => {
    const bytes = new TextEncoder().encode('first');
    const spoil = () => {
      bytes.fill(0);
      return unknown();
    };
    const { fetch, call } = client('connectpsp', [spoil, ok]);
    await call(cashOut, { method: 'POST', body: bytes });
    assert.equal(fetch.requests[1].body, 'first');
  });

  test('over a real connection', async (t) => {
    const seen = [];
    const url = await serve(t, async (request, answer) => {
      const chunks = await request.toArray();
      seen.push([request.headers['x-idempotency-key'], Buffer.concat(chunks).toString()]);
      if (seen.length === 1) return request.socket.destroy();
      answer.writeHead(seen.length === 2 ? 500 : 202);
      return answer.end();
    });
    await createFetch({ api: 'connectpsp', retry })(url, post);
    const [[key]] = seen;
    assert.match(key, uuidV4);
    assert.deepEqual(seen, Array(3).fill([key, post.body]));
  });
});

describe('what may have been executed', () => {
  const uncertain = { 'a 500': unknown, 'a lost connection': lose, 'a timeout': hang };

  for (const [title, answer] of Object.entries(uncertain)) {
    for (const method of ['POST', 'PATCH']) {
      test(`is not sent to Connxt again by ${method}: ${title}`, async () => {
        const { fetch, call } = client('connxt', [answer, ok]);
        const error = await rejection(call(CONNXT, { ...post, method }));
        assert.ok(isPspError(error));
        assert.deepEqual(
          [error.gaveUp, error.outcome, error.action, error.attempts],
          ['not-idempotent', 'unknown', 'escalate', 1],
        );
        assert.equal(fetch.requests.length, 1);
      });
    }

    test(`is sent again where the caller says that it may be: ${title}`, async () => {
      const standing = client('connxt', [answer, ok], { idempotent: true });
      assert.equal((await standing.call(CONNXT, post)).status, 200);
      assert.equal(standing.fetch.requests.length, 2);
      const once = client('connxt', [answer, ok]);
      assert.equal((await once.call(CONNXT, { ...post, psp: { idempotent: true } })).status, 200);
      assert.equal(once.fetch.requests.length, 2);
    });

    test(`is sent again by PUT, DELETE, GET, HEAD and OPTIONS: ${title}`, async () => {
      for (const method of ['PUT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'delete']) {
        const { fetch, call } = client('connxt', [answer, ok]);
        assert.equal((await call(CONNXT, { method })).status, 200);
        assert.equal(fetch.requests.length, 2, method);
      }
    });
  }

  test('is not sent to Connxt again because of a key, which it does not know', async () => {
    const { fetch, call } = client('connxt', [unknown, ok]);
    const headers = { 'X-Idempotency-Key': crypto.randomUUID() };
    const error = await rejection(call(CONNXT, { ...post, headers }));
    assert.deepEqual([error.gaveUp, fetch.requests.length], ['not-idempotent', 1]);
  });

  test('is not sent again where the caller says that it must not be', async () => {
    const { fetch, call } = client('connectpsp', [unknown, ok], { idempotent: false });
    const error = await rejection(call(cashOut, post));
    assert.deepEqual([error.gaveUp, fetch.requests.length], ['not-idempotent', 1]);
  });

  test("is Connxt's code 1000, too", async () => {
    const { fetch, call } = client('connxt', [refuse('1000', 500), ok]);
    const error = await rejection(call(CONNXT, post));
    assert.deepEqual(
      [error.code, error.gaveUp, error.outcome, fetch.requests.length],
      ['1000', 'not-idempotent', 'unknown', 1],
    );
  });
});

describe('what was refused', () => {
  test('is sent to Connxt again even by POST', async () => {
    for (const status of [429, 408, 425]) {
      const { fetch, call } = client('connxt', [bare(status), ok]);
      assert.equal((await call(CONNXT, post)).status, 200);
      assert.equal(fetch.requests.length, 2);
    }
  });

  test('and then may have been executed is not sent a third time', async () => {
    const { fetch, call } = client('connxt', [bare(429), unknown, ok]);
    const error = await rejection(call(CONNXT, post));
    assert.deepEqual(
      [error.gaveUp, error.outcome, error.attempts, fetch.requests.length],
      ['not-idempotent', 'unknown', 2, 2],
    );
  });
});

describe('after an attempt whose outcome is unknown', () => {
  const duplicate = refuse('DUPLICATED_EXTERNAL_REFERENCE', 409);

  test('a duplicate reference is the one of this very call: executed', async () => {
    for (const first of [unknown, lose, hang]) {
      const { call } = client('connectpsp', [first, duplicate]);
      const error = await rejection(call(cashOut, post));
      assert.deepEqual(
        [error.code, error.outcome, error.remedy, error.action],
        ['DUPLICATED_EXTERNAL_REFERENCE', 'executed', 'use-existing', 'user-fix'],
      );
    }
  });

  test('a duplicate is executed also if there was a refusal in between', async () => {
    const auth = { token: () => 'old', refresh: () => 'new' };
    const between = [unknown, refuse('TOKEN_EXPIRED', 401), bare(429), duplicate];
    const { call } = client('connectpsp', between, { auth });
    assert.equal((await rejection(call(cashOut, post))).outcome, 'executed');
  });

  test('a refusal does not make it one that was not executed', async () => {
    for (const [refusal, gaveUp] of [
      [bare(429), 'attempts'],
      [refuse('TOKEN_EXPIRED', 401), null],
      [refuse('VALIDATION_ERROR', 400), null],
      [bare(404), null],
    ]) {
      const { call } = client('connectpsp', [unknown, refusal]);
      const error = await rejection(call(cashOut, post));
      assert.deepEqual([error.outcome, error.gaveUp], ['unknown', gaveUp]);
    }
    // The first attempt deleted it, which is why the second finds nothing.
    const { call } = client('connxt', [unknown, refuse('4004', 404)]);
    assert.equal((await rejection(call(CONNXT, { method: 'DELETE' }))).outcome, 'unknown');
  });

  test('and not before it, a duplicate was not executed by this call', async () => {
    for (const first of [[], [bare(429)]]) {
      const { call } = client('connectpsp', [...first, duplicate]);
      assert.equal((await rejection(call(cashOut, post))).outcome, 'not-executed');
    }
  });

  test('a GET has still moved nothing', async () => {
    const { call } = client('connectpsp', [unknown, lose, hang]);
    assert.equal((await rejection(call(cashOut))).outcome, 'not-executed');
  });

  test('the sandbox has paid once, and the handler for the duplicate is called', async () => {
    const sandbox = createSandbox();
    const { Authorization } = await sandbox.signIn();
    const auth = {
      token: () => Authorization.slice('Bearer '.length),
      sign: (token) => sandbox.sign(token),
      applicationToken: sandbox.credentials.applicationToken,
    };
    // Another key each time, as if the API did not honour it: the reference is what is left.
    const forgetful = (url, init) => {
      init.headers.delete('x-idempotency-key');
      return sandbox.fetch(url, init);
    };
    sandbox.faults.next('execute-then-500');
    const call = createFetch({ api: 'connectpsp', auth, fetch: forgetful, retry });
    const outcome = await call(cashOut, {
      method: 'POST',
      body: JSON.stringify(cashOutBody()),
      psp: { on: { DUPLICATED_EXTERNAL_REFERENCE: (error) => error.outcome } },
    });
    assert.equal(outcome, 'executed');
    assert.equal(sandbox.state.cashOuts.length, 1);
  });

  test('the sandbox pays once under one key, and the caller gets the answer', async () => {
    for (const fault of ['execute-then-500', 'execute-then-drop', 'execute-then-truncate']) {
      const sandbox = createSandbox();
      const headers = await sandbox.signIn();
      sandbox.faults.next(fault, { status: 429 });
      const call = createFetch({
        api: 'connectpsp',
        fetch: sandbox.fetch,
        retry: { baseMs: 0, attempts: 4 },
      });
      const init = { method: 'POST', headers, body: JSON.stringify(cashOutBody()) };
      const { status } = await (await call(cashOut, init)).json();
      assert.equal(status, 'PROCESSING', fault);
      assert.equal(sandbox.state.cashOuts.length, 1);
      assert.equal(sandbox.state.balances.transactional, 9_900);
    }
  });
});

describe('a body that is a stream', () => {
  const streams = {
    'a ReadableStream': () => streamOf(['{"amount"', ':1}']),
    "one of Node's": () => Readable.from(['{"amount":1}']),
  };

  for (const [title, make] of Object.entries(streams)) {
    test(`is sent once and never again: ${title}`, async () => {
      for (const [answer, outcome] of [
        [unknown, 'unknown'],
        [lose, 'unknown'],
        [bare(429), 'not-executed'],
      ]) {
        const { fetch, call } = client('connectpsp', [answer, ok]);
        const init = { method: 'POST', body: make(), duplex: 'half' };
        const error = await rejection(call(cashOut, init));
        assert.deepEqual(
          [error.gaveUp, error.action, error.outcome, fetch.requests.length],
          ['body-not-replayable', 'escalate', outcome, 1],
        );
      }
    });
  }

  test('is handed on as it is, without being kept in memory', async () => {
    const body = streamOf(['{}']);
    const { fetch, call } = client('connectpsp', [ok]);
    await call(cashOut, { method: 'POST', body, duplex: 'half' });
    assert.equal(fetch.requests[0].body, body);
    assert.equal(fetch.requests[0].duplex, 'half');
  });

  test('arrives over a real connection, without duplex being said', async (t) => {
    let received;
    const url = await serve(t, async (request, answer) => {
      received = Buffer.concat(await request.toArray()).toString();
      answer.end();
    });
    const body = streamOf(['{"amount"', ':1}']);
    await createFetch({ api: 'connectpsp' })(url, { method: 'POST', body });
    assert.equal(received, '{"amount":1}');
  });

  test('is not sent again for a new token, and none is fetched', async () => {
    let refreshes = 0;
    const auth = { token: () => 'old', refresh: () => `new ${++refreshes}` };
    const { fetch, call } = client('connectpsp', [refuse('TOKEN_EXPIRED', 401), ok], { auth });
    const init = { method: 'POST', body: streamOf(['{}']), duplex: 'half' };
    const error = await rejection(call(cashOut, init));
    assert.deepEqual(
      [error.gaveUp, error.outcome, fetch.requests.length, refreshes],
      ['body-not-replayable', 'not-executed', 1, 0],
    );
  });
});

describe('a Request', () => {
  test('that was used is a TypeError, before anything is sent', async () => {
    const { fetch, call } = client('connectpsp', [ok]);
    const request = new Request(cashOut, post);
    await request.text();
    assert.equal((await rejection(call(request))).constructor, TypeError);
    assert.equal(fetch.requests.length, 0);
  });

  test('is used by the call, as by fetch', async () => {
    const { call } = client('connectpsp', [ok]);
    const request = new Request(cashOut, post);
    await call(request);
    assert.ok(request.bodyUsed);
    assert.equal((await rejection(call(request))).constructor, TypeError);
  });

  test('whose body never ends is given up at the deadline, unsent', async () => {
    const { fetch, call } = client('connectpsp', [ok], { deadlineMs: 30 });
    const body = new ReadableStream({ pull: () => new Promise(() => {}) });
    const request = new Request(cashOut, { method: 'POST', body, duplex: 'half' });
    assert.equal((await rejection(call(request))).name, 'TimeoutError');
    assert.equal(fetch.requests.length, 0);
  });

  test('keeps what it says beside its body', async () => {
    const { fetch, call } = client('connectpsp', [ok]);
    await call(new Request(cashOut, { credentials: 'omit', cache: 'no-store', keepalive: true }), {
      headers: { 'x-mine': '1' },
      dispatcher: 'mine',
    });
    const [{ credentials, cache, keepalive, dispatcher, headers }] = fetch.requests;
    assert.deepEqual(
      [credentials, cache, keepalive, dispatcher, headers.get('x-mine')],
      ['omit', 'no-store', true, 'mine', '1'],
    );
  });

  test('may be an address, as text or as a URL, with init null', async () => {
    const { fetch, call } = client('connectpsp', [ok]);
    await call(cashOut, null);
    await call(new URL(cashOut));
    assert.deepEqual(
      fetch.requests.map(({ url, method }) => [url, method]),
      [
        [cashOut, 'GET'],
        [cashOut, 'GET'],
      ],
    );
  });

  test('that is none is a TypeError, before anything is sent', async () => {
    const { fetch, call } = client('connectpsp', [ok]);
    for (const [input, init] of [
      ['not an address', {}],
      ['https://me:secret@api.example/', {}],
      [cashOut, { method: 'GET', body: 'x' }],
      [cashOut, { method: 'no method' }],
      [cashOut, { headers: { 'no header': '1' } }],
    ]) {
      assert.equal((await rejection(call(input, init))).constructor, TypeError);
    }
    assert.equal(fetch.requests.length, 0);
  });
});
