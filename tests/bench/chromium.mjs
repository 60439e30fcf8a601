// Drives the measurement in headless Chromium: each part, and each start-up, in a fresh page.
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags, setup } from '../../pkg/scripts/setup.mjs';
import { bodies } from './bodies.mjs';
import { parts } from './parts.mjs';
import { compareStartups, folder, sourceOf, startups } from './startups.mjs';

export async function measureInChromium({ rounds, sampleMs, startupRounds }) {
  const { chromium: executablePath } = await setup(['browser']);
  const server = await serve(await bundleAll());
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const inPage = (path, act) => withPage(browser, `${server.url}${path}`, act);
    const rows = [];
    for (const part of parts) {
      const options = { part, rounds, sampleMs };
      const measure = (page) => page.evaluate((given) => globalThis.measure(given), options);
      rows.push(...(await inPage('page.js', measure)));
    }
    const once = (name) =>
      inPage(`${pathOf(name)}-startup.js`, (page) =>
        page.evaluate(() => globalThis.startup.promise),
      );
    rows.push(...(await compareStartups(once, startupRounds)));
    return { version: `Chromium ${browser.version()}`, rows };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function withPage(browser, url, act) {
  // A context has an empty cache, so that every start-up compiles anew.
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${url}.html`);
    await page.waitForFunction(() => globalThis.measure ?? globalThis.startup);
    return await act(page);
  } finally {
    await context.close();
  }
}

const pathOf = (name) => name.replaceAll(/\W+/g, '-');

/** The scripts by their paths. */
async function bundleAll() {
  const scripts = new Map([['page.js', await bundle('./page.mjs')]]);
  for (const [name, startup] of Object.entries(startups)) {
    const path = pathOf(name);
    const source = sourceOf(startup, `./${path}.js`, bodies.documented[0], 'startup.resolve');
    scripts.set(`${path}.js`, await bundle(startup.from));
    scripts.set(
      `${path}-startup.js`,
      `globalThis.startup = {};
      startup.promise = new Promise((resolve) => { startup.resolve = resolve; });
      ${source}`,
    );
  }
  return scripts;
}

/** Minified, as an application would be. */
async function bundle(from) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(from)};`, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    plugins: [fixtures],
  });
  return outputFiles[0].text;
}

/** The bodies are read from files, which a page has not. */
const fixtures = {
  name: 'fixtures',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /bodies-of-page$/ }, ({ path }) => ({ path, namespace: 'fixtures' }));
    onLoad({ filter: /./, namespace: 'fixtures' }, () => ({
      contents: `export const bodies = ${JSON.stringify(bodies)};`,
    }));
  },
};

/** Serves each script, and a page for each, isolated: that gives the clock its full resolution. */
async function serve(scripts) {
  const server = createServer((request, response) => {
    const path = request.url.slice(1);
    const script = path.replace(/\.html$/, '');
    const isPage = path !== script;
    if (!scripts.has(script)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': isPage ? 'text/html; charset=utf-8' : 'text/javascript; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(
      isPage
        ? `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${script}"></script>`
        : scripts.get(script),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
