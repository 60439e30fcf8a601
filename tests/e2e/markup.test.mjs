// A claim of pkg/docs/threat-model.md: markup in what a server sent is never interpreted by the page.
// It knows of the page only that a body is typed into its first text area, a status into an input.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBuiltPage } from './built-page.mjs';

let built;
before(async () => {
  built = await openBuiltPage();
});
after(() => built?.close());

const MARK = 'marked-by-the-server';
const attacks = [
  `<img id="${MARK}" src=x onerror="alert(1)">`,
  `<script id="${MARK}">alert(1)</script>`,
  `<svg id="${MARK}" onload="alert(1)"></svg>`,
  `"><iframe id="${MARK}" srcdoc="<script>parent.alert(1)</script>"></iframe>`,
  `<a id="${MARK}" href="javascript:alert(1)">x</a>`,
  `</pre></textarea><b id="${MARK}">x</b>`,
];

test('markup in any member of a body makes no element, link or dialog', async () => {
  const page = await built.browser.newPage();
  const dialogs = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(built.url);
  for (const attack of attacks) {
    const errors = [{ field: attack, message: attack }];
    const texts = { detail: attack, title: attack, message: attack, instance: attack };
    const sent = { code: attack, type: attack, timestamp: attack, ...texts, errors };
    for (const body of [JSON.stringify(sent), attack, JSON.stringify({ failure: sent })]) {
      await page.locator('textarea').first().fill(body);
      await sleep(50);
      assert.equal(await page.locator(`#${MARK}`).count(), 0, attack);
      assert.equal(await page.locator('[href^="javascript:" i], [onerror], [onload]').count(), 0);
    }
    // It was shown, or this would show nothing.
    assert.ok((await page.locator('body').innerText()).includes(attack), attack);
  }
  assert.deepEqual(dialogs, []);
  await page.close();
});
