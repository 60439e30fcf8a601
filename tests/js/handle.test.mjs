import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import { decode, handle, isPspError, PspError } from 'psp-errors';
import { responses } from '../fixtures/responses.mjs';
import { breakOff, refusedAddress, serve, stall, streamOf } from './streams.mjs';

const respond = (status, body, headers) =>
  new Response(typeof body === 'string' || body === null ? body : JSON.stringify(body), {
    status,
    headers,
  });
const refuse = (code, status = 422) => respond(status, { code, detail: `about ${code}` });

describe('an ok response', () => {
  test('resolves to its JSON', async () => {
    assert.deepEqual(await handle(respond(200, { id: 1 })), { id: 1 });
    assert.deepEqual(await handle(Promise.resolve(respond(201, [1, 'a', null]))), [1, 'a', null]);
    for (const value of [0, false, '', null]) {
      assert.equal(await handle(respond(200, JSON.stringify(value))), value);
    }
  });

  test('resolves to null for 204, 205 and an empty body', async () => {
    for (const response of [respond(204, null), respond(205, null), respond(200, '')]) {
      assert.equal(await handle(response), null);
    }
    assert.equal(await handle(new Response(null)), null);
  });

  test('calls no handler, not even default', async () => {
    const handlers = { default: fail, escalate: fail, NOT_FOUND: fail, redirect: fail };
    assert.deepEqual(await handle(respond(200, { code: 'NOT_FOUND' }), handlers), {
      code: 'NOT_FOUND',
    });
  });

  test('is read whatever its content type', async () => {
    const headers = { 'content-type': 'text/plain' };
    assert.deepEqual(await handle(respond(200, { id: 1 }, headers)), { id: 1 });
  });

  test('with JSON that is broken is an error whose outcome is unknown', async () => {
    for (const body of ['<html>', '{"id":', '  ']) {
      const response = respond(200, body);
      const error = await rejection(handle(response));
      assert.ok(isPspError(error), body);
      assert.deepEqual([error.status, error.action, error.outcome], [200, 'escalate', 'unknown']);
      assert.ok(error.cause instanceof SyntaxError);
      assert.equal(error.response, response);
    }
  });

  test('with JSON that is broken goes to a handler, too', async () => {
    assert.equal(await handle(respond(200, '<html>'), { escalate: () => 'asked' }), 'asked');
  });

  test('with broken JSON after a GET has moved nothing', async () => {
    const error = await rejection(handle(respond(200, '<'), {}, { method: 'GET', api: 'connxt' }));
    assert.deepEqual([error.outcome, error.api], ['not-executed', 'connxt']);
  });

  test('that breaks off is a network failure', async () => {
    const response = new Response(streamOf(['{"id":'], breakOff), { status: 200 });
    const error = await rejection(handle(breakingAs(response, new TypeError('terminated'))));
    assert.deepEqual([error.code, error.status, error.outcome], ['NETWORK_ERROR', 0, 'unknown']);
    assert.equal(error.cause.message, 'terminated');
  });

  test('of a real server that drops the connection half-way is a network failure', async (t) => {
    const url = await serve(t, (_request, answer) => {
      answer.writeHead(200, { 'content-length': '100' });
      answer.write('{"id":');
      setTimeout(() => answer.destroy(), 20);
    });
    const error = await rejection(handle(fetch(url)));
    assert.deepEqual([error.code, error.action], ['NETWORK_ERROR', 'retry']);
    assert.equal(error.response.status, 200);
  });

  test('that was read before is a TypeError: nothing is wrong with the network', async () => {
    const response = respond(200, { id: 1 });
    await response.json();
    const error = await rejection(handle(response));
    assert.ok(!isPspError(error), `became ${error.code}`);
    assert.equal(error.name, 'TypeError');
  });
});

