// What is large does not make the page slow: it is read in a worker, shows how far that is, and can
// be called off. What is usual is judged within a frame.
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { mainThreadDuring } from './main-thread.mjs';
import { usePage } from './open-page.mjs';

const mebibyte = 2 ** 20;
/** No task of the main thread may take longer, in milliseconds of the processor. */
const longestTask = 100;
/** And no gap between two frames, though a busy machine makes them longer. */
const longestGap = 1500;
const frame = 1000 / 60;

const records = [
  '{"timestamp":"2026-01-05T12:00:01.000Z","level":"error","status":422,"code":"INSUFFICIENT_FUNDS","detail":"R$ 900.00 were requested, and R$ 100.00 are available."}',
  '{"timestamp":"2026-01-05T13:00:02.000Z","level":"error","status":401,"code":"TOKEN_EXPIRED","title":"Token Expired"}',
  '{"timestamp":"2026-01-05T14:00:03.000Z","level":"error","code":"4001","message":"Validation failed","errors":[{"field":"credential","message":"is missing"}]}',
  '{"timestamp":"2026-01-05T15:00:04.000Z","level":"error","status":503,"title":"Service Unavailable"}',
];

describe('large input', () => {
  const at = usePage('decode');
  let folder;
  let log;
  let lineCount;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psp-errors-log-'));
    log = join(folder, 'errors.ndjson');
    lineCount = await writeLog(log, 100 * mebibyte);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Notes the longest time for which the page could not draw. */
  const watch = () =>
    at.page.evaluate(() => {
      window.longest = 0;
      window.watched = (window.watched ?? 0) + 1;
      const round = window.watched;
      let last = performance.now();
      const look = (now) => {
        window.longest = Math.max(window.longest, now - last);
        last = now;
        if (round === window.watched) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  const longest = () => at.page.evaluate(() => window.longest);
  /** The page goes on drawing while something is done. */
  async function staysAlive(what, act) {
    const { longest: task } = await mainThreadDuring(at.page, async () => {
      await watch();
      await act();
    });
    const gap = await longest();
    console.log(`${what}: longest task ${task.toFixed(0)} ms, longest gap ${gap.toFixed(0)} ms`);
    assert.ok(task < longestTask, `${task} ms`);
    assert.ok(gap < longestGap, `${gap} ms`);
  }
  const rest = (ms) => at.page.waitForTimeout(ms);
  const verdict = () => at.page.getByRole('region', { name: 'Verdict' });

  /** As from a file manager: a tab gets a File that it reads from the disk. */
  async function drop(path) {
    const input = at.page.locator('input[type=file]').first();
    await input.evaluate((element) => {
      // The page's own listener for choosing must not see it.
      element.addEventListener('change', (event) => event.stopImmediatePropagation(), {
        capture: true,
        once: true,
      });
    });
    const [handle] = [await input.elementHandle()];
    await handle.setInputFiles(path);
    await input.evaluate((element) => {
      const transfer = new DataTransfer();
      transfer.items.add(element.files[0]);
      const over = { dataTransfer: transfer, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent('dragover', over));
      document.body.dispatchEvent(new DragEvent('drop', over));
    });
  }

  it('leaves the page alive when 5 MiB of noise are pasted', async () => {
    await at.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const noise of [
      '{[('.repeat((5 * mebibyte) / 3),
      `HTTP/1.1 503 Service Unavailable\n\n${'<p>é'.repeat((5 * mebibyte) / 4)}`,
    ]) {
      await at.page.evaluate((text) => navigator.clipboard.writeText(text), noise);
      await at.page.getByRole('button', { name: 'Clear' }).click();
      await rest(300);
      await staysAlive('5 MiB pasted', async () => {
        await at.page.keyboard.press('Control+V');
        await verdict().getByText('over 1 MiB').waitFor();
        await rest(200);
      });
      await at.page.getByText('5 MiB of text, kept aside').waitFor();
      assert.equal(await at.page.getByLabel('Paste here', { exact: true }).inputValue(), '');
    }
    assert.match(await verdict().innerText(), /HTTP_503/);
  });

  it('leaves the page alive when a log of 100 MiB is dropped, and shows how far it is', async () => {
    const seen = new Set();
    const begun = performance.now();
    await staysAlive('100 MiB dropped', async () => {
      await drop(log);
      const bar = verdict().getByRole('progressbar', { name: 'Progress' });
      await bar.waitFor();
      for (;;) {
        const value = await bar.evaluate((element) => element.value).catch(() => null);
        if (value === null) break;
        seen.add(value);
        if (await verdict().getByText('Summary of errors.ndjson').isVisible()) break;
        // Typing goes on meanwhile, elsewhere.
        await at.page.getByRole('searchbox').fill(`try ${seen.size % 7}`);
      }
      await verdict().getByText('Summary of errors.ndjson').waitFor({ timeout: 60_000 });
    });
    console.log(`100 MiB read in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    assert.ok(seen.size > 2, 'the bar moved');
    const tally = await verdict().locator('.tally').innerText();
    assert.match(tally, new RegExp(lineCount.toLocaleString('en-US')));
    const table = await verdict().getByRole('table', { name: 'By code' }).innerText();
    const quarter = Math.floor(lineCount / 4).toLocaleString('en-US');
    for (const code of ['INSUFFICIENT_FUNDS', 'TOKEN_EXPIRED', '4001', 'HTTP_503']) {
      assert.match(table, new RegExp(`${code}\\s+${quarter}\\s+25%`));
    }
    await at.page.getByRole('link', { name: 'See it over time' }).click();
    await at.page.getByText('errors per hour').waitFor();
    assert.equal(await at.page.locator('.chart g[data-series="retry"] > rect').count(), 1);
  });

  it('is called off at once', async () => {
    await drop(log);
    await verdict().getByRole('progressbar', { name: 'Progress' }).waitFor();
    await verdict().getByRole('button', { name: 'Cancel' }).click();
    await verdict().getByText('Cancelled. Nothing of it was kept.').waitFor();
    await rest(300);
    assert.equal(await verdict().getByText('Summary').count(), 0);
    await at.page.getByLabel('Paste here', { exact: true }).fill('{"code":"TOKEN_EXPIRED"}');
    await verdict().getByText('refresh-token').first().waitFor();
  });

  it('shows the first verdict within a frame of typing', async () => {
    const errors = Array.from({ length: 100 }, (_, index) => ({
      field: `payee.items[${index}].amount`,
      message: 'must be a number that is greater than zero, with two decimals at most',
    }));
    const body = JSON.stringify({ code: '4001', message: 'Validation failed', errors }, null, 2);
    assert.ok(body.length > 12 * 1024 && body.length < 20 * 1024, String(body.length));
    const type = () =>
      at.page.evaluate(async (text) => {
        const box = document.querySelector('textarea');
        for (let round = 0; round < 30; round++) {
          const isFirst = round % 2 === 0;
          const api = isFirst ? 'Connxt API V2' : 'ConnectPSP';
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          performance.mark('typed');
          box.value = text.replace('4001', isFirst ? '4001' : 'VALIDATION_ERROR');
          box.dispatchEvent(new InputEvent('input', { bubbles: true }));
          // In the same task: the verdict waits for nothing but promises.
          for (let turn = 0; turn < 50; turn++) await null;
          if (!document.querySelector('.facts').textContent.includes(api)) {
            throw new Error('the verdict came later');
          }
        }
      }, body);
    const { marked } = await mainThreadDuring(at.page, type, 'typed');
    const times = marked.sort((one, other) => one - other);
    const median = times[Math.floor(times.length / 2)];
    console.log(
      `first verdict on ${body.length} bytes: median ${median.toFixed(1)} ms, worst ${times.at(-1).toFixed(1)} ms`,
    );
    assert.equal(times.length, 30);
    assert.ok(median < frame, `${median} ms`);
  });
});

/** Writes lines until there are so many bytes, each record as often; gives the number of lines. */
async function writeLog(path, size) {
  const block = Buffer.from(`${Array(250).fill(records.join('\n')).join('\n')}\n`);
  const count = Math.ceil(size / block.length);
  const stream = createWriteStream(path);
  for (let index = 0; index < count; index++) {
    if (!stream.write(block)) await new Promise((resolve) => stream.once('drain', resolve));
  }
  await new Promise((resolve) => stream.end(resolve));
  return count * 250 * records.length;
}
