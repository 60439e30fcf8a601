// The README's code runs, and what its comments say of values is true.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PspError } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import { cashOutBody } from './sandbox/bodies.mjs';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

/** What the README takes for granted around its snippets. */
const surroundings = {};

const cwd = process.cwd();
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psp-errors-readme-'));
  const log = '{"status":422,"body":{"code":"INSUFFICIENT_FUNDS"}}\n{"code":"4003"}\n?\n';
  await writeFile(join(folder, 'errors.ndjson'), log);
  process.chdir(folder);
  const sandbox = createSandbox();
  // Nothing here may reach the real API.
  globalThis.fetch = sandbox.fetch;
  const headers = await sandbox.signIn();
  const { accessToken, ...credentials } = await signIn(sandbox);
  Object.assign(surroundings, {
    assert,
    url: 'https://api.homologacao.connectpsp.com/cash-out',
    init: { method: 'POST', headers, body: JSON.stringify(cashOutBody()) },
    payload: cashOutBody({ externalReference: 'invoice-2' }),
    cashOutBody: JSON.stringify(cashOutBody()),
    session: { accessToken },
    ...credentials,
    signIn: async () => (await signIn(sandbox)).accessToken,
    alertOperator: () => {},
    getCashOut: () => {},
    UserError: class extends Error {},
    logger: { error: () => {} },
    app: { onError: () => {}, post: () => {} },
    inbox: {},
    onFailed: () => {},
    serverError: () => {},
    order: {},
    pay: async () => {
      throw new PspError({ action: 'user-fix', message: 'no', fields: [] });
    },
    show: () => {},
    checkLater: () => {},
  });
});

after(async () => {
  process.chdir(cwd);
  await rm(folder, { recursive: true });
});

async function signIn({ fetch, credentials }) {
  const { clientId, clientSecret, applicationToken, cryptoToken } = credentials;
  const response = await fetch('https://api.homologacao.connectpsp.com/auth/token', {
    method: 'POST',
    body: JSON.stringify({ clientId, clientSecret }),
  });
  const { accessToken } = await response.json();
  return { accessToken, applicationToken, cryptoToken };
}

describe('the README', () => {
  test('begins with ten lines that work', () => {
    const [first] = blocks;
    assert.ok(readme.indexOf(first) < 1500);
    assert.ok(first.trim().split('\n').length <= 10);
  });

  for (const [index, code] of blocks.entries()) {
    test(`has a snippet ${index + 1} that runs`, () => run(code));
  }

  test('says nothing of a value that is not checked', () => {
    const claims = blocks.flatMap((code) => checked(code).match(/assert\.\w+/g) ?? []);
    assert.equal(claims.length, 11);
  });
});

/** `expression; // 'value': words` is a claim. */
function checked(code) {
  return code.replaceAll(/^([\w.]+); \/\/ ('[^']*'|\d+)(.*)$/gm, (_, expression, value) =>
    value.includes(' …')
      ? `assert.ok(${expression}.startsWith(${value.replace(' …', '')}));`
      : `assert.equal(${expression}, ${value});`,
  );
}

async function run(code) {
  const source = checked(code).replaceAll(
    /from '(psp-errors[^']*)'/g,
    (_, name) => `from '${import.meta.resolve(name)}'`,
  );
  globalThis.surroundings = surroundings;
  const module = `const { ${Object.keys(surroundings).join(', ')} } = globalThis.surroundings;\n`;
  // Blocks may name what the surroundings name too, in a scope of their own.
  const imports = source.match(/^import .*$/gm)?.join('\n') ?? '';
  const body = source.replaceAll(/^import .*$/gm, '');
  await import(
    `data:text/javascript,${encodeURIComponent(`${imports}\n${module}{\n${body}\n}`)}#${Math.random()}`
  );
}
