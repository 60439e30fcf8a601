// Faults by chance: the same seed, the same luck.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox, FAULT_NAMES, get, pay, post } from './support.mjs';

const shares = Object.fromEntries(
  FAULT_NAMES.filter((name) => !name.includes('hang')).map((name) => [name, 0.08]),
);
const references = Array.from({ length: 60 }, (_, index) => `invoice-${index}`);

/** What befalls each reference in two attempts. */
const run = async (options, order = references) => {
  const sandbox = createSandbox({ balances: { transactional: 1_000_000 } });
  sandbox.faults.plan(options);
  for (const externalReference of order) {
    for (let attempt = 0; attempt < 2; attempt++)
      await pay(sandbox, { externalReference }).catch(() => {});
  }
  const luck = {};
  for (const { externalReference, fault } of sandbox.state.requests)
    luck[externalReference] = [...(luck[externalReference] ?? []), fault];
  return luck;
};

test('a plan is the same for the same seed, whatever the order of the requests', async () => {
  const luck = await run({ seed: 7, shares });
  assert.deepEqual(await run({ seed: 7, shares }), luck);
  assert.deepEqual(
    await run({ seed: 7, shares: Object.fromEntries(Object.entries(shares).reverse()) }),
    luck,
  );
  assert.deepEqual(
    await run({ seed: 7, shares }, references.toReversed?.() ?? [...references].reverse()),
    luck,
  );
  assert.notDeepEqual(await run({ seed: 8, shares }), luck);
});

test('a plan differs between attempts and hits about the share asked for', async () => {
  const luck = Object.values(await run({ seed: 7, shares: { 'rate-limit': 0.3 } }));
  assert.ok(luck.some(([first, second]) => first !== second));
  const hits = luck.flat().filter((fault) => fault === 'rate-limit').length;
  assert.ok(hits > 120 * 0.2 && hits < 120 * 0.4, `${hits} of 120`);
});

test('a plan of 0 never strikes, of 1 always, and spares the sign-in unless told otherwise', async () => {
  const sandbox = createSandbox();
  const signIn = () => post(sandbox, '/auth/token', {});
  sandbox.faults.plan({ shares: { 'rate-limit': 0 } });
  assert.equal((await pay(sandbox)).status, 202);
  sandbox.faults.plan({ shares: { 'rate-limit': 1 } });
  assert.equal((await pay(sandbox)).status, 429);
  assert.equal((await signIn()).status, 400);
  sandbox.faults.plan({ shares: { 'rate-limit': 1 }, match: { path: '/auth/token' } });
  assert.equal((await signIn()).status, 429);
  sandbox.faults.plan(null);
  assert.equal((await signIn()).status, 400);
});

test('a plan can be given with the sandbox, and a queued fault does not shift it', async () => {
  const faults = { seed: 3, shares: { 'error-500': 0.5 } };
  const statuses = async (sandbox) => {
    const seen = [];
    for (let attempt = 0; attempt < 12; attempt++)
      seen.push((await get(sandbox, '/account/balance')).status);
    return seen;
  };
  const [first, ...rest] = await statuses(createSandbox({ faults }));
  assert.ok([first, ...rest].includes(500) && [first, ...rest].includes(200));
  const other = createSandbox({ faults });
  other.faults.next({ status: 418 });
  assert.deepEqual(await statuses(other), [418, ...rest]);
});

for (const bad of [
  { 'rate-limit': 1.1 },
  { 'rate-limit': -0.1 },
  { 'rate-limit': NaN },
  { 'rate-limit': 0.6, 'html-503': 0.5 },
  { nope: 0.1 },
]) {
  test(`${JSON.stringify(bad)} are no shares`, () => {
    assert.throws(() => createSandbox({ faults: { shares: bad } }));
    assert.throws(() => createSandbox().faults.plan({ shares: bad }));
  });
}

test('clear ends queue and plan', async () => {
  const sandbox = createSandbox({ faults: { shares: { 'error-500': 1 } } });
  sandbox.faults.next('rate-limit');
  sandbox.faults.clear();
  assert.equal((await pay(sandbox)).status, 202);
});
