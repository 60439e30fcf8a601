import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  abandon,
  createSandbox,
  debits,
  delay,
  get,
  key,
  newCashIn,
  pay,
  until,
} from './support.mjs';

const isNetworkFailure = (error) =>
  error instanceof TypeError && error.name === 'TypeError' && error.cause.code === 'ECONNRESET';

const last = (sandbox) => sandbox.state.requests.at(-1);

describe('execute-then faults move the money', () => {
  test('execute-then-500', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('execute-then-500');
    const response = await pay(sandbox);
    const body = await response.json();
    assert.equal(response.status, 500);
    assert.equal('code' in body, false);
    assert.equal(debits(sandbox), 1);
    assert.equal(sandbox.state.balances.transactional, 9_900);
    const { status, apiStatus, apiCode, fault, externalReference } = last(sandbox);
    assert.deepEqual(
      [status, apiStatus, apiCode, fault, externalReference],
      [500, 202, null, 'execute-then-500', 'invoice-1'],
    );
  });

  test('execute-then-drop', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('execute-then-drop');
    await assert.rejects(pay(sandbox), isNetworkFailure);
    assert.equal(debits(sandbox), 1);
    assert.deepEqual([last(sandbox).status, last(sandbox).apiStatus], [null, 202]);
  });

  test('execute-then-hang ends when the client gives up, with the client’s reason', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('execute-then-hang');
    await assert.rejects(pay(sandbox, {}, {}, { signal: AbortSignal.timeout(300) }), {
      name: 'TimeoutError',
    });
    await until(() => debits(sandbox) === 1);
    assert.deepEqual([last(sandbox).status, last(sandbox).apiStatus], [null, 202]);
  });

  test('execute-then-truncate', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('execute-then-truncate');
    const response = await pay(sandbox);
    assert.equal(response.status, 202);
    await assert.rejects(response.json(), SyntaxError);
    assert.equal(debits(sandbox), 1);
  });

  test('a repeat under the same key gives the real answer, one with the same reference alone a 409', async () => {
    const sandbox = createSandbox();
    const headers = { 'X-Idempotency-Key': key() };
    sandbox.faults.next('execute-then-drop');
    await assert.rejects(pay(sandbox, {}, headers), TypeError);
    assert.equal((await pay(sandbox, {}, headers)).status, 202);
    assert.equal((await pay(sandbox)).status, 409);
    assert.equal(debits(sandbox), 1);
  });
});

describe('every other named fault executes nothing', () => {
  const untouched = (sandbox) => {
    assert.equal(sandbox.state.ledger.length, 0);
    assert.equal(sandbox.state.cashOuts.length, 0);
    assert.equal(last(sandbox).apiStatus, null);
  };

  test('drop-before', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('drop-before');
    await assert.rejects(pay(sandbox), isNetworkFailure);
    untouched(sandbox);
  });

  test('hang-before', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('hang-before');
    await abandon(sandbox, (signal) => pay(sandbox, {}, {}, { signal }));
    untouched(sandbox);
  });

  test('hang-before ends as a broken connection after five minutes, if the client is that patient', async (t) => {
    const sandbox = createSandbox();
    sandbox.faults.next('hang-before');
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const answer = assert.rejects(pay(sandbox), isNetworkFailure);
    while (sandbox.state.requests.length === 0) await new Promise(setImmediate);
    t.mock.timers.tick(300_000);
    await answer;
  });

  for (const [name, status, contentType, retryAfter] of [
    ['error-500', 500, 'application/problem+json', null],
    ['rate-limit', 429, 'application/problem+json', '1'],
    ['html-503', 503, 'text/html', null],
  ]) {
    test(name, async () => {
      const sandbox = createSandbox();
      sandbox.faults.next(name);
      const response = await pay(sandbox);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('Content-Type'), contentType);
      assert.equal(response.headers.get('Retry-After'), retryAfter);
      assert.match(
        await response.text(),
        contentType === 'text/html' ? /^<!doctype html>/ : /^\{.*\}$/,
      );
      untouched(sandbox);
    });
  }

  test('truncated-json', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('truncated-json');
    const response = await pay(sandbox);
    assert.equal(response.status, 500);
    await assert.rejects(response.json(), SyntaxError);
    untouched(sandbox);
  });

  test('a 500 of Connxt carries 1000', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('error-500');
    const response = await get(sandbox, '/connxt/v2/psps');
    assert.equal((await response.json()).code, '1000');
  });
});

