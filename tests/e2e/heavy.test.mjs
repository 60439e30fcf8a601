// What is large does not make the page slow: it is read in a worker, shows how far that is, and can
// be called off. What is usual is judged at once. How long it all takes: `npm run bench:page`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { codesOfLog, drop, makeLog, midSizeBodies, noises, typeInTurn } from './large-input.mjs';
import { usePage } from './open-page.mjs';

describe('large input', () => {
  const at = usePage('decode');
  let log;

  before(async () => {
    log = await makeLog();
  });
  after(() => log?.remove());

  const verdict = () => at.page.getByRole('region', { name: 'Verdict' });
  const box = () => at.page.getByLabel('Paste here', { exact: true });
  /** The worker that is started next. */
  const nextWorker = () => at.page.waitForEvent('worker');

  it('reads 5 MiB of pasted noise in a worker, and keeps it out of the box', async () => {
    for (const noise of noises) {
      await at.page.getByRole('button', { name: 'Clear' }).click();
      const worker = nextWorker();
      await at.paste(noise);
      assert.match((await worker).url(), /worker/);
      await verdict().getByText('over 1 MiB').waitFor();
      await at.page.getByText('5 MiB of text, kept aside').waitFor();
      assert.equal(await box().inputValue(), '');
    }
    assert.match(await verdict().innerText(), /HTTP_503/);
  });

  it('reads a dropped log of 100 MiB in a worker, shows how far it is, and works on meanwhile', async () => {
    const worker = nextWorker();
    await drop(at.page, log.path);
    assert.match((await worker).url(), /worker/);
    const bar = verdict().getByRole('progressbar', { name: 'Progress' });
    await bar.waitFor();
    const summary = verdict().getByText('Summary of errors.ndjson');
    const seen = new Set();
    let searches = 0;
    for (const text of ['funds', 'expired', 'server', 'funds', 'expired', 'server']) {
      const value = await bar.evaluate((element) => element.value).catch(() => null);
      if (value === null) break;
      seen.add(value);
      // The page has to do this while the log is read, or the bar is gone when it comes to it.
      await at.page.getByRole('searchbox').fill(text);
      await at.page.waitForFunction(
        (before) => document.querySelector('progress')?.value !== before,
        value,
      );
      searches += 1;
    }
    assert.ok(seen.size > 2, 'the bar moved');
    assert.ok(searches > 2, 'there was a search between two moves of the bar');
    await summary.waitFor({ timeout: 60_000 });

    const tally = await verdict().locator('.tally').innerText();
    assert.match(tally, new RegExp(log.lineCount.toLocaleString('en-US')));
    const table = await verdict().getByRole('table', { name: 'By code' }).innerText();
    const quarter = Math.floor(log.lineCount / 4).toLocaleString('en-US');
    for (const code of codesOfLog) assert.match(table, new RegExp(`${code}\\s+${quarter}\\s+25%`));
    await at.page.getByRole('link', { name: 'See it over time' }).click();
    await at.page.getByText('errors per hour').waitFor();
    assert.equal(await at.page.locator('.chart g[data-series="retry"] > rect').count(), 1);
  });

  it('is called off at once', async () => {
    const worker = nextWorker();
    await drop(at.page, log.path);
    const ended = (await worker).waitForEvent('close');
    await verdict().getByRole('progressbar', { name: 'Progress' }).waitFor();
    await verdict().getByRole('button', { name: 'Cancel' }).click();
    await ended;
    await verdict().getByText('Cancelled. Nothing of it was kept.').waitFor();
    assert.equal(await verdict().getByText('Summary').count(), 0);
    await box().fill('{"code":"TOKEN_EXPIRED"}');
    await verdict().getByText('refresh-token').first().waitFor();
  });

  it('judges a mid-size body in the task in which it was typed', async () => {
    const bodies = midSizeBodies();
    for (const { text } of bodies) assert.ok(text.length > 12 * 1024 && text.length < 20 * 1024);
    await typeInTurn(at.page, bodies, 4);
  });
});
