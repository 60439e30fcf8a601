import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFetch, isPspError } from 'psp-errors';
import {
  answering,
  bare,
  CONNECTPSP,
  CONNXT,
  hang,
  lose,
  networkError,
  noUnhandledRejection,
  ok,
  refuse,
  rejection,
  told,
} from './support.mjs';

const at = `${CONNECTPSP}/cash-out`;
const post = { method: 'POST', body: '{"amount":1}' };
const retry = { baseMs: 0 };
const secret = 'sk_live_5up3r53cr3t';
const token = () => 'abc';

/** Options that are wrong: which one, its value, and what the message must say that it takes. */
const wrong = [
  ...[secret, 1, null, [], true].map((value) => ['auth', value, /object/]),
  ['auth', { token: secret }, /function token/],
  ['auth', { refresh: token }, /function token/],
  ['auth.refresh', { token, refresh: secret }, /a function/],
  ['auth.sign', { token, sign: secret }, /a function/],
  ['auth.applicationToken', { token, applicationToken: [secret] }, /a string/],
  ...[secret, {}, null].map((value) => ['fetch', value, /a function/]),
  ...[true, secret, 3, null].map((value) => ['retry', value, /false or an object/]),
  ...[0, -1, 1.5, '3', Number.NaN, Number.POSITIVE_INFINITY, null].map((attempts) => [
    ...['retry.attempts', { attempts }, /a whole number, 1 or more/],
  ]),
  ...['baseMs', 'capMs', 'maxRetryAfterMs'].flatMap((name) =>
    [-1, '1', Number.NaN, null].map((value) => [
      ...[`retry.${name}`, { [name]: value }, /milliseconds, 0 or more/],
    ]),
  ),
  ...[true, 0, 'false'].map((budget) => ['retry.budget', { budget }, /false/]),
  ...['timeoutMs', 'deadlineMs'].flatMap((name) =>
    [0, -1, '1000', Number.NaN, null].map((value) => [name, value, /milliseconds, 1 or more/]),
  ),
  ...[1, 'true', null].map((value) => ['idempotent', value, /true or false/]),
  ...[secret, 1, null].map((value) => ['on', value, /object of handlers/]),
  ['on', { NOT_FOUND: secret }, /NOT_FOUND/],
  ...['onRetry', 'onGiveUp', 'onError', 'onEnd', 'onUnknownCode'].flatMap((name) =>
    [secret, null, {}].map((value) => [name, value, /a function/]),
  ),
];
const unknown = [
  ['retries', { retries: 3 }],
  ['timeout', { timeout: 3 }],
  ['psp', { psp: {} }],
  ['retry.limit', { retry: { limit: 3 } }],
  ['retry.deadlineMs', { retry: { deadlineMs: 3 } }],
];

function isAboutOption(name, takes) {
  return (error) => {
    assert.equal(error.constructor, TypeError);
    const [first] = name.split('.');
    assert.ok(error.message.includes(first), error.message);
    assert.match(error.message, takes);
    assert.doesNotMatch(error.message, new RegExp(secret));
    return true;
  };
}

describe('an option of the wrong type', () => {
  for (const [name, value, takes] of wrong) {
    const shown = typeof value === 'string' ? 'a text' : JSON.stringify(value);
    const options = { [name.split('.')[0]]: value };

    test(`is a TypeError at once: ${name} ${shown}`, () => {
      assert.throws(() => createFetch({ api: 'connxt', ...options }), isAboutOption(name, takes));
    });

    test(`is a TypeError in init.psp, and nothing is sent: ${name} ${shown}`, async () => {
      const fetch = answering(ok);
      const call = createFetch({ api: 'connxt', fetch });
      await assert.rejects(call(CONNXT, { psp: options }), isAboutOption(name, takes));
      assert.equal(fetch.requests.length, 0);
    });
  }

  test('is a TypeError where it is no object at all', async () => {
    for (const options of [undefined, null, secret, 1, () => {}]) {
      assert.throws(() => createFetch(options), {
        name: 'TypeError',
        message: /object of options/,
      });
    }
    const fetch = answering(ok);
    const call = createFetch({ api: 'connxt', fetch });
    for (const psp of [null, secret, 1, false]) {
      await assert.rejects(call(CONNXT, { psp }), isAboutOption('psp', /object of options/));
    }
    assert.equal(fetch.requests.length, 0);
  });
});

