// What users get: the package is packed, installed in a fresh folder and used from there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = join(root, 'tests', 'fixtures');

// Under `npm test`, npm tells its scripts about the workspace; a fresh folder knows nothing of it.
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/.test(name),
  ),
);

let folder;
let project;
let tarball;
let packed;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psp-errors-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'pkg'),
  });
  [packed] = JSON.parse(stdout);
  tarball = join(folder, packed.filename);

  project = join(folder, 'project');
  await cp(fixtures, project, { recursive: true });
  await writeFile(join(project, 'package.json'), '{"private":true}');
  const options = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...options, tarball], { cwd: project });
});

after(() => rm(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  test('holds the wasm, the entries, the types, README and licences, and nothing else', async () => {
    const entries = [
      'check.cjs',
      'check.js',
      'cli.js',
      'edge-light.js',
      'edge.js',
      'index.cjs',
      'index.js',
      'lines.cjs',
      'lines.js',
      'js.cjs',
      'js.js',
      'locales/es.cjs',
      'locales/es.js',
      'locales/pt-BR.cjs',
      'locales/pt-BR.js',
      'log.cjs',
      'log.js',
      'problem.cjs',
      'problem.js',
      'monitor.cjs',
      'monitor.js',
      'opentelemetry.cjs',
      'opentelemetry.js',
      'psp_errors.wasm',
      'sandbox-serve.cjs',
      'sandbox-serve.js',
      'sandbox.cjs',
      'sandbox.js',
      'slim.cjs',
      'slim.js',
      'webhook.cjs',
      'webhook.js',
    ];
    const sources = await readdir(join(root, 'pkg', 'src'), { recursive: true });
    const types = sources
      .filter((path) => /(?<!\.d)\.ts$/.test(path))
      .map((path) => path.replaceAll('\\', '/').replace(/\.ts$/, ''))
      .filter((path) => !path.startsWith('cli/'))
      .flatMap((path) => [`dist/types/${path}.d.ts`, `dist/types/${path}.d.cts`]);
    const wanted = [
      'LICENSE-APACHE',
      'LICENSE-MIT',
      'README.md',
      'package.json',
      ...entries.map((name) => `dist/${name}`),
      ...types,
    ];
    assert.deepEqual(packed.files.map(({ path }) => path).sort(), wanted.sort());
  });

  test('has no scripts and no dependencies but optional peers', async () => {
    const manifest = JSON.parse(await readInstalled('package.json'));
    for (const name of ['scripts', 'dependencies', 'optionalDependencies']) {
      assert.equal(manifest[name], undefined, name);
    }
    for (const name of Object.keys(manifest.peerDependencies)) {
      assert.equal(manifest.peerDependenciesMeta[name].optional, true, name);
    }
    assert.deepEqual((await readdir(join(project, 'node_modules'))).filter(isName), ['psp-errors']);
  });

  test('has the licences and the README of the project', async () => {
    for (const name of ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md']) {
      const text = await readFile(join(root, name), 'utf8');
      // The package does not hold the README's picture.
      const lines = text.split('\n').filter((line) => !line.startsWith('!['));
      assert.equal(await readInstalled(name), lines.join('\n').replaceAll('\n\n\n', '\n\n'), name);
    }
    assert.doesNotMatch(await readInstalled('README.md'), /screenshot|\]\((?!https?:)/);
  });

  test('names no folder of the machine that built it', async () => {
    const home = [root.replace(/[\\/]$/, ''), env.HOME].filter((path) => path?.length > 1);
    for (const { path } of packed.files) {
      const text = await readInstalled(path, 'latin1');
      for (const each of home) assert.ok(!text.includes(`${each}/`), `${each} in ${path}`);
    }
  });

  test('has nothing that publint finds fault with', async () => {
    const { stdout } = await run(bin('publint'), ['run', tarball, '--strict'], { cwd: folder });
    assert.match(stdout, /All good!/);
  });

  test('has types that resolve for every way of importing it', async () => {
    for (const profile of ['strict', 'node16', 'esm-only']) {
      // It exits with an error, and so rejects, if there is a problem.
      await run(bin('attw'), [tarball, '--profile', profile, '--no-color'], { cwd: folder });
    }
  });
});