describe('which handler is called', () => {
  const all = {
    INSUFFICIENT_FUNDS: () => 'code',
    'add-funds': () => 'remedy',
    escalate: () => 'action',
    default: () => 'default',
  };
  const names = Object.keys(all);
  for (const [index, name] of names.entries()) {
    test(`${name}, where none comes before it`, async () => {
      const handlers = Object.fromEntries(Object.entries(all).slice(index).reverse());
      assert.equal(await handle(refuse('INSUFFICIENT_FUNDS'), handlers), all[name]());
    });
  }

  test('the one of every documented code, with an error that decode agrees with', async () => {
    for (const { code, status, headers, body } of responses) {
      const seen = [];
      const response = new Response(body, { status, headers });
      const result = await handle(Promise.resolve(response), {
        [code]: (...args) => {
          seen.push(...args);
          return code;
        },
        default: fail,
      });
      assert.equal(result, code);
      assert.equal(seen.length, 1);
      const [error] = seen;
      assert.ok(error instanceof PspError);
      const decoded = decode({ status, headers, body });
      for (const [name, value] of Object.entries(decoded)) assert.deepEqual(error[name], value);
      assert.equal(error.response, response);
      assert.equal(await error.response.text(), body);
    }
  });

  test('none that is undefined', async () => {
    const handlers = { INSUFFICIENT_FUNDS: undefined, 'add-funds': () => 'remedy' };
    assert.equal(await handle(refuse('INSUFFICIENT_FUNDS'), handlers), 'remedy');
  });

  test('the status decides for a code that is not documented', async () => {
    assert.equal(await handle(refuse('NEW_CODE', 503), { resend: ({ code }) => code }), 'NEW_CODE');
    assert.equal(await handle(respond(401, ''), { 're-auth': ({ code }) => code }), 'HTTP_401');
  });

  test('none: the PspError is thrown', async () => {
    for (const handlers of [undefined, {}, { NOT_FOUND: fail }]) {
      const error = await rejection(handle(refuse('INSUFFICIENT_FUNDS'), handlers));
      assert.ok(error instanceof PspError);
      assert.equal(error.code, 'INSUFFICIENT_FUNDS');
      assert.equal(error.attempts, 1);
      assert.equal(error.gaveUp, null);
    }
  });

  test('none that stands in the prototype of the handlers', async () => {
    for (const code of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']) {
      const error = await rejection(handle(refuse(code), { NOT_FOUND: fail }));
      assert.equal(error.code, code);
      const inherited = Object.create({ [code]: fail, escalate: fail, default: fail });
      assert.equal((await rejection(handle(refuse(code), inherited))).code, code);
    }
  });

  test('handlers without a prototype are fine', async () => {
    const handlers = Object.assign(Object.create(null), { NOT_FOUND: () => 'found' });
    assert.equal(await handle(refuse('NOT_FOUND', 404), handlers), 'found');
  });

  test('a code that reads like a remedy or an action calls none of theirs', async () => {
    for (const word of ['retry', 'resend', 're-auth', 'refresh-token', 'already-done']) {
      const handlers = { [word]: fail, escalate: (error) => error.code };
      assert.equal(await handle(refuse(word), handlers), word);
    }
  });

  test('a code that is called redirect or default calls none of theirs', async () => {
    const handlers = { redirect: fail, default: fail, escalate: ({ code }) => code };
    assert.equal(await handle(refuse('redirect'), handlers), 'redirect');
    assert.equal(await handle(refuse('default'), handlers), 'default');
  });
});

