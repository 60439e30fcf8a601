// A claim of pkg/docs/threat-model.md: markup in what a server sent is never interpreted by the page.
// It knows of the page only that a body is typed into its first text area, and how a log is opened.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBuiltPage } from './built-page.mjs';

let built;
before(async () => {
  built = await openBuiltPage();
});
after(() => built?.close());

const MARK = 'from-the-server';
const attacks = [
  `<img id="${MARK}" src=x onerror="alert(1)">`,
  `<script id="${MARK}">alert(1)</script>`,
  `<svg id="${MARK}" onload="alert(1)"></svg>`,
  `"><iframe id="${MARK}" srcdoc="<script>parent.alert(1)</script>"></iframe>`,
  `<a id="${MARK}" href="javascript:alert(1)">x</a>`,
  `</pre></textarea><b id="${MARK}">x</b>`,
];

/** A tab, and a look at what must not be in it. */
async function openTab(part) {
  const page = await built.browser.newPage();
  const dialogs = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(built.url + part);
  const check = async (attack, { isShown }) => {
    await sleep(50);
    assert.equal(await page.locator(`#${MARK}`).count(), 0, attack);
    assert.equal(await page.locator('[href^="javascript:" i], [onerror], [onload]').count(), 0);
    assert.deepEqual(dialogs, []);
    // Or this would show nothing.
    if (isShown) assert.ok((await page.locator('body').innerText()).includes(attack), attack);
  };
  return { page, check };
}

test('markup in any member of a body makes no element, link or dialog', async () => {
  const { page, check } = await openTab('');
  for (const attack of attacks) {
    const errors = [{ field: attack, message: attack }];
    const texts = { detail: attack, title: attack, message: attack, instance: attack };
    const sent = { code: attack, type: attack, timestamp: attack, ...texts, errors };
    for (const body of [JSON.stringify(sent), attack, JSON.stringify({ failure: sent })]) {
      await page.locator('textarea').first().fill(body);
      await check(attack, { isShown: false });
    }
    await check(attack, { isShown: true });
  }
  await page.close();
});

test('markup in the codes of a log makes none either', async () => {
  const { page, check } = await openTab('#watch');
  // Longer ones are cut.
  const names = attacks.filter(({ length }) => length <= 60);
  assert.equal(names.length, 5);
  for (const attack of names) {
    const line = { timestamp: '2026-01-05T12:00:01Z', status: 422, code: attack };
    const buffer = Buffer.from(`${JSON.stringify(line)}\n`.repeat(2));
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a log file' }).click();
    await (await chooser).setFiles({ name: attack, mimeType: 'text/plain', buffer });
    await page.getByText('errors per hour').waitFor();
    await page.getByRole('radio', { name: 'code' }).check();
    await page.getByText(attack).first().waitFor();
    await check(attack, { isShown: true });
  }
  await page.goto(built.url);
  await page.locator('textarea').first().waitFor();
  const log = names.map((code) => JSON.stringify({ status: 422, code })).join('\n');
  await page.locator('textarea').first().fill(log);
  await page.getByText(names[0]).last().waitFor();
  for (const attack of names) await check(attack, { isShown: true });
  await page.close();
});
