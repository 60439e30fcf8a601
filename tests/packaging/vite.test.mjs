// A page that Vite builds with its default settings from the installed tarball, in Chromium, under
// the Content-Security-Policy that the README asks for of each entry.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { chromiumFlags, setup } from '../../pkg/scripts/setup.mjs';
import { serve } from '../e2e/static-server.mjs';

const run = promisify(execFile);
const pkg = fileURLToPath(new URL('../../pkg', import.meta.url));

const pageUnder = (sources) => `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${sources}; connect-src 'self'; img-src data:">
<link rel="icon" href="data:,">
<pre id="result"></pre>
<script type="module" src="/main.js"></script>`;

const scriptFor = (entry) => `
import { decode, handle } from '${entry}';

const body = '{"code":"INSUFFICIENT_FUNDS","detail":"R$ 1,00"}';
const { action } = decode({ status: 422, body });
const response = new Response(body, { status: 422 });
const handled = await handle(response, { 'add-funds': ({ code }) => code });
document.querySelector('#result').textContent = [action, handled].join(' ');`;

for (const [entry, sources] of [
  ['psp-errors', "'self' 'wasm-unsafe-eval'"],
  ['psp-errors/js', "'self'"],
]) {
  test(`a page with ${entry}, built by Vite with default settings, works in Chromium under script-src ${sources}`, async (context) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'psp-errors-vite-')));
    context.after(() => rm(folder, { recursive: true, force: true }));
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: pkg,
    });
    await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    const tarball = join(folder, JSON.parse(stdout)[0].filename);
    const options = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    await run('npm', ['install', ...options, tarball], { cwd: folder });
    await writeFile(join(folder, 'index.html'), pageUnder(sources));
    await writeFile(join(folder, 'main.js'), scriptFor(entry));
    await build({ root: folder, configFile: false, logLevel: 'silent' });

    const server = await serve(join(folder, 'dist'));
    context.after(() => server.close());
    const { chromium: executablePath } = await setup(['browser']);
    const browser = await chromium.launch({ executablePath, args: chromiumFlags });
    context.after(() => browser.close());
    const tab = await browser.newPage();
    const complaints = [];
    tab.on('console', (message) => complaints.push(message.text()));
    tab.on('pageerror', (error) => complaints.push(error.message));
    await tab.goto(server.url);
    await tab.waitForFunction(() => document.querySelector('#result').textContent !== '');
    assert.equal(await tab.textContent('#result'), 'escalate INSUFFICIENT_FUNDS');
    assert.deepEqual(complaints, []);
  });
}
