import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFetch, isPspError } from 'psp-errors';
import { serve, streamOf } from '../streams.mjs';
import { answering, bare, CONNECTPSP, ok, rejection } from './support.mjs';

const post = {
  method: 'POST',
  body: '{"amount":1}',
  headers: { 'content-type': 'application/json' },
};
const auth = { token: () => 'abc', sign: () => 'signed', applicationToken: 'app' };
const credentials = [
  ...['authorization', 'applicationtoken', 'digitalsignature', 'x-secret-token'],
  ...['x-idempotency-key', 'cookie', 'proxy-authorization'],
];

/** A server that notes what it sees, and answers as `routes` say by path; JSON elsewhere. */
async function origin(t, routes = {}) {
  const seen = [];
  const url = await serve(t, async (request, answer) => {
    const body = Buffer.concat(await request.toArray()).toString();
    seen.push({ method: request.method, path: request.url, headers: request.headers, body });
    const [status, location] = routes[request.url] ?? [200];
    const headers = location === undefined ? {} : { location };
    answer.writeHead(status, { 'content-type': 'application/json', ...headers });
    answer.end('{"id":1}');
  });
  return { seen, url };
}
const shape = ({ seen }) => seen.map(({ method, path, body }) => [method, path, body]);
const call = createFetch({ api: 'connectpsp', auth });

describe('a redirect within one origin', () => {
  for (const status of [307, 308]) {
    test(`with ${status} keeps the method, the body and the credentials`, async (t) => {
      const api = await origin(t, { '/cash-out': [status, '/v2/cash-out?a=1'] });
      const response = await call(`${api.url}cash-out`, post);
      assert.deepEqual(await response.json(), { id: 1 });
      assert.deepEqual(shape(api), [
        ['POST', '/cash-out', post.body],
        ['POST', '/v2/cash-out?a=1', post.body],
      ]);
      const [first, second] = api.seen.map(({ headers }) => headers);
      for (const name of [
        'authorization',
        'applicationtoken',
        'digitalsignature',
        'content-type',
      ]) {
        assert.equal(second[name], first[name]);
      }
      assert.match(second['x-idempotency-key'], /^[0-9a-f-]{36}$/);
      assert.equal(second['x-idempotency-key'], first['x-idempotency-key']);
    });
  }

  for (const status of [301, 302, 303]) {
    test(`with ${status} of a POST is reported: what a GET answers says nothing of a payment`, async (t) => {
      const api = await origin(t, { '/cash-out': [status, '/cash-out/1'] });
      const error = await rejection(call(`${api.url}cash-out`, post));
      assert.ok(isPspError(error, `HTTP_${status}`));
      assert.deepEqual([error.remedy, error.gaveUp, error.attempts], ['follow-redirect', null, 1]);
      assert.equal(error.response.headers.get('location'), '/cash-out/1');
      assert.deepEqual(shape(api), [['POST', '/cash-out', post.body]]);
    });

    test(`with ${status} leaves GET and HEAD what they are`, async (t) => {
      for (const method of ['GET', 'HEAD']) {
        const api = await origin(t, { '/a': [status, '/b'] });
        await call(`${api.url}a`, { method });
        assert.deepEqual(shape(api), [
          [method, '/a', ''],
          [method, '/b', ''],
        ]);
      }
    });
  }

  for (const status of [301, 302, 307, 308]) {
    test(`with ${status} leaves a DELETE what it is, as fetch does`, async (t) => {
      for (const fetch of [call, globalThis.fetch]) {
        const api = await origin(t, { '/a': [status, '/b'] });
        await fetch(`${api.url}a`, { method: 'DELETE' });
        assert.deepEqual(shape(api), [
          ['DELETE', '/a', ''],
          ['DELETE', '/b', ''],
        ]);
      }
    });
  }

  test('with 303 of a DELETE or PUT, which would become a GET, is reported', async (t) => {
    for (const method of ['DELETE', 'PUT']) {
      const api = await origin(t, { '/a': [303, '/b'] });
      const error = await rejection(call(`${api.url}a`, { method }));
      assert.deepEqual([error.status, error.remedy], [303, 'follow-redirect']);
      assert.deepEqual(shape(api), [[method, '/a', '']]);
    }
  });

  test('that goes on is followed, relative to where it has led so far', async (t) => {
    const api = await origin(t, {
      '/a/1': [307, '../b/2'],
      '/b/2': [307, '3'],
      '/b/3': [307, '/c'],
    });
    await call(`${api.url}a/1`);
    assert.deepEqual(
      api.seen.map(({ path }) => path),
      ['/a/1', '/b/2', '/b/3', '/c'],
    );
  });

  test('that never ends is given up after ten, and not retried', async (t) => {
    const api = await origin(t, { '/': [307, '/'] });
    const error = await rejection(call(api.url));
    assert.ok(isPspError(error, 'HTTP_307'));
    assert.deepEqual(
      [error.remedy, error.gaveUp, error.attempts, api.seen.length],
      ['follow-redirect', null, 11, 11],
    );
  });

  test('to an error ends in that error', async (t) => {
    const api = await origin(t, { '/a': [307, '/b'], '/b': [404] });
    const error = await rejection(call(`${api.url}a`, post));
    assert.deepEqual([error.status, error.outcome, error.attempts], [404, 'not-executed', 2]);
  });

  test('with a stream is reported: the body is gone', async (t) => {
    const api = await origin(t, { '/a': [307, '/b'] });
    const init = { method: 'POST', body: streamOf(['{}']), duplex: 'half' };
    const error = await rejection(call(`${api.url}a`, init));
    assert.deepEqual([error.status, error.remedy, api.seen.length], [307, 'follow-redirect', 1]);
  });

  test('frees the answer that redirected', async () => {
    let isCancelled = false;
    const redirect = () => {
      const body = new ReadableStream({
        cancel: () => {
          isCancelled = true;
        },
      });
      return new Response(body, { status: 307, headers: { location: '/b' } });
    };
    await createFetch({ api: 'connectpsp', fetch: answering(redirect, ok) })(CONNECTPSP);
    assert.ok(isCancelled);
  });
});

