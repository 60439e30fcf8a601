import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { createFetch, digitalSignature, isPspError } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import { cashOutBody } from '../sandbox/bodies.mjs';
import { serve } from '../streams.mjs';
import {
  answering,
  bare,
  CONNECTPSP,
  CONNXT,
  ignoreEverything,
  lose,
  noUnhandledRejection,
  ok,
  refuse,
  rejection,
  told,
} from './support.mjs';

const at = `${CONNECTPSP}/cash-out/1`;
const cashOut = `${CONNECTPSP}/cash-out`;
const post = { method: 'POST', body: '{"amount":1}' };
const retry = { baseMs: 0 };
const expired = refuse('TOKEN_EXPIRED', 401);
const wrongSignature = refuse('INVALID_SIGNATURE', 422);
/** Lets in who has one of these tokens. */
const onlyFor =
  (...tokens) =>
  (_url, { headers }) =>
    tokens.includes(headers.get('authorization')?.replace('Bearer ', '')) ? ok() : expired();

const client = (answers, options) => {
  const fetch = answering(...answers);
  return { fetch, call: createFetch({ api: 'connectpsp', fetch, retry, ...options }) };
};
const sent = ({ requests }, name) => requests.map(({ headers }) => headers.get(name));

describe('the headers that prove who is calling', () => {
  test('are Authorization, ApplicationToken and DigitalSignature for ConnectPSP', async () => {
    const auth = { token: () => 'abc', applicationToken: 'app', sign: () => 'signed' };
    const { fetch, call } = client([ok], { auth });
    await call(cashOut, post);
    const [{ headers }] = fetch.requests;
    assert.deepEqual(
      [
        ...['authorization', 'applicationtoken', 'digitalsignature', 'x-secret-token'].map((name) =>
          headers.get(name),
        ),
      ],
      ['Bearer abc', 'app', 'signed', null],
    );
  });

  test('is X-SECRET-TOKEN, and nothing else, for Connxt', async () => {
    const auth = { token: () => 'abc', applicationToken: 'app', sign: () => 'signed' };
    const { fetch, call } = client([ok], { api: 'connxt', auth });
    await call(CONNXT, post);
    const [{ headers }] = fetch.requests;
    assert.equal(headers.get('x-secret-token'), 'abc');
    for (const name of ['authorization', 'applicationtoken', 'digitalsignature']) {
      assert.equal(headers.get(name), null, name);
    }
  });

  test('are not signed for GET and HEAD', async () => {
    const signs = [];
    const auth = { token: () => 'abc', sign: (token) => signs.push(token) };
    const { fetch, call } = client([ok], { auth });
    await call(at);
    await call(at, { method: 'HEAD' });
    assert.deepEqual([signs, sent(fetch, 'digitalsignature')], [[], [null, null]]);
  });

  test('do not hold an empty signature', async () => {
    const auth = { token: () => 'abc', sign: async () => '' };
    const { fetch, call } = client([ok], { auth });
    await call(cashOut, post);
    assert.deepEqual(sent(fetch, 'digitalsignature'), [null]);
  });

  test("are left alone where they are the caller's", async () => {
    const auth = { token: () => 'abc', applicationToken: 'app', sign: () => 'signed' };
    const own = { authorization: 'Basic x', applicationToken: 'own', digitalSignature: 'mine' };
    const { fetch, call } = client([ok], { auth });
    await call(cashOut, { ...post, headers: own });
    const [{ headers }] = fetch.requests;
    for (const [name, value] of Object.entries(own)) assert.equal(headers.get(name), value);
    const connxt = client([ok], { api: 'connxt', auth });
    await connxt.call(CONNXT, { headers: { 'x-secret-token': 'own' } });
    assert.deepEqual(sent(connxt.fetch, 'x-secret-token'), ['own']);
  });

  test("are not renewed where they are the caller's: it was not our token that was refused", async () => {
    const refresh = told();
    const auth = { token: () => 'abc', refresh, sign: () => 'signed' };
    for (const [api, answer, headers] of [
      ['connectpsp', expired, { Authorization: 'Bearer own' }],
      ['connectpsp', wrongSignature, { DigitalSignature: 'mine' }],
      ['connxt', refuse('4002', 401), { 'X-SECRET-TOKEN': 'own' }],
    ]) {
      const { fetch, call } = client([answer], { api, auth });
      const error = await rejection(call(cashOut, { ...post, headers }));
      assert.deepEqual([error.action, error.gaveUp], ['re-auth', null]);
      assert.equal(fetch.requests.length, 1);
    }
    assert.deepEqual(refresh.events, []);
  });

  test('are asked for again on every attempt', async () => {
    let number = 0;
    const auth = { token: async () => `token ${++number}` };
    const { fetch, call } = client([lose, lose, ok], { auth });
    await call(at);
    assert.deepEqual(sent(fetch, 'authorization'), [
      ...['Bearer token 1', 'Bearer token 2', 'Bearer token 3'],
    ]);
  });

  test('can be methods of an object with a life of its own', async () => {
    class Session {
      #token = 'old';
      other = 'member';
      token() {
        return this.#token;
      }
      refresh() {
        this.#token = 'new';
        return this.#token;
      }
      sign(token) {
        return `${this.#token}/${token}`;
      }
    }
    const { fetch, call } = client([expired, ok], { auth: new Session() });
    await call(cashOut, post);
    assert.deepEqual(sent(fetch, 'digitalsignature'), ['old/old', 'new/new']);
  });
});

