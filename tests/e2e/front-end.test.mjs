// From the sandbox through a back end to a page in Chromium: the same verdict, and nothing else.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { catalogue, createFetch } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import { chromiumFlags, setup } from '../../pkg/scripts/setup.mjs';
import { bare, CONNECTPSP, lose, rejection } from '../js/fetch/support.mjs';
import { pick, verdictMembers } from '../js/members.mjs';
import { backEnds } from '../js/recipes/back-ends.mjs';
import { provoke } from '../js/sandbox/recipes.mjs';

const page = '<!doctype html><meta charset="utf-8"><script type="module" src="/pay.js"></script>';

/** A front end as somebody might write it; `pay` gives what its handlers are called with. */
const script = `
import { handle, isPspError } from 'psp-errors';
import { ptBR } from 'psp-errors/locales/pt-BR';
window.pay = (name) =>
  handle(
    fetch('/api/' + name, { method: 'POST' }),
    { default: (error) => ({ ...error, message: error.message, isOurs: isPspError(error) }) },
    { method: 'POST', locale: 'pt', locales: [ptBR] },
  );`;

/** What a browser's user must not see of an upstream answer. */
const upstreamText = 'No account for ana@example.com at https://internal.example';

let browser;
let bundled;

before(async () => {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'esm',
    write: false,
  });
  bundled = outputFiles[0].text;
  const { chromium: executablePath } = await setup(['browser']);
  browser = await chromium.launch({ executablePath, args: chromiumFlags });
});

after(() => browser?.close());

/** Errors that are in no recipe of the sandbox: lost, given up, and with personal data. */
const others = {
  lost: lose,
  'refused-without-a-code': bare(401),
  busy: bare(429, { 'retry-after': '120' }),
  talkative: () =>
    Response.json(
      {
        ...{ type: upstreamText, title: upstreamText, detail: upstreamText },
        ...{ instance: upstreamText, timestamp: upstreamText, code: 'PIX_KEY_NOT_FOUND' },
        errors: [{ field: 'pixKey', message: 'ana@example.com is unknown' }],
      },
      { status: 422 },
    ),
};

for (const name of ['Express', 'Fastify']) {
  describe(`a page before a back end on ${name}`, () => {
    test('gets the verdict of every error', async (t) => {
      const errors = {};
      const fails = async (what) => {
        const sandbox = createSandbox();
        const row = catalogue.find(({ code }) => code === what);
        const fetch = others[what] ?? sandbox.fetch;
        const call = createFetch({ api: row?.api ?? 'connectpsp', fetch, retry: false });
        errors[what] = await rejection(
          row
            ? provoke(sandbox, what, { fetch: call, base: CONNECTPSP })
            : call(`${CONNECTPSP}/cash-out`, { method: 'POST', body: '{}' }),
        );
        throw errors[what];
      };
      const { url } = await backEnds[name](t, fails, {
        '/': { type: 'text/html', content: page },
        '/pay.js': { type: 'text/javascript', content: bundled },
      });
      const tab = await browser.newPage();
      t.after(() => tab.close());
      const answers = [];
      tab.on('response', (response) => {
        if (response.url().includes('/api/')) answers.push(response);
      });
      await tab.goto(url);
      await tab.waitForFunction('window.pay');
      for (const what of [...catalogue.map(({ code }) => code), ...Object.keys(others)]) {
        const found = await tab.evaluate((each) => window.pay(each), what);
        assert.deepEqual(pick(found, verdictMembers), pick(errors[what], verdictMembers), what);
        assert.ok(found.isOurs);
        const { detail, title, instance } = errors[what];
        const body = await answers.at(-1).text();
        const headers = JSON.stringify(await answers.at(-1).allHeaders());
        for (const upstream of [detail, title, instance, 'ana@', 'internal.example', CONNECTPSP]) {
          // What the API did not send is the catalogue's title, which nobody need hide.
          if (upstream) assert.ok(!(body + headers).includes(upstream), `${upstream} in ${body}`);
        }
        assert.notEqual(answers.at(-1).status(), 401);
        assert.notEqual(answers.at(-1).status(), 429);
      }
      const talkative = await tab.evaluate(() => window.pay('talkative'));
      assert.deepEqual(talkative.fields, [{ field: 'pixKey', message: '*** is unknown' }]);
      assert.match(talkative.userMessage, /^Não encontramos uma conta/);
      assert.equal((await tab.evaluate(() => window.pay('busy'))).retryAfterMs, 120_000);
    });
  });
}
