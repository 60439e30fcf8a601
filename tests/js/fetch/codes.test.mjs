import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { catalogue, createFetch, isPspError } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import { serveSandbox } from 'psp-errors/sandbox/serve';
import { provoke, RECIPES } from '../sandbox/recipes.mjs';
import { CONNECTPSP, rejection } from './support.mjs';

/** What a code that no retry mends comes out as; the other two are given up. */
const gaveUp = { 1000: 'not-idempotent', MISSING_END_TO_END_ID: 'attempts' };

const client = (row, sandbox, options) =>
  createFetch({ api: row.api, fetch: sandbox?.fetch, retry: false, ...options });

describe('each documented code', () => {
  test('has a recipe', () => {
    assert.equal(catalogue.length, 25);
    assert.deepEqual(catalogue.map(({ code }) => code).sort(), Object.keys(RECIPES).sort());
  });

  for (const row of catalogue) {
    test(`provoked by a real request, is decoded and thrown: ${row.code}`, async () => {
      const sandbox = createSandbox();
      const call = client(row, sandbox);
      const error = await rejection(provoke(sandbox, row.code, { fetch: call, base: CONNECTPSP }));
      assert.ok(isPspError(error, row.code));
      const given = gaveUp[row.code] ?? null;
      const { api, code, status, remedy, actor, outcome } = error;
      assert.deepEqual(
        { api, code, status, remedy, actor, outcome },
        {
          ...{ api: row.api, code: row.code, status: row.status, remedy: row.remedy },
          ...{ actor: row.actor, outcome: row.outcome },
        },
      );
      assert.equal(error.known, true);
      assert.deepEqual([error.gaveUp, error.attempts], [given, 1]);
      assert.equal(error.action, given === null ? row.action : 'escalate');
    });

    test(`calls its handler, and that handler only: ${row.code}`, async () => {
      const sandbox = createSandbox();
      const others = Object.fromEntries(
        [...catalogue.map(({ code }) => code), row.remedy, row.action, 'escalate', 'default'].map(
          (name) => [name, () => assert.fail(name)],
        ),
      );
      const on = { ...others, [row.code]: (error) => `handled ${error.code}` };
      const call = client(row, sandbox, { on });
      const result = await provoke(sandbox, row.code, { fetch: call, base: CONNECTPSP });
      assert.equal(result, `handled ${row.code}`);
    });
  }

  test('comes over real HTTP, too', async (t) => {
    const { url, sandbox, close } = await serveSandbox({ clock: 'virtual' });
    t.after(close);
    for (const row of catalogue) {
      sandbox.reset();
      const on = { [row.code]: ({ code }) => code };
      const call = client(row, undefined, { on });
      assert.equal(await provoke(sandbox, row.code, { fetch: call, base: url }), row.code);
    }
  });
});