describe('what a handler does', () => {
  test('what it returns is the result, a promise too', async () => {
    const response = () => refuse('DUPLICATED_EXTERNAL_REFERENCE', 409);
    for (const value of [1, null, false, '', { id: 1 }]) {
      const handlers = { DUPLICATED_EXTERNAL_REFERENCE: () => value };
      assert.equal(await handle(response(), handlers), value);
      const later = { DUPLICATED_EXTERNAL_REFERENCE: async () => value };
      assert.equal(await handle(response(), later), value);
    }
  });

  test('nothing returned: undefined, and the body is not read a second time', async () => {
    let reads = 0;
    const response = refuse('INSUFFICIENT_FUNDS');
    for (const reader of ['json', 'text', 'arrayBuffer', 'blob']) {
      response[reader] = () => {
        reads += 1;
        throw new Error('read a second time');
      };
    }
    const called = [];
    const result = await handle(response, {
      INSUFFICIENT_FUNDS: ({ code }) => {
        called.push(code);
      },
    });
    assert.equal(result, undefined);
    assert.deepEqual(called, ['INSUFFICIENT_FUNDS']);
    assert.equal(reads, 0);
  });

  test('what it throws is thrown, and no other handler is called', async () => {
    const mine = new RangeError('mine');
    const throwing = () => {
      throw mine;
    };
    const rejecting = () => Promise.reject(mine);
    for (const PIX_KEY_NOT_FOUND of [throwing, rejecting]) {
      const handlers = { PIX_KEY_NOT_FOUND, 'user-fix': fail, default: fail };
      assert.equal(await rejection(handle(refuse('PIX_KEY_NOT_FOUND'), handlers)), mine);
    }
  });

  test('an error response can still be read by it', async () => {
    const body = await handle(refuse('NOT_FOUND', 404), {
      NOT_FOUND: (error) => error.response.json(),
    });
    assert.deepEqual(body, { code: 'NOT_FOUND', detail: 'about NOT_FOUND' });
  });
});

describe('a redirect', () => {
  test('goes to the handler redirect with its location and status', async () => {
    for (const status of [300, 301, 302, 303, 307, 308]) {
      const response = respond(status, null, { location: 'https://example.com/pay' });
      const seen = await handle(response, { redirect: (...args) => args, default: fail });
      assert.deepEqual(seen[0], { location: 'https://example.com/pay', status });
      assert.ok(isPspError(seen[1]));
      assert.equal(seen[1].remedy, 'follow-redirect');
    }
  });

  test('without a Location has null for one', async () => {
    const seen = await handle(respond(304, null), { redirect: (redirect) => redirect });
    assert.deepEqual(seen, { location: null, status: 304 });
  });

  test('that fetch hides has null and 300', async () => {
    const hidden = responseLike({ status: 0, type: 'opaqueredirect' });
    const seen = await handle(hidden, { redirect: (redirect) => redirect });
    assert.deepEqual(seen, { location: null, status: 300 });
  });

  test('of a real server, that fetch was told not to follow', async (t) => {
    const url = await serve(t, (_request, answer) => {
      answer.writeHead(302, { location: '/elsewhere' }).end();
    });
    const seen = await handle(fetch(url, { redirect: 'manual' }), {
      redirect: (redirect) => redirect,
    });
    assert.deepEqual(seen, { location: '/elsewhere', status: 302 });
  });

  test('goes to remedy, action or default where there is no handler redirect', async () => {
    const response = () => respond(302, null, { location: '/x' });
    assert.equal(await handle(response(), { 'follow-redirect': () => 'remedy' }), 'remedy');
    assert.equal(await handle(response(), { 'user-fix': () => 'action' }), 'action');
    assert.equal((await rejection(handle(response()))).code, 'HTTP_302');
  });

  test('is no redirect where a documented code stands in its body', async () => {
    const handlers = { NOT_FOUND: () => 'code', redirect: fail };
    assert.equal(await handle(refuse('NOT_FOUND', 302), handlers), 'code');
  });

  test('is the only thing that the handler redirect is called for', async () => {
    const error = await rejection(handle(refuse('NOT_FOUND', 404), { redirect: fail }));
    assert.equal(error.code, 'NOT_FOUND');
  });
});

