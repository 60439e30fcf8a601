import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { ending, judge, play, scenario } from './ledger-model.mjs';

/** `FC_SEED=… FC_PATH=… node --test …` runs the same again, or one of them. */
const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FC_RUNS ?? 2000) / 2;

const unhandled = [];
const note = (reason) => unhandled.push(reason);
process.on('unhandledRejection', note);
after(() => process.off('unhandledRejection', note));

describe('whatever the network does', () => {
  test('a call says of money what the ledger says', async (t) => {
    const endings = new Map();
    const property = fc.asyncProperty(scenario, async (given) => {
      const played = await play(structuredClone(given));
      judge(played);
      for (const call of played.calls) {
        endings.set(ending(call), (endings.get(ending(call)) ?? 0) + 1);
      }
    });
    const { FC_PATH: path } = process.env;
    await fc.assert(property, { seed, numRuns, includeErrorInReport: true, ...(path && { path }) });
    t.diagnostic(`FC_SEED=${seed}: ${JSON.stringify(Object.fromEntries(endings))}`);
    await new Promise((resolve) => void setTimeout(resolve, 20));
    assert.deepEqual(unhandled, []);
  });
});
