// What holds for every part of the page: its policy, its size, its languages, accessibility, widths,
// and that it works without a network.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from './built-page.mjs';
import { usePage } from './open-page.mjs';

const parts = ['decode', 'play', 'watch', 'copy', 'reference'];
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const budget = 120 * 1024;

it('has JavaScript, WebAssembly and CSS of less than 120 KiB, gzip', async () => {
  const dist = join(root, 'www', 'dist');
  const names = await readdir(dist, { recursive: true });
  const counted = names.filter((name) => ['.js', '.css', '.wasm'].includes(extname(name)));
  assert.ok(counted.length > 3);
  let total = 0;
  for (const name of counted) {
    total += gzipSync(await readFile(join(dist, name)), { level: 9 }).length;
  }
  console.log(`page: ${(total / 1024).toFixed(1)} KiB, gzip`);
  assert.ok(total < budget, `${total} bytes, ${total - budget} too many`);
});

describe('the page', () => {
  const at = usePage('decode');

  const open = async (part) => {
    await at.page.locator(`nav a[href="#${part}"]`).click();
    await at.page.locator('main h1').waitFor();
    await at.page.waitForFunction(
      (name) => document.querySelector(`nav a[href="#${name}"][aria-current]`),
      part,
    );
  };

  it('enforces its policy, and loads nothing but its own files', async () => {
    const policy = at.page.locator('meta[http-equiv="Content-Security-Policy"]');
    assert.match(await policy.getAttribute('content'), /^default-src 'none'; script-src 'self' /);
    const html = await (await fetch(at.url)).text();
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
    for (const part of parts) await open(part);

    const refused = await at.page.evaluate(() =>
      fetch('https://elsewhere.invalid/').then(
        () => false,
        () => true,
      ),
    );
    assert.equal(refused, true);
    // That this is noticed shows that the other tests would notice it as well.
    const noticed = at.complaints.splice(0).filter((text) => text.includes('connect-src'));
    assert.notDeepEqual(noticed, []);
  });

  it('says what is wrong where WebAssembly is not allowed', async () => {
    await at.page.route(at.url, async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      await route.fulfill({ response, body: html.replace(/ ('|&#39;)wasm-unsafe-eval\1/, '') });
    });
    await at.page.reload();
    const verdict = at.page.getByRole('region', { name: 'Verdict' });
    await verdict.getByText("must allow 'wasm-unsafe-eval'").waitFor();
    await at.page.getByLabel('Paste here', { exact: true }).fill('{"code": 4002}');
    await verdict.getByText("must allow 'wasm-unsafe-eval'").waitFor();
    const unexpected = at.complaints.splice(0).filter((text) => !/security policy/i.test(text));
    assert.deepEqual(unexpected, []);
  });

  it('leads to each part by keyboard, and tells which one it is', async () => {
    const names = { decode: 'psp-errors:', play: 'Play', watch: 'Watch', copy: 'Copy' };
    for (const [part, title] of Object.entries(names)) {
      await at.page.locator(`nav a[href="#${part}"]`).focus();
      await at.page.keyboard.press('Enter');
      await at.page.locator(`nav a[href="#${part}"][aria-current="page"]`).waitFor();
      await at.page.waitForFunction((start) => document.title.startsWith(start), title);
    }
    await at.page.goBack();
    await at.page.locator('nav a[href="#watch"][aria-current="page"]').waitFor();
  });

  it('speaks three languages, and remembers which', async () => {
    const headings = new Set();
    for (const [tag, sentence] of [
      ['pt-BR', 'Coloque saldo na conta'],
      ['es', 'Ponga fondos en la cuenta'],
      ['en', 'Add funds to the account'],
    ]) {
      await at.page.locator('select.language').selectOption(tag);
      await at.page.locator('#decision', { hasText: sentence }).waitFor();
      await at.page.reload();
      await at.page.locator('#decision', { hasText: sentence }).waitFor();
      assert.equal(await at.page.locator('html').getAttribute('lang'), tag);
      for (const part of parts) {
        await open(part);
        headings.add(await at.page.locator('h1').innerText());
        assert.doesNotMatch(await at.page.locator('#app').innerText(), /undefined|\[object/);
      }
      await open('decode');
    }
    assert.equal(headings.size, 3 * parts.length);
  });

  it('has no horizontal scroll, from narrow to wide', async () => {
    const word = 'x'.repeat(400);
    const errors = [{ field: word, message: word }];
    const scrolls = () =>
      at.page.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth);
    await at.page
      .getByLabel('Paste here', { exact: true })
      .fill(JSON.stringify({ code: word, detail: word, [word]: word, errors }));
    for (const part of parts) {
      await open(part);
      for (const width of [320, 360, 767, 768, 959, 960, 1216, 1280, 3840]) {
        await at.page.setViewportSize({ width, height: 740 });
        // The bar's own list scrolls where it has to; the page must not.
        assert.equal(await scrolls(), false, `${part}, ${width} px`);
      }
    }
  });

  it('moves nothing for whoever wants no motion', async () => {
    await at.page.emulateMedia({ reducedMotion: 'reduce' });
    await open('play');
    await at.page.getByRole('button', { name: 'Send the payment' }).click();
    await at.page.locator('.step').first().waitFor();
    const moving = await at.page.evaluate(() => document.getAnimations().length);
    assert.equal(moving, 0);
  });
});

describe('the page in the language of the browser', () => {
  const at = usePage('decode', { locale: 'pt-PT' });

  it('is the one that the visitor reads', async () => {
    await at.page.locator('html[lang="pt-BR"]').waitFor();
    await at.page.getByText('Nada do que você cola sai desta página').first().waitFor();
  });
});

for (const colorScheme of ['light', 'dark']) {
  describe(`the page for everybody, ${colorScheme}`, () => {
    const at = usePage('decode', { colorScheme, reducedMotion: 'reduce', bypassCSP: true });

    async function check(what) {
      if (!(await at.page.evaluate(() => 'axe' in window)))
        await at.page.addScriptTag({ path: axe });
      const { violations, passes } = await at.page.evaluate(() => window.axe.run());
      assert.ok(passes.length > 10, what);
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
      assert.deepEqual(found, [], what);
    }

    const sample = (id) => at.page.locator(`input[name="sample"][value="${id}"]`);
    const open = async (part) => {
      await at.page.locator(`nav a[href="#${part}"]`).click();
      await at.page.locator(`nav a[href="#${part}"][aria-current]`).waitFor();
      await at.page.waitForTimeout(50);
    };

    it('has nothing that axe objects to', async () => {
      for (const id of ['1000', '4002', '4001', 'INSUFFICIENT_FUNDS', 'webhook']) {
        await sample(id).check();
        await check(`decode, ${id}`);
      }
      await sample('lines').check();
      await at.page.getByText('Summary of what was pasted').waitFor();
      await check('decode, lines');

      await open('play');
      await at.page.getByRole('button', { name: 'Send the payment' }).click();
      await at.page.locator('.step').nth(2).waitFor();
      await check('play, running');
      await at.page.locator('.end').nth(1).waitFor({ timeout: 30_000 });
      await check('play, over');

      await open('watch');
      await at.page.locator('.chart rect').first().waitFor({ state: 'attached' });
      await check('watch, a log');
      await at.page.getByRole('radio', { name: 'code' }).check();
      await check('watch, by code');

      await open('copy');
      await check('copy');
      await at.page.goto(`${at.page.url().split('#')[0]}#reference?code=NOT_FOUND`);
      await at.page.locator('#row-NOT_FOUND[aria-current]').waitFor();
      await check('reference');
      await at.page.setViewportSize({ width: 360, height: 740 });
      await check('reference, narrow');
      await open('decode');
      await check('decode, narrow');
    });
  });
}

describe('the page without a network', () => {
  const at = usePage('decode', { serviceWorkers: 'allow' });

  it('works in every part after one visit', async () => {
    await at.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await at.context.setOffline(true);
    await at.page.reload();
    await at.page.locator('#decision', { hasText: 'add-funds' }).waitFor();
    for (const part of parts) {
      await at.page.locator(`nav a[href="#${part}"]`).click();
      await at.page.locator('h1').waitFor();
      assert.equal(await at.page.getByText('could not load').count(), 0, part);
    }
    await at.page.locator('select.language').selectOption('es');
    await at.page.getByRole('heading', { name: 'Los 25 códigos documentados' }).waitFor();
    await at.page.locator('nav a[href="#decode"]').click();
    await at.page.locator('input[value="lines"]').check();
    await at.page.getByText('Resumen de lo pegado').waitFor();
    // That is what being offline means: the server was asked for the page first, in vain.
    at.complaints.splice(0);
  });

  it('keeps one set of files, and drops those of another version', async () => {
    const keys = () => at.page.evaluate(() => caches.keys());
    await at.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      const [current] = await caches.keys();
      await caches.open(current.replace(/\S+$/, 'older'));
      await caches.open('somebody-else');
      const registration = await navigator.serviceWorker.ready;
      await registration.unregister();
    });
    await at.page.reload();
    await at.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await at.page.waitForFunction(async () => {
      const names = await caches.keys();
      return !names.some((name) => name.endsWith('older'));
    });
    const left = await keys();
    assert.equal(left.length, 2, left.join('; '));
    assert.ok(left.includes('somebody-else'));
  });
});
