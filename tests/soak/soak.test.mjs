// The short form of `npm run soak`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slopeOf } from './measure.mjs';
import { soak } from './soak.mjs';

test('mixed load with aborts and expiring tokens leaves heap, module and ledger as they should be', async () => {
  const seed = String(Math.floor(Math.random() * 1e9));
  const result = await soak({
    ...{ minutes: 0, seed, share: 0.05, concurrency: 32, count: 300, least: 3 },
  });
  assert.deepEqual(result.complaints, [], `seed ${seed}`);
  assert.equal(result.wasm.length, 1);
  // What pools and caches take; what grows call by call shows in the long form.
  const [first, ...later] = result.samples.map(({ heap }) => heap);
  assert.ok(Math.max(...later) - first < 4 * 2 ** 20, JSON.stringify(result.samples));
});

test('the slope of a line is found', () => {
  assert.equal(slopeOf([1, 3, 5, 7]), 2);
  assert.equal(slopeOf([4, 4, 4]), 0);
  assert.equal(slopeOf([9]), 0);
});