describe('installed in a fresh folder, without flags and without warnings', () => {
  test('import works', async () => {
    const script = `
      import { decode, handle, catalogue } from 'psp-errors';
      const { action } = decode({ status: 422, body: '{"code":"INSUFFICIENT_FUNDS"}' });
      console.log(action, typeof handle, catalogue.length);`;
    assert.equal(await runScript('import.mjs', script), 'escalate function 25\n');
  });

  test('require works', async () => {
    const script = `
      const { decode, handle, catalogue } = require('psp-errors');
      const { action } = decode({ status: 422, body: '{"code":"INSUFFICIENT_FUNDS"}' });
      console.log(action, typeof handle, catalogue.length);`;
    assert.equal(await runScript('require.cjs', script), 'escalate function 25\n');
  });

  test('import and require give the same names', async () => {
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const path of ['', '/slim', '/js', '/lines', '/log', '/problem', '/webhook', '/locales/pt-BR', '/locales/es']) {
        const name = 'psp-errors' + path;
        const names = Object.keys(await import(name)).filter((each) => each !== 'default');
        console.log(names.sort().join() === Object.keys(require(name)).sort().join(), names.length);
      }`;
    assert.match(await runScript('names.mjs', script), /^(true \d+\n){9}$/);
  });

  test('handle works with the fetch of Node', async () => {
    const script = `
      import { createServer } from 'node:http';
      import { handle } from 'psp-errors';
      const server = createServer((_, answer) => answer.writeHead(404).end('{"code":"NOT_FOUND"}'));
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = 'http://127.0.0.1:' + server.address().port;
      console.log(await handle(fetch(url), { NOT_FOUND: ({ remedy }) => remedy }));
      server.close();
      server.closeAllConnections();`;
    assert.equal(await runScript('handle.mjs', script), 'check-id\n');
  });

  for (const [name, load] of [
    [
      'slim.mjs',
      "const { readFile } = await import('node:fs/promises'); const slim = await import('psp-errors/slim');",
    ],
    [
      'slim.cjs',
      "const { readFile } = require('node:fs/promises'); const slim = require('psp-errors/slim');",
    ],
  ]) {
    test(`psp-errors/slim works with the packaged wasm: ${name}`, async () => {
      const find = name.endsWith('.mjs')
        ? "new URL(import.meta.resolve('psp-errors/psp_errors.wasm'))"
        : "require.resolve('psp-errors/psp_errors.wasm')";
      const script = `
        ${load}
        readFile(${find}).then(slim.init).then(() => {
          console.log(slim.decode({ status: 404, body: '{"code":"NOT_FOUND"}' }).remedy);
        });`;
      assert.equal(await runScript(name, script), 'check-id\n');
    });
  }

  test('psp-errors/slim starts with what a bundler makes of the .wasm', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `
          import wasm from 'psp-errors/psp_errors.wasm';
          import { decode, init } from 'psp-errors/slim';
          await init(wasm);
          console.log(decode({ status: 404, body: '{"code":"NOT_FOUND"}' }).remedy);`,
        resolveDir: project,
      },
      loader: { '.wasm': 'binary' },
      target: 'node20',
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
    });
    assert.equal(await runScript('bundled.mjs', outputFiles[0].text), 'check-id\n');
  });

  for (const [name, load] of [
    ['check.mjs', "const { checkCashOut, checkCredential } = await import('psp-errors/check');"],
    ['check.cjs', "const { checkCashOut, checkCredential } = require('psp-errors/check');"],
  ]) {
    test(`psp-errors/check shares the package's root and needs no peer but for credentials: ${name}`, async () => {
      const script = `
        ${load}
        const { PspError } = ${name.endsWith('.mjs') ? "await import('psp-errors')" : "require('psp-errors')"};
        const error = checkCashOut({});
        console.log(error instanceof PspError, error.code, error.fields.length);
        checkCredential({}, {}).catch(({ message }) => console.log(message.split(':')[0]));`;
      const wanted = 'true VALIDATION_ERROR 3\ncheckCredential() needs @cfworker/json-schema\n';
      assert.equal(await runScript(name, script), wanted);
    });
  }

  for (const [name, load] of [
    ['monitor.mjs', "const { createMonitor } = await import('psp-errors/monitor');"],
    ['monitor.cjs', "const { createMonitor } = require('psp-errors/monitor');"],
  ]) {
    test(`psp-errors/monitor works: ${name}`, async () => {
      const script = `
        ${load}
        const { record, report } = createMonitor();
        record({ api: 'connxt', error: null });
        console.log(report().calls);`;
      assert.equal(await runScript(name, script), '1\n');
    });
  }

  for (const [name, load] of [
    ['webhook.mjs', "const { verifyWebhook } = await import('psp-errors/webhook');"],
    ['webhook.cjs', "const { verifyWebhook } = require('psp-errors/webhook');"],
  ]) {
    test(`psp-errors/webhook works: ${name}`, async () => {
      const script = `
        ${load}
        const { createHmac } = ${name.endsWith('.mjs') ? "await import('node:crypto')" : "require('node:crypto')"};
        const signature = createHmac('sha256', 'key').update('{}').digest('hex');
        verifyWebhook(Buffer.from('{}'), signature, 'key').then(console.log);
        verifyWebhook('[]', signature, 'key').then(console.log);`;
      assert.equal(await runScript(name, script), 'true\nfalse\n');
    });
  }

  test('psp-errors/package.json resolves, and nothing behind the exports does', async () => {
    const script = `
      console.log(require('psp-errors/package.json').name);
      try { require('psp-errors/dist/index.cjs'); } catch ({ code }) { console.log(code); }`;
    const wanted = 'psp-errors\nERR_PACKAGE_PATH_NOT_EXPORTED\n';
    assert.equal(await runScript('exports.cjs', script), wanted);
  });

  test('npx psp-errors works', async () => {
    const manifest = JSON.parse(await readInstalled('package.json'));
    const npx = (...args) => run('npx', ['--offline', 'psp-errors', ...args], { cwd: project });
    assert.equal((await npx('--version')).stdout, `${manifest.version}\n`);
    await writeFile(join(project, 'error.json'), '{"code":"PIX_KEY_NOT_FOUND"}');
    assert.match((await npx('decode', 'error.json')).stdout, /fix-pix-key/);
    // Large enough for threads, which run the same file.
    await writeFile(join(project, 'log.ndjson'), '{"code":"4001"}\n'.repeat(600_000));
    const bin = join(project, 'node_modules', '.bin', 'psp-errors');
    const { stdout, stderr } = await run(bin, ['triage', '--json', 'log.ndjson'], { cwd: project });
    assert.deepEqual([JSON.parse(stdout).byCode, stderr], [{ 4001: 600_000 }, '']);
  });

  for (const [name, load] of [
    ['cases-import.mjs', "const { decode } = await import('psp-errors');"],
    ['cases-require.cjs', "const { decode } = require('psp-errors');"],
    ['cases-import-js.mjs', "const { decode } = await import('psp-errors/js');"],
    ['cases-require-js.cjs', "const { decode } = require('psp-errors/js');"],
  ]) {
    test(`every conformance case holds: ${name}`, async () => {
      const script = `
        ${name.endsWith('.cjs') ? '(async () => {' : ''}
        ${load}
        const { deepEqual } = (await import('node:assert')).strict;
        const { cases, inputsOf } = await import('./cases.mjs');
        let failed = 0;
        for (const each of cases) {
          for (const input of inputsOf(each)) {
            try {
              deepEqual(decode(input), each.expected);
            } catch ({ message }) {
              failed += 1;
              console.log(each.name, message);
            }
          }
        }
        console.log(cases.length > 300, failed);
        ${name.endsWith('.cjs') ? '})();' : ''}`;
      assert.equal(await runScript(name, script), 'true 0\n');
    });
  }
});

