// Copy: what is to be pasted compiles, for every code and client, and is what the page shows.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { catalogue } from 'psp-errors';
import { root } from './built-page.mjs';
import { loadSource } from './load-source.mjs';
import { usePage } from './open-page.mjs';

const run = promisify(execFile);
const clients = ['fetch', 'axios', 'node'];

/** What the status rules say where no code is documented. */
const undocumented = ['resend', 'refresh-token', 'follow-redirect', 'fix-integration'].map(
  (remedy) => ({ api: 'unknown', code: 'HTTP_599', known: false, remedy }),
);
const cases = [...catalogue.map((row) => ({ ...row, known: true })), ...undocumented];

/** In the workspace, where the compiler finds the package and axios. */
async function inFolder(act) {
  await mkdir(join(root, 'target'), { recursive: true });
  const folder = await mkdtemp(join(root, 'target', 'handlers-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { handlerFor } = await loadSource('copy/handlers.ts');

describe('the handlers to paste', () => {
  it('compile for every code and client', async () => {
    await inFolder(async (folder) => {
      let count = 0;
      for (const verdict of cases) {
        for (const client of clients) {
          const name = `${verdict.code}-${verdict.remedy}-${client}.ts`;
          await writeFile(join(folder, name), handlerFor(verdict, client));
          count += 1;
        }
      }
      assert.equal(count, 3 * (catalogue.length + undocumented.length));
      const compilerOptions = {
        types: ['node'],
        noUnusedLocals: true,
        skipLibCheck: true,
        moduleDetection: 'force',
      };
      const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['*.ts'] };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const tsc = join(root, 'node_modules', '.bin', 'tsc');
      const result = await run(tsc, ['--project', folder]).catch((failure) => failure);
      assert.equal(result.stdout, '');
      assert.equal(result.code, undefined);
    });
  });

  it('handle the code that they are for', () => {
    for (const verdict of cases) {
      const key = verdict.known ? verdict.code : verdict.remedy;
      for (const client of clients) {
        const source = handlerFor(verdict, client);
        const word = verdict.known ? 'code' : 'remedy';
        const expected =
          client === 'axios' ? `if \\(error.${word} === '${key}'\\)` : `^ {4}'?${key}'?: \\(`;
        assert.match(source, new RegExp(expected, 'm'), client);
        assert.ok(source.includes(`from 'psp-errors'`), `${key}, ${client}`);
      }
    }
  });
});

describe('copy', () => {
  const at = usePage('decode');
  const source = () => at.page.getByRole('region', { name: 'Handler' }).locator('pre').innerText();

  it('has the handler for the verdict on screen, and copies it', async () => {
    await at.page.getByLabel('Paste here', { exact: true }).fill('{"code":"PIX_KEY_NOT_FOUND"}');
    await at.page.getByRole('link', { name: 'Get the handler for it' }).click();
    await at.page.getByRole('heading', { name: 'The handler to paste' }).waitFor();
    assert.match(await source(), /PIX_KEY_NOT_FOUND: \(error\) => \{\n\s+throw new UserError/);
    await at.page.getByRole('radio', { name: 'axios' }).check();
    assert.match(await source(), /error\.code === 'PIX_KEY_NOT_FOUND'/);
    await at.page.getByRole('radio', { name: 'Node' }).check();
    assert.match(await source(), /digitalSignature\(token, CRYPTO_TOKEN\)/);
    await at.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await at.page.getByRole('button', { name: 'Copy', exact: true }).click();
    await at.page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal((await at.copied()).trim(), (await source()).trim());
    await at.page.getByLabel('Code', { exact: true }).selectOption('4002');
    assert.match(await source(), /CONNXT_SECRET_TOKEN/);
  });

  it('keeps what was pasted out of the code', async () => {
    const code = 'MARIA_SILVA';
    await at.page
      .getByLabel('Paste here', { exact: true })
      .fill(JSON.stringify({ code, status: 503 }));
    await at.page.getByRole('link', { name: 'Get the handler for it' }).click();
    await at.page.getByRole('heading', { name: 'The handler to paste' }).waitFor();
    assert.match(await source(), /resend: \(error\) => payLater\(error\)/);
    assert.doesNotMatch(await source(), /MARIA/);
  });
});