describe('a fetch that fails', () => {
  test('for want of a server is a PspError with status 0', async () => {
    const error = await rejection(handle(fetch(await refusedAddress(), { method: 'POST' })));
    assert.ok(error instanceof PspError);
    const { code, status, action, outcome, known, format, response } = error;
    assert.deepEqual(
      { code, status, action, outcome, known, format, response },
      {
        code: 'NETWORK_ERROR',
        status: 0,
        action: 'retry',
        outcome: 'unknown',
        known: false,
        format: 'empty',
        response: null,
      },
    );
    assert.ok(error.cause instanceof TypeError);
  });

  test('goes to a handler', async () => {
    const fetching = fetch(await refusedAddress());
    assert.equal(await handle(fetching, { retry: ({ code }) => code }), 'NETWORK_ERROR');
  });

  test('takes method, URL and API from the options', async () => {
    const options = { method: 'GET', url: 'https://api.connectpsp.com/x' };
    const error = await rejection(handle(fetch(await refusedAddress()), {}, options));
    assert.deepEqual([error.outcome, error.api], ['not-executed', 'connectpsp']);
  });

  test('for want of an answer in time is a TIMEOUT', async (t) => {
    const url = await serve(t, () => {});
    const error = await rejection(handle(fetch(url, { signal: AbortSignal.timeout(50) })));
    assert.deepEqual([error.code, error.status, error.action], ['TIMEOUT', 0, 'retry']);
    assert.equal(error.outcome, 'unknown');
    assert.equal(error.cause.name, 'TimeoutError');
  });

  test('for want of the rest of an ok answer in time is a TIMEOUT', async (t) => {
    const url = await serve(t, (_request, answer) => {
      answer.writeHead(200).write('{"id":');
    });
    const error = await rejection(handle(fetch(url, { signal: AbortSignal.timeout(100) })));
    assert.deepEqual([error.code, error.status], ['TIMEOUT', 0]);
    assert.equal(error.response.status, 200);
  });

  test('of node-fetch is a network failure', async () => {
    const failure = Object.assign(new Error('request failed'), { name: 'FetchError' });
    assert.equal((await rejection(handle(Promise.reject(failure)))).code, 'NETWORK_ERROR');
  });

  test('of another realm is a network failure', async () => {
    const failure = vm.runInNewContext('new TypeError("fetch failed")');
    assert.equal((await rejection(handle(Promise.reject(failure)))).code, 'NETWORK_ERROR');
  });
});