const isName = (name) => !name.startsWith('.');
const bin = (name) => join(root, 'node_modules', '.bin', name);

function readInstalled(path, encoding = 'utf8') {
  return readFile(join(project, 'node_modules', 'psp-errors', path), encoding);
}

/** Runs a script in the project; gives what it printed and demands that it warned of nothing. */
describe('the sandbox and the client, installed with the peers of the sandbox', () => {
  before(async () => {
    await mkdir(join(project, 'node_modules', '@hono'), { recursive: true });
    for (const name of ['hono', '@hono/node-server']) {
      await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name));
    }
  });

  const pay = `
    async function pay({ createFetch, planRetry, digitalSignature }, { createSandbox }) {
      const sandbox = createSandbox();
      const { clientId, clientSecret, applicationToken, cryptoToken } = sandbox.credentials;
      const signIn = async () => {
        const body = JSON.stringify({ clientId, clientSecret });
        const answer = await sandbox.fetch('https://sandbox.test/auth/token', { method: 'POST', body });
        return (await answer.json()).accessToken;
      };
      const sign = (token) => digitalSignature(token, cryptoToken);
      const client = createFetch({
        api: 'connectpsp',
        auth: { token: () => 'expired', refresh: signIn, sign, applicationToken },
        fetch: sandbox.fetch,
        retry: { baseMs: 1 },
      });
      const destination = { type: 'PIX', pixKeyType: 'EMAIL', pixKey: 'ana@example.com' };
      const payee = { name: 'Ana', document: '12345678909', destination };
      const body = JSON.stringify({ amount: 1, externalReference: 'invoice-1', payee });
      const { status } = await client('https://sandbox.test/cash-out', { method: 'POST', body });
      const failed = { action: 'retry', remedy: 'resend', outcome: 'unknown', status: 503, retryAfterMs: null };
      const plan = planRetry(failed, { number: 1, method: 'POST' });
      console.log(status, sandbox.state.cashOuts.length, plan.reason);
    }`;

  test('import works', async () => {
    const script = `import * as client from 'psp-errors';
      import * as sandbox from 'psp-errors/sandbox';
      ${pay}
      await pay(client, sandbox);`;
    assert.equal(await runScript('pay.mjs', script), '202 1 not-idempotent\n');
  });

  test('require works', async () => {
    const script = `${pay}
      pay(require('psp-errors'), require('psp-errors/sandbox'));`;
    assert.equal(await runScript('pay.cjs', script), '202 1 not-idempotent\n');
  });

  test('wrong options are refused before anything is sent', async () => {
    const script = `import { createFetch, digitalSignature, planRetry } from 'psp-errors';
      for (const wrong of [
        () => createFetch({ api: 'connectpsp', retries: 3 }),
        () => createFetch({ api: 'other' }),
        () => planRetry({}, 1),
        () => digitalSignature('token', ''),
      ]) {
        try { await wrong(); } catch (error) { console.log(error.name); }
      }`;
    assert.equal(await runScript('wrong.mjs', script), 'TypeError\n'.repeat(4));
  });

  test('the sandbox is served on loopback', async () => {
    const script = `import { serveSandbox } from 'psp-errors/sandbox/serve';
      const { url, close } = await serveSandbox({ port: 0 });
      const { status } = await fetch(new URL('/account/balance', url));
      await close();
      console.log(new URL(url).hostname, status);`;
    assert.equal(await runScript('serve.mjs', script), '127.0.0.1 401\n');
  });
});

async function runScript(name, script) {
  await writeFile(join(project, name), script);
  const { stdout, stderr } = await run(process.execPath, [name], { cwd: project });
  assert.equal(stderr, '');
  return stdout;
}

/** Runs a program; its output is part of the error if it fails. */
async function run(program, args, options) {
  try {
    return await promisify(execFile)(program, args, { env, maxBuffer: 1 << 24, ...options });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`, {
      cause: error,
    });
  }
}