describe('sign', () => {
  test('is given the token, and the request with its body and headers', async () => {
    const calls = [];
    const sign = async (token, request) => {
      const { url, method, headers } = request;
      calls.push({ token, url, method, headers, body: await request.text() });
      return 'signed';
    };
    const auth = { token: () => 'abc', applicationToken: 'app', sign };
    const { fetch, call } = client([lose, ok], { auth });
    await call(cashOut, { ...post, headers: { 'x-mine': '1' } });
    assert.equal(calls.length, 2);
    for (const { token, url, method, headers, body } of calls) {
      assert.deepEqual([token, url, method, body], ['abc', cashOut, 'POST', post.body]);
      assert.equal(headers.get('authorization'), 'Bearer abc');
      assert.equal(headers.get('applicationtoken'), 'app');
      assert.equal(headers.get('x-mine'), '1');
      assert.match(headers.get('x-idempotency-key'), /^[0-9a-f-]{36}$/);
    }
    assert.deepEqual(
      fetch.requests.map(({ body }) => body),
      [post.body, post.body],
    );
  });

  test('is called with the new token after a refresh', async () => {
    const sign = (token) => createHmac('sha256', 'key').update(token).digest('hex');
    const auth = { token: () => 'old', refresh: () => 'new', sign };
    const { fetch, call } = client([expired, ok], { auth });
    await call(cashOut, post);
    assert.deepEqual(sent(fetch, 'digitalsignature'), [sign('old'), sign('new')]);
  });

  test('is called once more for a signature that was refused', async () => {
    let number = 0;
    const refresh = told();
    const auth = { token: () => 'abc', refresh, sign: () => `signature ${++number}` };
    const { fetch, call } = client([wrongSignature, ok], { auth });
    assert.equal((await call(cashOut, post)).status, 200);
    assert.deepEqual(sent(fetch, 'digitalsignature'), ['signature 1', 'signature 2']);
    assert.deepEqual(refresh.events, []);
  });

  test('whose second signature is refused ends in reauth-failed', async () => {
    const auth = { token: () => 'abc', sign: () => 'signed' };
    const { fetch, call } = client([wrongSignature], { auth });
    const error = await rejection(call(cashOut, post));
    assert.deepEqual(
      [error.code, error.gaveUp, error.action, error.outcome, fetch.requests.length],
      ['INVALID_SIGNATURE', 'reauth-failed', 'escalate', 'not-executed', 2],
    );
  });

  test('is not there: the error is a plain one', async () => {
    const { fetch, call } = client([wrongSignature], { auth: { token: () => 'abc' } });
    const error = await rejection(call(cashOut, post));
    assert.deepEqual([error.action, error.gaveUp, fetch.requests.length], ['re-auth', null, 1]);
  });
});

