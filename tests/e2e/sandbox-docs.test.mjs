// The two examples of pkg/docs/sandbox.md run, with stand-ins for the test runners that they import.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags, setup } from '../../pkg/scripts/setup.mjs';
import { serve } from './static-server.mjs';

const docs = await readFile(new URL('../../pkg/docs/sandbox.md', import.meta.url), 'utf8');
const [withVitest, withPlaywright] = [...docs.matchAll(/```js\n(.*?)```/gs)].map(
  ([, code]) => code,
);

/** As much of `expect` as the examples use. */
function expect(value) {
  return {
    toBe: (wanted) => assert.equal(value, wanted),
    toHaveText: async (wanted) => {
      await value.waitFor();
      assert.match(await value.textContent(), wanted);
    },
  };
}

async function testIn(code) {
  let found;
  globalThis.runner = {
    expect,
    test: (_, act) => {
      found = act;
    },
  };
  const source = code
    .replace(
      /^import .* from '(vitest|@playwright\/test)';$/m,
      'const { expect, test } = globalThis.runner;',
    )
    .replaceAll(/from '(psp-errors[^']*)'/g, (_, name) => `from '${import.meta.resolve(name)}'`);
  await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return found;
}

test('the example for Vitest runs', async () => {
  const act = await testIn(withVitest);
  await act();
});

const page = `<!doctype html>
<meta charset="utf-8"><link rel="icon" href="data:,">
<form><label>PIX key <input name="pixKey"></label><button>Pay</button></form>
<p role="alert"></p>
<script type="module" src="pay.js"></script>`;

/** A front end as somebody might write it. */
const script = `
import { handle } from 'psp-errors';
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const destination = { type: 'PIX', pixKeyType: 'EMAIL', pixKey: event.target.pixKey.value };
  const payee = { name: 'Ana', document: '12345678909', destination };
  const body = JSON.stringify({ amount: 1, externalReference: 'invoice-1', payee });
  document.querySelector('[role=alert]').textContent = await handle(
    fetch('/api/cash-out', { method: 'POST', body }),
    { default: (error) => error.userMessage },
  );
});`;

test('the example for Playwright runs', async (context) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'psp-errors-pay-')));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'pay'), page);
  await build({
    stdin: { contents: script, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'esm',
    outfile: join(folder, 'pay.js'),
  });
  const server = await serve(folder);
  context.after(() => server.close());
  const { chromium: executablePath } = await setup(['browser']);
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  context.after(() => browser.close());

  const tab = await browser.newPage({ baseURL: server.url });
  // The server gives a file without an ending no type.
  await tab.route('**/pay', async (route) => {
    await route.fulfill({ contentType: 'text/html', body: page });
  });
  const act = await testIn(withPlaywright);
  await act({ page: tab });
});