describe('a fetch that was aborted', () => {
  test('is rethrown as it is, and no handler is called', async (t) => {
    const url = await serve(t, () => {});
    const controller = new AbortController();
    const fetching = fetch(url, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    const error = await rejection(handle(fetching, { default: fail, retry: fail }));
    assert.equal(error, controller.signal.reason);
    assert.equal(error.name, 'AbortError');
  });

  test('with a reason of its own is rethrown as it is', async (t) => {
    const url = await serve(t, () => {});
    for (const reason of [new Error('mine'), 'a string', 0, null, { a: 1 }]) {
      const controller = new AbortController();
      const fetching = fetch(url, { signal: controller.signal });
      controller.abort(reason);
      assert.equal(await rejection(handle(fetching, { default: fail })), reason);
    }
  });

  test('while an ok body is read is rethrown as it is', async (t) => {
    const url = await serve(t, (_request, answer) => {
      answer.writeHead(200).write('{"id":');
    });
    const controller = new AbortController();
    const response = await fetch(url, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    const error = await rejection(handle(response, { default: fail }));
    assert.equal(error.name, 'AbortError');
  });
});

describe('a promise that rejects with something else', () => {
  for (const reason of [
    new RangeError('mine'),
    new SyntaxError('mine'),
    new Error('fetch failed'),
    undefined,
    null,
    'TypeError',
    404,
    { name: 'SomeError' },
  ]) {
    test(`is rethrown as it is: ${String(reason)}`, async () => {
      const caught = await rejection(handle(Promise.reject(reason), { default: fail }));
      assert.equal(caught, reason);
    });
  }

  test('is rethrown as it is: an address or a request that fetch does not take', async () => {
    for (const fetching of [
      () => fetch('/relative'),
      () => fetch('http://127.0.0.1:1/', { method: 'GET', body: 'x' }),
      () => fetch('http://127.0.0.1:1/', { headers: { 'a b': 'c' } }),
    ]) {
      const error = await rejection(handle(fetching()));
      assert.ok(error instanceof TypeError && !isPspError(error), `became ${error.code}`);
    }
  });

  test('a PspError goes to the handlers as it is', async () => {
    const mine = new PspError(decode({ status: 422, body: '{"code":"RULE_VIOLATION"}' }), {
      attempts: 3,
      gaveUp: 'attempts',
    });
    const handlers = { RULE_VIOLATION: (error) => error, default: fail };
    assert.equal(await handle(Promise.reject(mine), handlers), mine);
    assert.equal(await rejection(handle(Promise.reject(mine))), mine);
  });
});

describe('what handle takes', () => {
  test('handlers that are no functions are a TypeError that names the first of them', async () => {
    for (const [value, got] of [
      ['x', 'a string'],
      [null, 'null'],
      [{}, 'an object'],
      [1, 'a number'],
      [Promise.resolve(), 'an object'],
    ]) {
      const handlers = { NOT_FOUND: () => 1, INSUFFICIENT_FUNDS: value };
      const error = await rejection(handle(respond(200, '{}'), handlers));
      assert.equal(error.name, 'TypeError');
      assert.equal(
        error.message,
        `handle() takes functions: the handler INSUFFICIENT_FUNDS is ${got}`,
      );
    }
  });

  test('a wrong handler is told even where the fetch fails, which is not left unhandled', async () => {
    const error = await rejection(
      handle(Promise.reject(new TypeError('fetch failed')), { NOT_FOUND: 1 }),
    );
    assert.match(error.message, /NOT_FOUND is a number/);
  });

  test('handlers that are no object are a TypeError', async () => {
    for (const [handlers, got] of [
      [null, 'null'],
      ['x', 'a string'],
      [() => {}, 'a function'],
    ]) {
      const error = await rejection(handle(respond(200, '{}'), handlers));
      assert.equal(error.name, 'TypeError');
      assert.equal(error.message, `handle() takes an object of handlers, got ${got}`);
    }
  });

  test('what is no Response, or a promise of something else, is a TypeError', async () => {
    for (const [value, got] of [
      [undefined, 'undefined'],
      [null, 'null'],
      ['https://example.com/', 'a string'],
      [{}, 'an object'],
      [[], 'an array'],
      [Promise.resolve({ data: 1, status: 200 }), 'an object'],
    ]) {
      const error = await rejection(handle(value, { default: fail }));
      assert.equal(error.name, 'TypeError');
      assert.equal(error.message, `handle() takes a Response or a promise of one, got ${got}`);
    }
  });

  test('it never throws before it returns a promise', () => {
    for (const args of [[], [null], [respond(200, '{}'), 1], [{}, { a: 1 }]]) {
      const promise = handle(...args);
      assert.ok(promise instanceof Promise);
      promise.catch(() => {});
    }
  });

  test('a Response of another realm or of a mock', async () => {
    const ok = responseLike({ status: 200, ok: true, text: async () => '{"id":1}' });
    assert.deepEqual(await handle(ok), { id: 1 });
    const refused = responseLike({ status: 404, text: async () => '{"code":"NOT_FOUND"}' });
    assert.equal((await rejection(handle(refused))).code, 'NOT_FOUND');
    const foreign = vm.runInNewContext(
      '({ status: 200, ok: true, headers: {}, text: async () => "[1]" })',
    );
    assert.deepEqual(await handle(foreign), [1]);
  });

  test('a promise that is a thenable alone', async () => {
    // biome-ignore lint/suspicious/noThenProperty: as bluebird and older clients have it
    const thenable = { then: (resolve) => resolve(respond(200, { id: 1 })) };
    assert.deepEqual(await handle(thenable), { id: 1 });
  });

  test('an error response whose body stalls does not stall a handler that needs the status', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const response = new Response(streamOf([], stall), { status: 503 });
    const handling = handle(response, { retry: ({ code }) => code });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(10_000);
    assert.equal(await handling, 'HTTP_503');
  });
});

function fail(error) {
  throw new Error(`called for ${String(error?.code ?? error)}`);
}

async function rejection(promise) {
  try {
    const value = await promise;
    return assert.fail(`resolved to ${String(value)}`);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return error;
  }
}

function responseLike(more) {
  const response = { ok: false, headers: {}, text: async () => '', clone: () => response, ...more };
  return response;
}

/** A response whose text fails as that of fetch does when the connection breaks. */
function breakingAs(response, error) {
  response.text = () => Promise.reject(error);
  return response;
}