describe('a token that was refused', () => {
  test('is refreshed, and the request is sent again at once, outside the attempts', async () => {
    const onRetry = told();
    const auth = { token: () => 'old', refresh: (rejected) => `after ${rejected}` };
    const { fetch, call } = client([lose, expired, lose, ok], { auth, onRetry });
    assert.equal((await call(at)).status, 200);
    assert.deepEqual(sent(fetch, 'authorization'), [
      ...['Bearer old', 'Bearer old', 'Bearer after old', 'Bearer after old'],
    ]);
    const [, renewal] = onRetry.events;
    assert.deepEqual([renewal.error.code, renewal.delayMs], ['TOKEN_EXPIRED', 0]);
  });

  test('is replaced from then on, though token() goes on giving it', async () => {
    let refreshes = 0;
    const auth = { token: () => 'old', refresh: () => `new ${++refreshes}` };
    const { fetch, call } = client([onlyFor('new 1')], { auth });
    for (let number = 0; number < 3; number++) await call(at);
    assert.deepEqual([refreshes, fetch.requests.length], [1, 4]);
  });

  test('is not replaced where token() gives a newer one', async () => {
    let token = 'old';
    const auth = { token: () => token, refresh: () => 'refreshed' };
    const { fetch, call } = client([onlyFor('refreshed', 'newer')], { auth });
    await call(at);
    token = 'newer';
    await call(at);
    assert.equal(sent(fetch, 'authorization').at(-1), 'Bearer newer');
  });

  test('is refreshed for Connxt, too', async () => {
    const auth = { token: () => 'old', refresh: () => 'new' };
    const { fetch, call } = client([refuse('4002', 401), ok], { api: 'connxt', auth });
    await call(CONNXT, post);
    assert.deepEqual(sent(fetch, 'x-secret-token'), ['old', 'new']);
  });

  test('can be the empty one that a program starts with', async () => {
    let token = '';
    const refresh = () => {
      token = 'first';
      return token;
    };
    const { fetch, call } = client([onlyFor('first')], { auth: { token: () => token, refresh } });
    assert.equal((await call(at)).status, 200);
    assert.equal(fetch.requests.length, 2);
  });

  test('is refused with any 401 that has no code of ours', async () => {
    const auth = { token: () => 'old', refresh: () => 'new' };
    const { fetch, call } = client([bare(401), ok], { auth });
    await call(at);
    assert.equal(fetch.requests.length, 2);
  });

  test('is not refreshed for wrong credentials, which no refresh mends', async () => {
    for (const code of ['INVALID_CREDENTIALS', 'INVALID_APPLICATION_TOKEN']) {
      const refresh = told();
      const auth = { token: () => 'old', refresh, sign: () => 'signed' };
      const { fetch, call } = client([refuse(code, 401)], { auth });
      const error = await rejection(call(cashOut, post));
      assert.deepEqual(
        [error.code, error.remedy, error.gaveUp, fetch.requests.length, refresh.events],
        [code, 'replace-credentials', null, 1, []],
      );
    }
  });

  test('is not refreshed with retry: false', async () => {
    const refresh = told();
    const auth = { token: () => 'old', refresh, sign: () => 'signed' };
    for (const answer of [expired, wrongSignature]) {
      const { fetch, call } = client([answer], { auth, retry: false });
      const error = await rejection(call(cashOut, post));
      assert.deepEqual([error.action, error.gaveUp, error.attempts], ['re-auth', null, 1]);
      assert.deepEqual([fetch.requests.length, refresh.events], [1, []]);
    }
  });

  test('is a plain error where there is no auth, or no refresh', async () => {
    for (const auth of [undefined, { token: () => 'old' }]) {
      const { fetch, call } = client([expired], { auth });
      const error = await rejection(call(at));
      assert.ok(isPspError(error, 'TOKEN_EXPIRED'));
      assert.deepEqual(
        [error.action, error.remedy, error.gaveUp, fetch.requests.length],
        ['re-auth', 'refresh-token', null, 1],
      );
    }
  });
});