describe('faults of one’s own', () => {
  test('answer with status, headers and body', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next(
      { status: 503, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT', headers: { 'X-Trace': '7' } },
      { body: { code: 'BRAND_NEW' }, status: 422 },
      { body: 'plain', status: 200 },
      { status: 204 },
      { status: 302, headers: { Location: 'https://bank.example/' } },
      { html: true },
      { retryAfter: 3 },
      { execute: false },
    );
    assert.equal(sandbox.faults.queued, 8);
    const answers = [];
    while (sandbox.faults.queued > 0) answers.push(await pay(sandbox));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [503, 422, 200, 204, 302, 503, 429, 500],
    );
    assert.equal(answers[0].headers.get('Retry-After'), 'Wed, 21 Oct 2026 07:28:00 GMT');
    assert.equal(answers[0].headers.get('X-Trace'), '7');
    assert.deepEqual(await answers[1].json(), { code: 'BRAND_NEW' });
    assert.equal(answers[1].headers.get('Content-Type'), 'application/problem+json');
    assert.equal(await answers[2].text(), 'plain');
    assert.equal(answers[3].body, null);
    assert.equal(answers[4].headers.get('Location'), 'https://bank.example/');
    assert.equal(debits(sandbox), 0);
    assert.equal(last(sandbox).fault, 'custom');
  });

  test('answer with a documented code', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next(
      { code: 'RULE_VIOLATION' },
      { code: '4003' },
      { code: 'NOT_FOUND', status: 410 },
    );
    for (const [status, code] of [
      [422, 'RULE_VIOLATION'],
      [403, '4003'],
      [410, 'NOT_FOUND'],
    ]) {
      const response = await pay(sandbox);
      assert.equal(response.status, status);
      assert.equal((await response.json()).code, code);
    }
  });

  test('wait for the request that they match, in the order of the queue', async () => {
    const sandbox = createSandbox();
    const twice = /^\/cash/g;
    sandbox.faults.next(
      { status: 501, match: { method: 'post', path: '/cash-out', externalReference: 'second' } },
      { status: 502, match: { path: twice } },
      { status: 503, match: { path: twice } },
      { status: 504, match: ({ api, path }) => api === 'connxt' && path.endsWith('/flows') },
      { status: 505, match: { api: 'connxt' } },
    );
    const statuses = [];
    for (const externalReference of ['first', 'second', 'third', 'fourth']) {
      statuses.push((await pay(sandbox, { externalReference })).status);
    }
    statuses.push(
      (await get(sandbox, '/connxt/v2/psps')).status,
      (await get(sandbox, '/connxt/v2/flows')).status,
    );
    assert.deepEqual(statuses, [502, 501, 503, 202, 505, 504]);
    assert.equal(sandbox.faults.queued, 0);
  });

  test('delay the answer in real time, and the delay goes on without the client', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next({ delayMs: 60 }, { delayMs: 60, status: 503 }, { delayMs: 60 });
    let start = performance.now();
    assert.equal((await pay(sandbox)).status, 202);
    assert.ok(performance.now() - start >= 55);
    start = performance.now();
    assert.equal((await pay(sandbox, { externalReference: 'b' })).status, 503);
    assert.ok(performance.now() - start >= 55);
    await abandon(sandbox, (signal) => pay(sandbox, { externalReference: 'c' }, {}, { signal }));
    assert.equal(debits(sandbox), 1);
    await until(() => debits(sandbox) === 2);
  });

  test('let time pass while they delay: what settles meanwhile has settled', async () => {
    const sandbox = createSandbox({
      clock: 'real',
      settlementMs: 100,
      balances: { transactional: 0 },
    });
    const id = await newCashIn(sandbox);
    sandbox.faults.next({ delayMs: 150 });
    sandbox.payCashIn(id);
    assert.equal((await pay(sandbox, { amount: 50 })).status, 202);
  });

  test('delay a request that is refused at the door as well', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next({ delayMs: 40 });
    const start = performance.now();
    assert.equal((await pay(sandbox, {}, { DigitalSignature: '' })).status, 422);
    assert.ok(performance.now() - start >= 35);
  });

  test('of many requests that wait at once, on one signal, pass without a warning', async () => {
    const sandbox = createSandbox();
    const warnings = [];
    const listen = (warning) => warnings.push(warning);
    process.on('warning', listen);
    const controller = new AbortController();
    const { signal } = controller;
    sandbox.faults.next(
      ...Array.from({ length: 50 }, () => ({ delayMs: 20 })),
      ...Array(50).fill('hang-before'),
    );
    const answers = Array.from({ length: 100 }, () =>
      get(sandbox, '/account/balance', {}, { signal }),
    );
    const settled = Promise.allSettled(answers);
    const answered = () => sandbox.state.requests.filter(({ status }) => status === 200).length;
    await until(() => sandbox.state.requests.length === 100 && answered() === 50);
    controller.abort();
    const results = await settled;
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 50);
    await delay(10);
    process.off('warning', listen);
    assert.deepEqual(warnings, []);
  });

  for (const fault of [
    'no-such-fault',
    'toString',
    { drop: 'after', status: 500 },
    { drop: 'before', hang: 'before' },
    { drop: 'before', execute: true },
    { hang: 'after', execute: false },
    { hang: 'after', truncate: 3 },
    { code: 'NO_SUCH_CODE' },
    { status: 199 },
    { status: 600 },
    { status: 500.5 },
    { delayMs: -1 },
    { delayMs: Infinity },
    { truncate: -1 },
    { headers: { 'X-Bad': 'a\nb' } },
    { retryAfter: '1\r\nX: y' },
  ]) {
    test(`${JSON.stringify(fault)} is refused where it is written`, () => {
      const sandbox = createSandbox();
      assert.throws(() => sandbox.faults.next(fault), /^(?:Type|Range)Error/);
      assert.equal(sandbox.faults.queued, 0);
    });
  }
});

describe('X-Sandbox-Fault', () => {
  test('asks for a fault by name, before the queue and the plan', async () => {
    const sandbox = createSandbox();
    sandbox.faults.plan({ shares: { 'rate-limit': 1 } });
    sandbox.faults.next('error-500');
    assert.equal((await pay(sandbox, {}, { 'X-Sandbox-Fault': 'html-503' })).status, 503);
    assert.equal((await pay(sandbox)).status, 500);
    assert.equal((await pay(sandbox)).status, 429);
  });

  for (const value of [
    'no-such-fault',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    'html-503, html-503',
    'x'.repeat(9_000),
    '\xff',
  ]) {
    test(`${JSON.stringify(value.slice(0, 30))} is answered with the names there are`, async () => {
      const sandbox = createSandbox();
      const response = await pay(sandbox, {}, { 'X-Sandbox-Fault': value });
      assert.equal(response.status, 400);
      assert.match(await response.text(), /execute-then-500/);
      assert.equal(debits(sandbox), 0);
      assert.equal(last(sandbox).fault, 'no-such-fault');
    });
  }
});
