// Reference, by the steps of a user.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue } from 'psp-errors';
import { usePage } from './open-page.mjs';

describe('reference', () => {
  const at = usePage('reference');

  const rows = () => at.page.locator('.catalogue tbody tr');
  const filter = (text) => at.page.getByRole('searchbox', { name: 'Filter the codes' }).fill(text);

  it('shows the catalogue, row by row', async () => {
    const shown = await rows().allInnerTexts();
    assert.equal(shown.length, catalogue.length);
    for (const [index, row] of catalogue.entries()) {
      for (const fact of [row.code, row.action, row.remedy, String(row.status), row.title]) {
        assert.ok(shown[index].includes(fact), `${row.code}: ${fact}`);
      }
    }
  });

  it('filters by any fact', async () => {
    await filter('insufficient funds');
    assert.equal(await rows().count(), 3);
    await filter('re-auth 422');
    assert.match(await rows().innerText(), /INVALID_SIGNATURE/);
    await filter('no such code');
    await at.page.getByText('No code has that.').waitFor();
    assert.match(await at.page.locator('#filter-count').innerText(), /^0 of 25/);
  });

  it('has a link to each row, which brings it into sight', async () => {
    await at.page.getByRole('link', { name: 'Link to NOT_FOUND' }).click();
    assert.equal(new URL(at.page.url()).hash, '#reference?code=NOT_FOUND');
    const other = await at.context.newPage();
    await other.goto(at.page.url());
    const row = other.locator('#row-NOT_FOUND[aria-current]');
    await row.waitFor();
    const { y, height } = await row.boundingBox();
    assert.ok(y >= 0 && y + height <= 800, `at ${y}`);
  });

  it('leads from a row to its sample', async () => {
    await at.page.getByRole('link', { name: 'Decode a sample of 4003' }).click();
    await at.page.locator('#decision', { hasText: 'request-access' }).waitFor();
  });
});