describe('calls that are refused together', () => {
  const MANY = 100;
  const sandboxClient = (sandbox, options) => {
    let token = 'expired long ago';
    let refreshes = 0;
    const { clientId, clientSecret, applicationToken, cryptoToken } = sandbox.credentials;
    const auth = {
      applicationToken,
      token: () => token,
      sign: (current) => digitalSignature(current, cryptoToken),
      refresh: async () => {
        refreshes += 1;
        const response = await sandbox.fetch('/auth/token', {
          method: 'POST',
          body: JSON.stringify({ clientId, clientSecret }),
        });
        token = (await response.json()).accessToken;
        return token;
      },
    };
    const call = createFetch({ api: 'connectpsp', auth, fetch: sandbox.fetch, ...options });
    return { call, auth, refreshes: () => refreshes };
  };
  const pay = (call, number) =>
    call(cashOut, {
      method: 'POST',
      body: JSON.stringify(cashOutBody({ amount: 1, externalReference: `invoice-${number}` })),
    });

  test('are one refresh and 100 successes', async () => {
    const sandbox = createSandbox();
    const { call, refreshes } = sandboxClient(sandbox);
    const responses = await Promise.all(Array.from({ length: MANY }, (_, i) => pay(call, i)));
    assert.deepEqual(
      responses.map(({ status }) => status),
      Array(MANY).fill(202),
    );
    assert.equal(refreshes(), 1);
    assert.equal(sandbox.state.cashOuts.length, MANY);
    assert.equal(sandbox.state.requests.length, 2 * MANY + 1);
  });

  test('are one refresh even if token() never gives the new one', async () => {
    const sandbox = createSandbox();
    const client = sandboxClient(sandbox);
    client.auth.token = () => 'expired long ago';
    const responses = await Promise.all(
      Array.from({ length: MANY }, (_, i) => pay(client.call, i)),
    );
    assert.ok(responses.every(({ ok }) => ok));
    assert.equal(client.refreshes(), 1);
  });

  test('late ones do not refresh again: the token has changed meanwhile', async () => {
    let release;
    const late = new Promise((resolve) => {
      release = resolve;
    });
    let refreshes = 0;
    const auth = { token: () => 'old', refresh: () => `new ${++refreshes}` };
    let requests = 0;
    const fetch = async (_url, { headers }) => {
      const isLate = ++requests === 1;
      if (isLate) await late;
      return headers.get('authorization') === 'Bearer new 1' ? ok() : expired();
    };
    const call = createFetch({ api: 'connectpsp', auth, fetch });
    const first = call(at);
    await call(at);
    release();
    assert.equal((await first).status, 200);
    assert.equal(refreshes, 1);
  });

  test('wait for the refresh though one of them is aborted', async (t) => {
    noUnhandledRejection(t);
    let refreshes = 0;
    let finish;
    const refresh = () => {
      refreshes += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    const { call } = client([onlyFor('new')], { auth: { token: () => 'old', refresh } });
    const aborter = new AbortController();
    const aborted = rejection(call(at, { signal: aborter.signal }));
    const patient = call(at);
    await new Promise(setImmediate);
    aborter.abort();
    assert.equal((await aborted).name, 'AbortError');
    const later = call(at);
    await new Promise(setImmediate);
    finish('new');
    assert.deepEqual([(await patient).status, (await later).status, refreshes], [200, 200, 1]);
  });

  test('share a refresh by their auth, and not with another', async () => {
    let refreshes = 0;
    const make = () => ({ token: () => 'old', refresh: async () => `new ${++refreshes}` });
    const mine = make();
    const { call } = client([onlyFor('new 1', 'new 2')], { auth: mine });
    const another = make();
    await Promise.all([
      call(at),
      call(at, { psp: { auth: another } }),
      call(at, { psp: { auth: mine } }),
    ]);
    assert.equal(refreshes, 2);
  });

  for (const [title, refresh, isCause] of [
    [
      'throws',
      () => {
        throw new Error('no vault');
      },
      (cause) => cause.message === 'no vault',
    ],
    [
      'rejects',
      async () => {
        throw new Error('no vault');
      },
      (cause) => cause.message === 'no vault',
    ],
    ['gives the same token', (rejected) => rejected, (cause) => /was refused/.test(cause.message)],
    ['gives a dead token', () => 'dead', (cause) => cause === undefined],
    ['gives nothing', () => undefined, (cause) => cause instanceof TypeError],
    ['gives an empty text', () => '', (cause) => cause instanceof TypeError],
    ['gives no text', () => ({ accessToken: 'x' }), (cause) => cause instanceof TypeError],
    ['gives what no header can hold', () => 'se\ncret', (cause) => cause instanceof TypeError],
    ['never ends', ignoreEverything, (cause) => cause.name === 'TimeoutError'],
  ]) {
    test(`all end in reauth-failed if refresh ${title}: at most two requests each`, async (t) => {
      noUnhandledRejection(t);
      const sandbox = createSandbox();
      const { call, auth } = sandboxClient(
        sandbox,
        refresh === ignoreEverything ? { timeoutMs: 1500 } : {},
      );
      auth.refresh = t.mock.fn(refresh);
      const errors = await Promise.all(
        Array.from({ length: MANY }, (_, i) => rejection(pay(call, i))),
      );
      for (const error of errors) {
        assert.deepEqual(
          [error.gaveUp, error.code, error.action, error.outcome],
          ['reauth-failed', 'TOKEN_EXPIRED', 'escalate', 'not-executed'],
        );
        assert.ok(error.attempts <= 2);
        assert.ok(isCause(error.cause), String(error.cause));
        assert.doesNotMatch(String(error.cause), /se\ncret|se cret/);
      }
      assert.ok(sandbox.state.requests.length <= 2 * MANY);
      assert.equal(auth.refresh.mock.callCount(), 1);
    });
  }

  test('recover after a refresh that never ended', async () => {
    const hooks = [ignoreEverything, () => 'new'];
    const auth = { token: () => 'old', refresh: () => hooks.shift()() };
    const { call } = client([onlyFor('new')], { auth, timeoutMs: 200 });
    assert.equal((await rejection(call(at))).gaveUp, 'reauth-failed');
    assert.equal((await call(at)).status, 200);
  });

  test('keep the newer token if an older refresh ends after all', async () => {
    let endOlder;
    const hooks = [
      () =>
        new Promise((resolve) => {
          endOlder = resolve;
        }),
      () => 'newer',
    ];
    const auth = { token: () => 'old', refresh: () => hooks.shift()() };
    const { fetch, call } = client([onlyFor('newer')], { auth, timeoutMs: 200 });
    await rejection(call(at));
    await call(at);
    endOlder('older');
    await new Promise(setImmediate);
    const before = fetch.requests.length;
    await call(at);
    assert.equal(fetch.requests.length, before + 1);
  });
});

describe('a hook that fails', () => {
  test('before anything is sent: token() rejects the call with its own error', async () => {
    const broken = new Error('no vault');
    for (const auth of [
      {
        token: () => {
          throw broken;
        },
      },
      {
        token: async () => {
          throw broken;
        },
      },
      {
        token: () => 'abc',
        sign: () => {
          throw broken;
        },
      },
    ]) {
      const { fetch, call } = client([ok], { auth });
      assert.equal(await rejection(call(cashOut, post)), broken);
      assert.equal(fetch.requests.length, 0);
    }
  });

  test('after an attempt that may have been executed does not hide that', async () => {
    const broken = new Error('no vault');
    const failLater = (first) => {
      let number = 0;
      return () => {
        number += 1;
        if (number === 1) return first;
        throw broken;
      };
    };
    for (const auth of [
      { token: failLater('abc') },
      { token: () => 'abc', sign: failLater('signed') },
    ]) {
      const { call } = client([lose], { auth });
      const error = await rejection(call(cashOut, post));
      assert.deepEqual(
        [error.code, error.outcome, error.gaveUp, error.action, error.attempts],
        ['NETWORK_ERROR', 'unknown', 'reauth-failed', 'escalate', 1],
      );
      assert.equal(error.cause, broken);
    }
  });

  test('by never ending is given up with the attempt, unsent', async () => {
    for (const auth of [
      { token: ignoreEverything },
      { token: () => 'abc', sign: ignoreEverything },
    ]) {
      for (const limit of [{ timeoutMs: 20 }, { deadlineMs: 20 }]) {
        const { fetch, call } = client([ok], { auth, ...limit });
        const error = await rejection(call(cashOut, post));
        assert.deepEqual(
          [error.code, error.gaveUp, error.outcome, error.attempts, fetch.requests.length],
          ['TIMEOUT', 'reauth-failed', 'not-executed', 0, 0],
        );
      }
    }
  });

  test('by giving no text is a TypeError that says so, before anything is sent', async () => {
    for (const [value, got] of [
      [undefined, 'undefined'],
      [null, 'null'],
      [12_345_678, 'a number'],
      [{ secret: 12_345_678 }, 'an object'],
    ]) {
      const { fetch, call } = client([ok], { auth: { token: () => value } });
      const error = await rejection(call(at));
      assert.equal(error.constructor, TypeError);
      assert.match(error.message, new RegExp(`auth\\.token\\(\\).*${got}`));
      assert.doesNotMatch(error.message, /12345678/);
      assert.equal(fetch.requests.length, 0);
    }
  });

  test('by giving what no header can hold is a TypeError that does not show it', async () => {
    const secret = 'top\nsecret';
    for (const [api, name, auth] of [
      ['connectpsp', 'Authorization', { token: () => secret }],
      ['connectpsp', 'ApplicationToken', { token: () => 'abc', applicationToken: secret }],
      ['connectpsp', 'DigitalSignature', { token: () => 'abc', sign: () => secret }],
      ['connxt', 'X-SECRET-TOKEN', { token: () => secret }],
    ]) {
      const { fetch, call } = client([ok], { api, auth });
      const error = await rejection(call(cashOut, post));
      assert.equal(error.constructor, TypeError);
      assert.ok(error.message.includes(name));
      assert.doesNotMatch(`${error.stack} ${error.cause}`, /top\s*secret/);
      assert.equal(fetch.requests.length, 0);
    }
  });
});

test('a token is refreshed over a real connection', async (t) => {
  const seen = [];
  const url = await serve(t, (request, answer) => {
    seen.push(request.headers.authorization);
    answer.writeHead(seen.length === 1 ? 401 : 200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(seen.length === 1 ? { code: 'TOKEN_EXPIRED' } : { id: 1 }));
  });
  const auth = { token: () => 'old', refresh: () => 'new' };
  const response = await createFetch({ api: 'connectpsp', auth })(url);
  assert.deepEqual(await response.json(), { id: 1 });
  assert.deepEqual(seen, ['Bearer old', 'Bearer new']);
});
