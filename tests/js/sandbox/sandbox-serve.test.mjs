// The sandbox behind a real server: real sockets, and fetch as Node has it.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { provoke, RECIPES } from './recipes.mjs';
import { abandon, debits, delay, get, key, pay, serveSandbox, until } from './support.mjs';

// As they are before a server is made.
const globals = [globalThis.Request, globalThis.Response];
const SERVE = fileURLToPath(import.meta.resolve('psp-errors/sandbox/serve'));

describe('served', () => {
  let served;
  let overHttp;
  before(async () => {
    served = await serveSandbox({ clock: 'virtual' });
    overHttp = { fetch: globalThis.fetch, base: served.url };
  });
  after(() => served.close());
  beforeEach(() => served.sandbox.reset());

  test('listens on 127.0.0.1 and leaves the globals alone', async () => {
    assert.match(served.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual([globalThis.Request, globalThis.Response], globals);
  });

  for (const [code, { status }] of Object.entries(RECIPES)) {
    test(`${code} over HTTP`, async () => {
      const response = await provoke(served.sandbox, code, overHttp);
      assert.deepEqual([response.status, (await response.json()).code], [status, code]);
    });
  }

  for (const [fault, executed] of [
    ['drop-before', 0],
    ['execute-then-drop', 1],
  ]) {
    test(`${fault} resets the socket: fetch rejects with a TypeError`, async () => {
      served.sandbox.faults.next(fault);
      await assert.rejects(pay(served.sandbox, {}, {}, overHttp), (error) => {
        assert.ok(error instanceof TypeError);
        assert.equal(error.cause.code, 'ECONNRESET');
        return true;
      });
      assert.equal(debits(served.sandbox), executed);
      assert.equal(served.sandbox.state.requests.length, 1);
      assert.equal(
        (await pay(served.sandbox, { externalReference: 'next' }, {}, overHttp)).status,
        202,
      );
    });
  }

  for (const [fault, executed] of [
    ['hang-before', 0],
    ['execute-then-hang', 1],
  ]) {
    test(`${fault} keeps the socket open until AbortSignal.timeout fires`, async () => {
      served.sandbox.faults.next(fault);
      const start = performance.now();
      await assert.rejects(
        pay(served.sandbox, {}, {}, { ...overHttp, signal: AbortSignal.timeout(150) }),
        {
          name: 'TimeoutError',
        },
      );
      assert.ok(performance.now() - start >= 145);
      await until(
        () => served.sandbox.state.requests.length === 1 && debits(served.sandbox) === executed,
      );
      assert.equal((await get(served.sandbox, '/account/balance', {}, overHttp)).status, 200);
    });
  }

  test('a client that gives up does not stop what was begun', async () => {
    served.sandbox.faults.next({ delayMs: 100 });
    await abandon(served.sandbox, (signal) => pay(served.sandbox, {}, {}, { ...overHttp, signal }));
    await until(() => debits(served.sandbox) === 1);
  });

  test('truncated, HTML and rate-limited answers arrive as they are', async () => {
    served.sandbox.faults.next('execute-then-truncate', 'html-503', 'rate-limit');
    const cut = await pay(served.sandbox, {}, {}, overHttp);
    assert.deepEqual([cut.status, (await cut.text()).length], [202, 24]);
    assert.match(await (await pay(served.sandbox, {}, {}, overHttp)).text(), /<h1>503/);
    assert.equal((await pay(served.sandbox, {}, {}, overHttp)).headers.get('Retry-After'), '1');
  });

  test('one key from many connections at once pays once', async () => {
    const headers = { 'X-Idempotency-Key': key() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => pay(served.sandbox, {}, headers, overHttp)),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
    assert.equal(debits(served.sandbox), 1);
  });

  test('a body of 1 MiB is refused, and the connection survives or is cleanly replaced', async () => {
    const response = await pay(
      served.sandbox,
      { description: 'x'.repeat(1024 * 1024) },
      {},
      overHttp,
    );
    assert.equal(response.status, 413);
    await response.text();
    assert.equal((await pay(served.sandbox, {}, {}, overHttp)).status, 202);
  });

  /** Sends bytes that no fetch would and gives what comes back until the end. */
  const raw = (text) =>
    new Promise((resolve, reject) => {
      const socket = net.connect(Number(new URL(served.url).port), '127.0.0.1', () =>
        socket.write(text, 'latin1'),
      );
      let answer = '';
      socket.setEncoding('latin1').setTimeout(3_000, () => socket.destroy(new Error('no answer')));
      socket
        .on('data', (chunk) => (answer += chunk))
        .on('close', () => resolve(answer))
        .on('error', reject);
    });

  for (const [what, lines] of Object.entries({
    'a header that is no header': ['\0: \x01'],
    'a header of 100 KB': [`X-Idempotency-Key: ${'a'.repeat(100_000)}`],
    'bytes beyond ASCII': ['X-Sandbox-Fault: \xff\xfe', 'Authorization: Bearer \xe9'],
    'a header sent twice': [
      'ApplicationToken: a',
      'ApplicationToken: b',
      'Authorization: a',
      'Authorization: b',
    ],
    'two lengths': ['Content-Length: 1', 'Content-Length: 2'],
    'a length that is a lie': ['Content-Length: 99999999'],
  })) {
    test(`survives ${what}`, async () => {
      const head = ['POST /cash-out HTTP/1.1', 'Host: x', 'Connection: close', ...lines, '', ''];
      const answer = await raw(head.join('\r\n'));
      assert.match(answer, /^HTTP\/1\.1 4\d\d /);
      assert.equal(debits(served.sandbox), 0);
      assert.equal((await get(served.sandbox, '/account/balance', {}, overHttp)).status, 200);
    });
  }

  test('survives a client that goes away in the middle of its body', async () => {
    const headers = Object.entries(await served.sandbox.signIn()).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const head = [
      'POST /cash-out HTTP/1.1',
      'Host: x',
      'Content-Length: 500',
      ...headers,
      '',
      '{"amount":1',
    ];
    const socket = net.connect(Number(new URL(served.url).port), '127.0.0.1', () => {
      socket.write(head.join('\r\n'));
      setTimeout(() => socket.destroy(), 30);
    });
    await once(socket, 'close');
    await delay(30);
    assert.equal((await pay(served.sandbox, {}, {}, overHttp)).status, 202);
  });
});

describe('serveSandbox', () => {
  test('runs with the machine’s clock unless told otherwise', async () => {
    const { sandbox, close } = await serveSandbox();
    assert.ok(Math.abs(sandbox.clock.now() - Date.now()) < 1_000);
    await close();
  });

  test('close ends the requests that hang, and can be called again', async () => {
    const { url, sandbox, close } = await serveSandbox();
    sandbox.faults.next('hang-before');
    const hanging = fetch(`${url}/flows`);
    const rejected = assert.rejects(hanging, TypeError);
    await until(() => sandbox.state.requests.length === 1);
    await close();
    await rejected;
    await close();
    await assert.rejects(fetch(url), TypeError);
  });

  test('rejects when the port is taken', async () => {
    const first = await serveSandbox();
    await assert.rejects(serveSandbox({ port: Number(new URL(first.url).port) }), {
      code: 'EADDRINUSE',
    });
    await first.close();
  });
});

describe('the command', () => {
  const start = async (file, ...args) => {
    const child = spawn(process.execPath, [file, '--port', '0', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      if (text.includes('Ctrl+C')) break;
    }
    return { child, text };
  };

  test('prints endpoints, credentials and faults, and its curl examples work', async () => {
    const { child, text } = await start(SERVE, '--seed', '9');
    try {
      for (const part of [
        '/account/rebalance',
        '/connxt/v2/flows',
        'clientSecret',
        'execute-then-hang',
      ]) {
        assert.ok(text.includes(part), part);
      }
      const examples = text.slice(text.indexOf('  TOKEN='), text.indexOf('Ask for a fault'));
      const script = examples.replace(/^(?:Pay|Sign).*$/gm, '');
      const { stdout } = await promisify(execFile)('bash', ['-c', script]);
      assert.match(stdout, /^\{"transactional":\{"balance":10000/);
      assert.match(stdout, /HTTP\/1\.1 202 Accepted/);
    } finally {
      child.kill('SIGTERM');
    }
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  test('starts through a symbolic link, as a package manager makes one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const link = join(folder, 'serve.mjs');
    await symlink(SERVE, link);
    const { child } = await start(link);
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    await rm(folder, { recursive: true });
  });

  test('refuses a port that is none', async () => {
    for (const port of ['x', '70000', '-1']) {
      const run = promisify(execFile)(process.execPath, [SERVE, `--port=${port}`]);
      await assert.rejects(run, (error) => error.code === 1 && /--port/.test(error.stderr));
    }
  });

  test('explains itself', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [SERVE, '--help']);
    assert.match(stdout, /--port/);
  });
});