describe('the option api', () => {
  test('is needed', () => {
    assert.throws(() => createFetch({}), { name: 'TypeError', message: /api.*'connxt' or 'conn/ });
  });

  test('is one of two', () => {
    for (const api of ['unknown', 'Connxt', '', null, 1]) {
      assert.throws(() => createFetch({ api }), isAboutOption('api', /'connxt' or 'connectpsp'/));
    }
  });

  test('cannot be said for one call', async () => {
    const fetch = answering(ok);
    const call = createFetch({ api: 'connxt', fetch });
    const error = await rejection(call(CONNXT, { psp: { api: 'connectpsp' } }));
    assert.match(error.message, /no option api/);
    assert.equal(fetch.requests.length, 0);
  });
});

describe('an option that there is none of', () => {
  for (const [name, options] of unknown) {
    test(`is a TypeError that lists those there are: ${name}`, async () => {
      const isAbout = (error) => {
        assert.equal(error.constructor, TypeError);
        assert.ok(error.message.includes(`no option ${name}`), error.message);
        assert.match(error.message, /attempts|timeoutMs/);
        return true;
      };
      assert.throws(() => createFetch({ api: 'connxt', ...options }), isAbout);
      const fetch = answering(ok);
      const call = createFetch({ api: 'connxt', fetch });
      await assert.rejects(call(CONNXT, { psp: options }), isAbout);
      assert.equal(fetch.requests.length, 0);
    });
  }
});

describe('options that are fine', () => {
  test('may be undefined, all of them', async () => {
    const nothing = {
      ...{ auth: undefined, fetch: undefined, retry: undefined, timeoutMs: undefined },
      ...{ deadlineMs: undefined, idempotent: undefined, on: undefined, onRetry: undefined },
      ...{ onGiveUp: undefined, onError: undefined, onEnd: undefined, onUnknownCode: undefined },
    };
    const call = createFetch({ api: 'connxt', ...nothing, fetch: answering(ok) });
    assert.equal((await call(CONNXT, { psp: nothing })).status, 200);
  });

  test('may be without an end', async () => {
    const never = Number.POSITIVE_INFINITY;
    const fetch = answering(bare(503), ok);
    const call = createFetch({
      api: 'connxt',
      fetch,
      timeoutMs: never,
      deadlineMs: never,
      retry: { baseMs: 0, capMs: never, maxRetryAfterMs: never },
    });
    assert.equal((await call(CONNXT)).status, 200);
  });

  test('are those at the time of createFetch, whatever becomes of the object', async () => {
    const options = { api: 'connxt', fetch: answering(bare(503)), retry: false };
    const call = createFetch(options);
    options.retry = retry;
    const error = await rejection(call(CONNXT));
    assert.equal(error.attempts, 1);
  });
});

describe('init.psp', () => {
  test('replaces each option for one call', async () => {
    const standing = answering(bare(503));
    const call = createFetch({ api: 'connectpsp', fetch: standing, retry, auth: { token } });
    const fetch = answering(lose, lose, lose, lose, ok);
    const onRetry = told();
    const psp = { fetch, onRetry, retry: { ...retry, attempts: 5 }, auth: { token: () => 'own' } };
    assert.equal((await call(at, { ...post, psp })).status, 200);
    assert.equal(standing.requests.length, 0);
    assert.equal(onRetry.events.length, 4);
    assert.equal(fetch.requests[0].headers.get('authorization'), 'Bearer own');
    const late = await rejection(
      call(at, { psp: { fetch: answering(hang), timeoutMs: 10, retry: false } }),
    );
    assert.equal(late.code, 'TIMEOUT');
    const error = await rejection(call(at));
    assert.deepEqual([error.attempts, standing.requests.length], [3, 3]);
  });

  test('is not handed on to fetch', async () => {
    const fetch = answering(ok);
    await createFetch({ api: 'connectpsp', fetch })(at, {
      psp: { retry: false },
      cache: 'no-store',
    });
    assert.deepEqual(
      [fetch.requests[0].cache, Object.hasOwn(fetch.requests[0], 'psp')],
      ['no-store', false],
    );
  });
});

describe('handlers in on', () => {
  const call = (answer, on, more) =>
    createFetch({ api: 'connectpsp', fetch: answering(answer), retry, on, ...more })(at, post);

  test('give the result in place of a response', async () => {
    const on = { INSUFFICIENT_FUNDS: (error) => ({ refused: error.code }) };
    assert.deepEqual(await call(refuse('INSUFFICIENT_FUNDS', 422), on), {
      refused: 'INSUFFICIENT_FUNDS',
    });
  });

  test('are found by code, then remedy, then action, then default', async () => {
    const refusal = refuse('INSUFFICIENT_FUNDS', 422);
    const all = {
      INSUFFICIENT_FUNDS: () => 'code',
      'add-funds': () => 'remedy',
      escalate: () => 'action',
      default: () => 'default',
    };
    for (const name of Object.keys(all)) {
      assert.equal(await call(refusal, all), all[name]());
      delete all[name];
    }
    const error = await rejection(call(refusal, all));
    assert.ok(isPspError(error, 'INSUFFICIENT_FUNDS'));
  });

  test('see a retryable error only when it is given up, as one to escalate', async () => {
    const seen = [];
    const on = {
      retry: () => 'retry',
      escalate: ({ action, gaveUp, attempts }) => seen.push([action, gaveUp, attempts]),
    };
    await call(bare(503), on);
    assert.deepEqual(seen, [['escalate', 'attempts', 3]]);
  });

  test('may return nothing, or a promise', async () => {
    assert.equal(await call(refuse('NOT_FOUND', 404), { NOT_FOUND: () => {} }), undefined);
    assert.equal(await call(refuse('NOT_FOUND', 404), { NOT_FOUND: async () => 'later' }), 'later');
  });

  test('may throw, and nobody handles that', async () => {
    const mine = new Error('mine');
    const on = {
      NOT_FOUND: () => {
        throw mine;
      },
      default: () => 'handled',
    };
    assert.equal(await rejection(call(refuse('NOT_FOUND', 404), on)), mine);
  });

  test('are not called for an answer that is ok', async () => {
    const on = { default: () => assert.fail() };
    assert.equal((await call(ok, on)).status, 200);
  });

  test('of one call replace those of the client as a whole', async () => {
    const on = { NOT_FOUND: () => 'standing', default: () => 'default' };
    const fetch = answering(refuse('NOT_FOUND', 404));
    const client = createFetch({ api: 'connectpsp', fetch, on });
    assert.equal(await client(at), 'standing');
    assert.equal(await client(at, { psp: { on: { 'user-fix': () => 'own' } } }), 'own');
    assert.ok(isPspError(await rejection(client(at, { psp: { on: {} } }))));
  });
});

describe('hooks', () => {
  const hooked = (answers, more) => {
    const hooks = { onRetry: told(), onGiveUp: told(), onError: told(), onUnknownCode: told() };
    const fetch = answering(...answers);
    const call = createFetch({ api: 'connectpsp', fetch, retry, ...hooks, ...more });
    const counts = () => Object.values(hooks).map(({ events }) => events.length);
    return { ...hooks, call, counts };
  };

  test('are silent for a call that succeeds at once', async () => {
    const { call, counts } = hooked([ok]);
    await call(at, post);
    assert.deepEqual(counts(), [0, 0, 0, 0]);
  });

  test('onRetry is told of each wait before it begins', async () => {
    const { call, onRetry, counts } = hooked([bare(503), lose, ok]);
    await call(at, post);
    assert.deepEqual(counts(), [2, 0, 0, 0]);
    assert.deepEqual(
      onRetry.events.map(({ error, attempt, delayMs }) => [error.code, attempt, delayMs]),
      [
        ['HTTP_503', 1, 0],
        ['NETWORK_ERROR', 2, 0],
      ],
    );
    const [{ error }] = onRetry.events;
    assert.deepEqual([error.action, error.outcome], ['retry', 'unknown']);
  });

  test('onGiveUp and onError are told of the error that the call rejects with', async () => {
    const { call, onGiveUp, onError, counts } = hooked([bare(503)]);
    const error = await rejection(call(at, post));
    assert.deepEqual(counts(), [2, 1, 1, 0]);
    assert.deepEqual([onGiveUp.events, onError.events], [[error], [error]]);
  });

  test('onError alone is told of what no retry mends', async () => {
    const { call, onError, counts } = hooked([refuse('NOT_FOUND', 404)]);
    const error = await rejection(call(at, post));
    assert.deepEqual(counts(), [0, 0, 1, 0]);
    assert.deepEqual(onError.events, [error]);
  });

  test('onError is told even if a handler takes the error', async () => {
    const { call, counts } = hooked([bare(503)], { on: { default: () => 'handled' } });
    assert.equal(await call(at, post), 'handled');
    assert.deepEqual(counts(), [2, 1, 1, 0]);
  });

  test('onUnknownCode is told of a code that the server made up', async () => {
    const { call, onUnknownCode, counts } = hooked([refuse('OUT_OF_PAPER', 422)]);
    await rejection(call(at, post));
    assert.deepEqual(counts(), [0, 0, 1, 1]);
    assert.deepEqual(
      onUnknownCode.events.map(({ code, status }) => [code, status]),
      [['OUT_OF_PAPER', 422]],
    );
  });

  test('onUnknownCode is not told where there is no code, or no answer', async () => {
    for (const answer of [bare(418), lose, hang, refuse('RULE_VIOLATION', 422)]) {
      const { call, onUnknownCode } = hooked([answer], { timeoutMs: 5 });
      await rejection(call(at, post));
      assert.deepEqual(onUnknownCode.events, []);
    }
  });

  test('are told when no further attempt is made because the credentials cannot be renewed', async () => {
    const auth = { token, refresh: (rejected) => rejected };
    const { call, counts } = hooked([refuse('TOKEN_EXPIRED', 401)], { auth });
    await rejection(call(at, post));
    assert.deepEqual(counts(), [0, 1, 1, 0]);
  });

  test('onEnd is told of a call that succeeds, with all its attempts', async () => {
    const onEnd = told();
    const { call } = hooked([bare(503), lose, ok], { onEnd });
    await call(`${at}?a=1`, post);
    const [{ durationMs, ...event }] = onEnd.events;
    const request = { api: 'connectpsp', method: 'POST', url: `${at}?a=1` };
    assert.deepEqual(event, { ...request, status: 200, error: null, attempts: 3 });
    assert.ok(durationMs > 0 && durationMs < 10_000, String(durationMs));
    assert.equal(onEnd.events.length, 1);
  });

  test('onEnd is told of the error that a call ends with, once, even if a handler takes it', async () => {
    for (const [answer, status, attempts] of [
      [bare(503), 503, 3],
      [refuse('NOT_FOUND', 404), 404, 1],
      [lose, 0, 3],
    ]) {
      const onEnd = told();
      const { call, onError } = hooked([answer], { onEnd, on: { default: () => 'handled' } });
      assert.equal(await call(at, post), 'handled');
      assert.deepEqual(
        onEnd.events.map((event) => [event.error, event.status, event.attempts]),
        [[onError.events[0], status, attempts]],
      );
    }
  });

  for (const [title, fail] of [
    [
      'throw',
      () => {
        throw new Error('the logger is broken');
      },
    ],
    [
      'reject',
      async () => {
        throw new Error('the logger is broken');
      },
    ],
  ]) {
    test(`that ${title} change nothing`, async (t) => {
      noUnhandledRejection(t);
      const hooks = {
        ...{ onRetry: fail, onGiveUp: fail, onError: fail, onEnd: fail, onUnknownCode: fail },
      };
      const { call: succeeds } = hooked([refuse('BUSY', 503), ok], hooks);
      assert.equal((await succeeds(at, post)).status, 200);
      const { call: fails } = hooked([refuse('BUSY', 503)], hooks);
      const error = await rejection(fails(at, post));
      assert.ok(isPspError(error, 'BUSY'));
      assert.deepEqual([error.gaveUp, error.attempts], ['attempts', 3]);
    });
  }

  test('that throw are reported where the platform can', async (t) => {
    const reported = told();
    globalThis.reportError = reported;
    t.after(() => delete globalThis.reportError);
    const broken = new Error('the logger is broken');
    const throws = () => {
      throw broken;
    };
    const { call } = hooked([refuse('NOT_FOUND', 404)], { onError: throws });
    await rejection(call(at, post));
    assert.deepEqual(reported.events, [broken]);
  });
});

describe('an injected fetch', () => {
  const call = (fetch, more) => createFetch({ api: 'connectpsp', fetch, retry, ...more })(at, post);

  test('that throws at once as if the network failed has lost the connection', async () => {
    let requests = 0;
    const error = await rejection(
      call(() => {
        requests += 1;
        throw networkError();
      }),
    );
    assert.deepEqual(
      [error.code, error.gaveUp, error.outcome, requests],
      ['NETWORK_ERROR', 'attempts', 'unknown', 3],
    );
  });

  test('that throws anything else is not ours to judge: that is what the call rejects with', async () => {
    for (const thrown of [
      ...[new Error('a bug'), new TypeError('x is not a function'), 'a text', null, undefined],
    ]) {
      let requests = 0;
      const throws = () => {
        requests += 1;
        throw thrown;
      };
      const on = { default: () => 'handled' };
      assert.equal(await rejection(call(throws, { on })), thrown);
      assert.equal(await rejection(call(async () => throws())), thrown);
      assert.equal(requests, 2);
    }
  });

  test('that throws anything else after an attempt does not hide how that ended', async () => {
    const bug = new RangeError('a bug');
    for (const breaks of [
      () => {
        throw bug;
      },
      async () => undefined,
    ]) {
      const error = await rejection(call(answering(refuse('X', 500), breaks)));
      assert.ok(isPspError(error, 'X'));
      assert.deepEqual(
        [error.outcome, error.action, error.gaveUp, error.attempts],
        ['unknown', 'escalate', 'not-retryable', 2],
      );
      assert.match(error.cause.message, /a bug|option fetch/);
    }
  });

  test('that gives no response is a TypeError that says so', async () => {
    for (const [value, got] of [
      [undefined, 'undefined'],
      [null, 'null'],
      [{ ok: true }, 'an object'],
      [secret, 'a string'],
    ]) {
      const error = await rejection(call(async () => value));
      assert.equal(error.constructor, TypeError);
      assert.match(error.message, new RegExp(`fetch.*Response.*${got}`));
    }
  });

  test('is called with no this: a browser’s own takes none but its window', async () => {
    let receiver = 'not called';
    async function fetch() {
      receiver = this;
      return ok();
    }
    await call(fetch);
    assert.equal(receiver, undefined);
  });

  test('is looked up at each call where it is that of the platform', async (t) => {
    const client = createFetch({ api: 'connectpsp' });
    t.mock.method(globalThis, 'fetch', answering(ok));
    assert.equal((await client(at)).status, 200);
  });

  test('may give a response that is not of this realm, or a mock', async () => {
    const mock = {
      ok: true,
      status: 200,
      headers: new Headers({ 'content-type': 'application/json' }),
      text: async () => '{}',
    };
    assert.equal(await call(async () => mock), mock);
    const failed = { ...mock, ok: false, status: 422, clone: () => failed };
    failed.text = async () => '{"code":"RULE_VIOLATION"}';
    const error = await rejection(call(async () => failed));
    assert.ok(isPspError(error, 'RULE_VIOLATION'));
  });
});