describe('a redirect to another origin', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    test(`with ${status} of a GET is followed without any credential`, async (t) => {
      const other = await origin(t);
      const api = await origin(t, { '/a': [status, `${other.url}b`] });
      const headers = Object.fromEntries(credentials.map((name) => [name, 'secret']));
      await call(`${api.url}a`, { headers: { ...headers, 'x-mine': '1' } });
      const [{ headers: first }] = api.seen;
      const [{ headers: second, method, path }] = other.seen;
      assert.deepEqual([method, path, second['x-mine']], ['GET', '/b', '1']);
      for (const name of credentials) {
        assert.equal(first[name], 'secret', name);
        assert.equal(second[name], undefined, name);
      }
      assert.doesNotMatch(JSON.stringify(other.seen), /secret"|abc|signed/);
    });

    test(`with ${status} of a POST is reported, not followed`, async (t) => {
      const other = await origin(t);
      const api = await origin(t, { '/cash-out': [status, `${other.url}pay`] });
      const error = await rejection(call(`${api.url}cash-out`, post));
      assert.ok(isPspError(error));
      assert.deepEqual(
        [error.status, error.remedy, error.outcome, error.gaveUp, error.attempts],
        [status, 'follow-redirect', 'not-executed', null, 1],
      );
      assert.equal(error.response.headers.get('location'), `${other.url}pay`);
      assert.deepEqual([api.seen.length, other.seen.length], [1, 0]);
    });
  }

  test('does not give the credentials back on the way home', async (t) => {
    const routes = {};
    const api = await origin(t, routes);
    const other = await origin(t, { '/b': [307, `${api.url}c`] });
    routes['/a'] = [307, `${other.url}b`];
    await call(`${api.url}a`);
    const [first, last] = api.seen;
    assert.equal(first.headers.authorization, 'Bearer abc');
    assert.deepEqual([last.path, last.headers.authorization], ['/c', undefined]);
  });

  test('is told to the handler for redirects', async (t) => {
    const other = await origin(t);
    const api = await origin(t, { '/': [303, `${other.url}consent`] });
    const result = await call(api.url, {
      ...post,
      psp: { on: { redirect: (redirect, error) => [redirect, error.code] } },
    });
    assert.deepEqual(result, [{ location: `${other.url}consent`, status: 303 }, 'HTTP_303']);
  });

  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    test(`of a ${method} is not followed either`, async (t) => {
      const other = await origin(t);
      const api = await origin(t, { '/': [307, other.url] });
      assert.equal((await rejection(call(api.url, { method }))).status, 307);
      assert.equal(other.seen.length, 0);
    });
  }
});

