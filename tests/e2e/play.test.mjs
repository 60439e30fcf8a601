// Play, by the steps of a user: what the client reports, and what the bank's ledger says.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { usePage } from './open-page.mjs';

describe('play', () => {
  const at = usePage('play', { reducedMotion: 'reduce' });

  const ours = () => at.page.getByRole('region', { name: 'With psp-errors' });
  const loop = () => at.page.getByRole('region', { name: 'A loop around fetch' });
  const send = () => at.page.getByRole('button', { name: 'Send the payment' });

  /** Switches on these faults and no others. */
  async function choose(...names) {
    for (const box of await at.page.getByRole('checkbox').all()) await box.uncheck();
    for (const name of names) await at.page.getByRole('checkbox', { name }).check();
  }

  async function play(...names) {
    await choose(...names);
    await send().click();
    await ours().locator('.end').waitFor({ timeout: 30_000 });
    await loop().locator('.end').waitFor({ timeout: 30_000 });
  }

  const debits = async (lane) => {
    const cells = await lane.locator('.ledger tbody td:first-child').allInnerTexts();
    return cells.map((cell) => cell.trim());
  };
  const steps = async (lane) => (await lane.locator('.timeline').innerText()).replace(/\s+/g, ' ');

  it('pays once where the answers lie and the network breaks; the loop pays three times', async () => {
    await play('Paid, then a 500', 'Paid, then the connection drops', '429 with Retry-After');
    assert.deepEqual(await debits(ours()), ['order-1042']);
    assert.deepEqual(await debits(loop()), ['order-1042-2', 'order-1042-3', 'order-1042-4']);
    assert.match(await ours().locator('.debits').innerText(), /1 debit\s+Paid once/);
    assert.match(await loop().locator('.debits').innerText(), /3 debits\s+Paid 3 times/);

    const told = await steps(ours());
    assert.match(
      told,
      /Answer 429 .*as the server asks.*Answer 500 The bank paid .*random backoff.*connection dropped .*Answer 202 The bank gave its first answer again, and paid nothing .*Reported as paid/,
    );
    const keys = [...told.matchAll(/key ([0-9a-f]{8})…/g)].map(([, key]) => key);
    assert.equal(keys.length, 4);
    assert.equal(new Set(keys).size, 1, 'one key for all attempts');
    await at.page
      .locator('#announcement', { hasText: 'With psp-errors: 1 debit. The loop: 3 debits.' })
      .waitFor();
  });

  it('renews an expired token once, and pays once', async () => {
    await play('The access token has expired');
    assert.match(
      await steps(ours()),
      /Answer 401 TOKEN_EXPIRED .*Renew the access token .*POST \/auth\/token.*Answer 200 .*Answer 202 The bank paid .*Reported as paid/,
    );
    assert.deepEqual(await debits(ours()), ['order-1042']);
  });

  it('finds the payment that was made before', async () => {
    await play('The reference was paid before');
    assert.match(
      await steps(ours()),
      /Answer 409 DUPLICATED_EXTERNAL_REFERENCE .*Look the existing withdrawal up .*GET \/cash-out\/order-1042 .*Reported: it exists already/,
    );
    assert.deepEqual(await debits(ours()), ['order-1042']);
    assert.deepEqual(await debits(loop()), ['order-1042', 'order-1042-2']);
  });

  it('says who has to act where no repeat helps, and sends once', async () => {
    for (const [fault, code, facts, actor] of [
      ['No funds', 'INSUFFICIENT_FUNDS', 'escalate, add-funds', 'Whoever runs your account'],
      ['A wrong PIX key', 'PIX_KEY_NOT_FOUND', 'user-fix, fix-pix-key', 'The person who uses'],
    ]) {
      await play(fault);
      const told = await steps(ours());
      assert.match(told, new RegExp(`Answer 422 ${code} .*Reported as failed ${facts} ${actor}`));
      assert.doesNotMatch(told, /Request 2/);
      assert.match(await ours().locator('.debits').innerText(), /No debit\s+Nothing was paid/);
    }
  });

  it('feeds Watch', async () => {
    await play('Paid, then a 500');
    await at.page.getByRole('link', { name: 'Watch' }).click();
    const row = at.page.getByRole('row', { name: /retry/ });
    assert.match(await row.innerText(), /retry\s+1\s+1/);
    await at.page.getByRole('radio', { name: 'code' }).check();
    assert.match(await at.page.getByRole('row', { name: /HTTP_500/ }).innerText(), /1\s+1/);
  });

  it('shows the very code that ran', async () => {
    await loop().getByText('Show the loop').click();
    await ours().getByText('Show the call').click();
    assert.match(await loop().locator('pre').innerText(), /crypto\.randomUUID\(\)/);
    assert.match(await ours().locator('pre').innerText(), /^\/\*\* Pays.*createFetch\(/s);
  });

  it('works by keyboard alone', async () => {
    await choose();
    await at.page.getByRole('checkbox').first().focus();
    await at.page.keyboard.press('Space');
    await at.page.keyboard.press('Enter');
    await ours().locator('.timeline').waitFor();
    await at.page.keyboard.press('Enter');
    await ours().locator('.end').waitFor({ timeout: 30_000 });
    assert.deepEqual(await debits(ours()), ['order-1042'], 'a second press did not pay again');
  });
});
