// Watch, by the steps of a user.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { usePage } from './open-page.mjs';

const log = [
  '{"timestamp":"2026-01-05T12:00:01Z","status":422,"code":"INSUFFICIENT_FUNDS"}',
  '{"timestamp":"2026-01-05T12:59:59Z","status":422,"code":"INSUFFICIENT_FUNDS"}',
  '{"timestamp":"2026-01-05T14:10:44Z","status":401,"code":"TOKEN_EXPIRED"}',
  'no JSON at all',
].join('\n');

describe('watch', () => {
  const at = usePage('watch');

  const row = (name) => at.page.getByRole('row', { name });
  const numbers = async (name) =>
    (await row(name).locator('.number').allInnerTexts()).map((text) => Number(text));
  const bars = (series) => at.page.locator(`.chart g[data-series="${series}"] > rect`);

  it('shows test traffic as it comes, by action and by code', async () => {
    await at.page.getByText('No error yet').waitFor();
    await at.page.getByRole('button', { name: 'Start test traffic' }).click();
    await bars('retry').first().waitFor();
    await at.page.getByText(/^\d+ test payments, \d+ paid$/).waitFor();
    const seen = await numbers(/retry/);
    assert.ok(seen[0] >= 1 && seen[1] >= 1, String(seen));
    await at.page.getByRole('button', { name: 'Stop test traffic' }).click();
    await at.page.getByRole('radio', { name: 'code' }).check();
    await bars('rank-0').first().waitFor();
    assert.equal(await row(/retry/).count(), 0);
  });

  it('shows a log file by the hour', async () => {
    const chooser = at.page.waitForEvent('filechooser');
    await at.page.getByRole('button', { name: 'Open a log file' }).click();
    const file = { name: 'errors.ndjson', mimeType: 'text/plain', buffer: Buffer.from(log) };
    await (await chooser).setFiles(file);
    await at.page.getByText('errors per hour').waitFor();
    assert.deepEqual(await numbers(/escalate/), [2]);
    assert.deepEqual(await numbers(/re-auth/), [1]);
    assert.equal(await bars('escalate').count(), 1, 'both in one hour');
    await at.page.getByRole('radio', { name: 'code' }).check();
    assert.deepEqual(await numbers(/INSUFFICIENT_FUNDS/), [2]);
    await at.page.getByRole('radio', { name: 'This page, last 5 minutes' }).check();
    await at.page.getByText('errors per minute').waitFor();
  });

  it('leaves for Decode where the file is one response', async () => {
    const chooser = at.page.waitForEvent('filechooser');
    await at.page.getByRole('button', { name: 'Open a log file' }).click();
    const buffer = Buffer.from('{"code":"TOKEN_EXPIRED"}');
    await (await chooser).setFiles({ name: 'one.json', mimeType: 'application/json', buffer });
    await at.page.locator('#decision', { hasText: 're-auth' }).waitFor();
  });
});