describe('a redirect that leads nowhere', () => {
  for (const [title, location] of [
    ['has no Location', undefined],
    ['has one that is no address', 'http://'],
    ['leads out of HTTP', 'data:application/json,{}'],
    ['leads to a script', 'javascript:alert(1)'],
    ['leads to a file', 'file:///etc/passwd'],
    ['carries a password', 'https://me:secret@api.connectpsp.com/'],
  ]) {
    test(`is reported: it ${title}`, async () => {
      const fetch = answering(bare(302, location === undefined ? {} : { location }));
      const error = await rejection(createFetch({ api: 'connectpsp', fetch })(CONNECTPSP));
      assert.ok(isPspError(error, 'HTTP_302'));
      assert.deepEqual([error.remedy, fetch.requests.length], ['follow-redirect', 1]);
    });
  }

  test('is reported for 300, 304 and 306, which are none to follow', async () => {
    for (const status of [300, 304, 306]) {
      const fetch = answering(bare(status, { location: '/b' }));
      const error = await rejection(createFetch({ api: 'connectpsp', fetch })(CONNECTPSP));
      assert.deepEqual([error.status, fetch.requests.length], [status, 1]);
    }
  });
});

describe('what init.redirect asks for', () => {
  for (const redirect of ['manual', 'error']) {
    test(`'${redirect}' follows nothing, and rejects with the redirect, once`, async (t) => {
      const api = await origin(t, { '/a': [302, '/b'] });
      for (const [input, init] of [
        [`${api.url}a`, { redirect }],
        [new Request(`${api.url}a`, { redirect }), undefined],
        [`${api.url}a`, { ...post, redirect }],
      ]) {
        api.seen.length = 0;
        const error = await rejection(call(input, init));
        assert.ok(isPspError(error, 'HTTP_302'));
        assert.deepEqual(
          [error.remedy, error.outcome, error.gaveUp, api.seen.length],
          ['follow-redirect', 'not-executed', null, 1],
        );
        assert.equal(error.response.headers.get('location'), '/b');
      }
    });
  }

  test("'follow' is the default, and can be said", async (t) => {
    const api = await origin(t, { '/a': [302, '/b'] });
    assert.equal((await call(`${api.url}a`, { redirect: 'follow' })).status, 200);
    assert.equal((await call(new Request(`${api.url}a`))).status, 200);
  });

  test('a redirect that a browser hides is reported, too', async () => {
    const opaque = () => ({
      type: 'opaqueredirect',
      ok: false,
      status: 0,
      headers: new Headers(),
      body: null,
      text: async () => '',
      clone: opaque,
    });
    const on = { redirect: (redirect) => redirect };
    const hidden = createFetch({ api: 'connectpsp', fetch: answering(opaque), on });
    assert.deepEqual(await hidden(CONNECTPSP), { location: null, status: 300 });
  });
});
