import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  abandon,
  cashInBody,
  createSandbox,
  debits,
  get,
  key,
  newCashIn,
  pay,
  post,
} from './support.mjs';

const keyed = (value = key()) => ({ 'X-Idempotency-Key': value });

test('the same key gives the first answer again and executes nothing', async () => {
  const sandbox = createSandbox();
  const headers = keyed();
  const first = await pay(sandbox, {}, headers);
  sandbox.clock.advance(60_000);
  const second = await pay(sandbox, {}, headers);
  assert.equal(second.status, 202);
  assert.equal(second.headers.get('Content-Type'), first.headers.get('Content-Type'));
  // Word for word: still PROCESSING, though the cash-out has settled since.
  assert.equal(await second.text(), await first.text());
  assert.equal(debits(sandbox), 1);
  assert.deepEqual(
    sandbox.state.requests.map(({ replayed }) => replayed),
    [false, true],
  );
});

test('a key holds on every POST that creates something', async () => {
  const sandbox = createSandbox();
  const id = await newCashIn(sandbox);
  sandbox.payCashIn(id);
  sandbox.clock.advance(10_000);
  for (const [path, body, status] of [
    ['/cash-in', cashInBody(), 201],
    [`/cash-in/${id}/refund`, { reason: 'FRAUD' }, 202],
    ['/account/rebalance', { targetAmount: 1 }, 200],
  ]) {
    const headers = keyed();
    const first = await post(sandbox, path, body, headers);
    const { length } = sandbox.state.ledger;
    const second = await post(sandbox, path, body, headers);
    assert.deepEqual([first.status, second.status], [status, status]);
    assert.equal(await second.text(), await first.text());
    assert.equal(sandbox.state.ledger.length, length);
  }
  assert.equal(sandbox.state.cashIns.length, 2);
});

test('the letter case of a key does not matter', async () => {
  const sandbox = createSandbox();
  const value = key();
  await pay(sandbox, {}, keyed(value));
  assert.equal((await pay(sandbox, {}, keyed(value.toUpperCase()))).status, 202);
  assert.equal(debits(sandbox), 1);
});

test('fifty requests at once under one key execute once and are all answered alike', async () => {
  const sandbox = createSandbox();
  const headers = keyed();
  const answers = await Promise.all(Array.from({ length: 50 }, () => pay(sandbox, {}, headers)));
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
  assert.equal(new Set(texts).size, 1);
  assert.equal(debits(sandbox), 1);
});

test('a key still being processed is waited for, also when its client has gone', async () => {
  const sandbox = createSandbox();
  const headers = keyed();
  sandbox.faults.next({ delayMs: 100 });
  await abandon(sandbox, (signal) => pay(sandbox, {}, headers, { signal }));
  assert.equal(debits(sandbox), 0);
  const second = await pay(sandbox, {}, headers);
  assert.equal(second.status, 202);
  assert.equal(debits(sandbox), 1);
  assert.equal(sandbox.state.requests[1].replayed, true);
});

test('a waiting request takes over when the first one is refused', async () => {
  const sandbox = createSandbox({ balances: { transactional: 0 } });
  const headers = keyed();
  sandbox.faults.next({ delayMs: 60 });
  const first = pay(sandbox, {}, headers);
  const second = first
    .then(() => sandbox.setBalance('transactional', 500))
    .then(() => pay(sandbox, {}, headers));
  assert.equal((await first).status, 422);
  assert.equal((await second).status, 202);
});

test('two waiting requests are both refused when the first one is', async () => {
  const sandbox = createSandbox({ balances: { transactional: 0 } });
  const headers = keyed();
  sandbox.faults.next({ delayMs: 30 });
  const answers = await Promise.all([1, 2, 3].map(() => pay(sandbox, {}, headers)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [422, 422, 422],
  );
});

for (const [what, repeat] of Object.entries({
  body: (sandbox, headers) => pay(sandbox, { amount: 101 }, headers),
  path: (sandbox, headers) => post(sandbox, '/cash-in', cashInBody(), headers),
})) {
  test(`a key used with another ${what} is a 422 without a code`, async () => {
    const sandbox = createSandbox();
    const headers = keyed();
    await pay(sandbox, {}, headers);
    const response = await repeat(sandbox, headers);
    const body = await response.json();
    assert.equal(response.status, 422);
    assert.equal(body.type, 'about:blank');
    assert.equal('code' in body, false);
    assert.equal(debits(sandbox), 1);
  });
}

test('a refusal leaves its key free: the same refund works when the settlement proof is there', async () => {
  const sandbox = createSandbox();
  const id = await newCashIn(sandbox);
  sandbox.payCashIn(id);
  const headers = keyed();
  const refund = () => post(sandbox, `/cash-in/${id}/refund`, { reason: 'FRAUD' }, headers);
  assert.equal((await (await refund()).json()).code, 'MISSING_END_TO_END_ID');
  sandbox.clock.advance(10_000);
  const first = await refund();
  assert.equal(first.status, 202);
  assert.equal(await (await refund()).text(), await first.text());
  assert.equal(sandbox.state.refunds.length, 1);
});

test('a replay still asks for a valid token', async () => {
  const sandbox = createSandbox();
  const headers = { ...(await sandbox.signIn()), ...keyed() };
  assert.equal((await pay(sandbox, {}, headers)).status, 202);
  sandbox.expireTokens();
  assert.equal((await pay(sandbox, {}, headers)).status, 401);
});

for (const value of [
  '1',
  'not-a-uuid',
  '123e4567-e89b-12d3-a456-426614174000',
  'x'.repeat(5_000),
  '',
]) {
  test(`the key ${JSON.stringify(value.slice(0, 40))} is no UUID v4 and refused`, async () => {
    const sandbox = createSandbox();
    const { code, detail } = await (await pay(sandbox, {}, keyed(value))).json();
    assert.equal(code, 'VALIDATION_ERROR');
    assert.match(detail, /X-Idempotency-Key/);
    assert.ok(sandbox.state.requests[0].idempotencyKey.length <= 100);
  });
}

test('GET and POST /auth/token take no notice of a key', async () => {
  const sandbox = createSandbox();
  const { clientId, clientSecret } = sandbox.credentials;
  const headers = keyed();
  const signIn = async () =>
    await (await post(sandbox, '/auth/token', { clientId, clientSecret }, headers)).json();
  assert.notEqual((await signIn()).accessToken, (await signIn()).accessToken);
  assert.equal((await get(sandbox, '/account/balance', headers)).status, 200);
});
