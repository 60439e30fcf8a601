import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { format, inspect, promisify } from 'node:util';
import * as esm from 'psp-errors';
import { decode, handle, isPspError, PspError } from 'psp-errors';
import { members, pick } from './members.mjs';

const cjs = createRequire(import.meta.url)('psp-errors');

const secrets = ['ana@example.com', '123.456.789-09', 'abc12345xyz', 's3cr3t-cookie'];
const body = JSON.stringify({
  code: 'PIX_KEY_NOT_FOUND',
  type: 'https://example.com/errors/ana@example.com',
  title: 'ana@example.com is unknown',
  detail: 'No account for ana@example.com, CPF 123.456.789-09',
  instance: '/keys?token=abc12345xyz',
  timestamp: 'when ana@example.com asked',
  errors: [{ field: 'ana@example.com', message: 'Bearer abc12345xyz' }],
});
const decoded = decode({ status: 422, body });
const headers = { 'set-cookie': 's3cr3t-cookie', authorization: 's3cr3t-cookie' };
const response = new Response(body, { status: 422, headers });
const cause = Object.assign(new Error('because of ana@example.com'), { config: { headers } });
const request = { method: 'POST', url: 'https://api.connectpsp.com/pix/ana@example.com' };

describe('a PspError', () => {
  const error = new PspError(decoded, { response, cause, request });

  test('is an Error with a name, a masked message and a stack', () => {
    assert.ok(error instanceof Error);
    assert.ok(error instanceof PspError);
    assert.equal(error.name, 'PspError');
    assert.equal(error.message, 'No account for ***, CPF ***');
    assert.match(error.stack, /psp-error\.test/);
    assert.equal(Object.prototype.toString.call(error), '[object Error]');
  });

  test('has every member of the decoded error as its own', () => {
    for (const name of members) assert.ok(Object.hasOwn(error, name), name);
    assert.deepEqual(pick(error, members), decoded);
  });

  test('shows all of them but the message to loops, and no response, request or cause', () => {
    const shown = [...members.filter((name) => name !== 'message'), 'attempts', 'gaveUp'];
    assert.deepEqual(Object.keys(error).sort(), shown.sort());
    assert.equal(error.response, response);
    assert.equal(error.request, request);
    assert.equal(error.cause, cause);
  });

  test('says that it was one attempt and gave up nothing, unless told', () => {
    assert.deepEqual([error.attempts, error.gaveUp], [1, null]);
    const later = new PspError(decoded, { attempts: 3, gaveUp: 'deadline' });
    assert.deepEqual([later.attempts, later.gaveUp], [3, 'deadline']);
  });

  test('without response and cause has null for the one, and not the other', () => {
    const bare = new PspError(decoded);
    assert.equal(bare.response, null);
    assert.equal(bare.request, null);
    assert.equal('cause' in bare, false);
  });

  test('takes a cause that is null, or false', () => {
    for (const value of [null, false, 0]) {
      assert.equal(new PspError(decoded, { cause: value }).cause, value);
    }
  });

  test('leaves the decoded error as it is', () => {
    const mine = Object.freeze({ ...decoded });
    assert.deepEqual(pick(new PspError(mine), members), decoded);
  });
});

describe('what is printed of a PspError', () => {
  const error = new PspError(decoded, { response, cause, request });
  const shows = {
    'JSON.stringify': JSON.stringify(error),
    'JSON.stringify of what holds it': JSON.stringify({ log: [error] }),
    'util.inspect': inspect(error),
    'util.inspect with everything': inspect(error, { depth: 9, showHidden: true }),
    'util.inspect of what holds it': inspect({ log: [error] }, { depth: 9 }),
    String: String(error),
    'util.format': format('%s %o %O %j', error, error, error, error),
    stack: error.stack,
  };
  for (const [name, text] of Object.entries(shows)) {
    test(`${name}: the server's text is masked, headers and cause are not there`, () => {
      for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in ${text}`);
      assert.match(text, /\*\*\*/);
    });
  }

  test('is masked where the code itself is personal', () => {
    const strange = new PspError(decode({ status: 422, body: '{"code":"ana@example.com"}' }));
    assert.equal(strange.code, 'ana@example.com');
    assert.ok(!JSON.stringify(strange).includes('ana@'));
    assert.ok(!inspect(strange).includes('ana@'));
  });

  test('JSON has name, message and every other member', () => {
    const json = JSON.parse(JSON.stringify(error));
    const wanted = ['name', ...members, 'attempts', 'gaveUp'];
    assert.deepEqual(Object.keys(json).sort(), wanted.sort());
    assert.equal(json.name, 'PspError');
    assert.equal(json.detail, 'No account for ***, CPF ***');
    assert.deepEqual(json.fields, [{ field: '***', message: 'Bearer ***' }]);
    assert.equal(json.userMessage, decoded.userMessage);
  });

  test('inspect has the heading of an error and the members', () => {
    const text = inspect(error);
    assert.match(text, /^PspError: No account for \*\*\*/);
    assert.match(text, /code: 'PIX_KEY_NOT_FOUND'/);
    assert.match(text, /remedy: 'fix-pix-key'/);
  });

  test('is masked where nobody catches it, and the process ends', async () => {
    const script = `
      import { decode, PspError } from 'psp-errors';
      const cause = Object.assign(new Error('why'), { headers: { authorization: 's3cr3t-cookie' } });
      const body = ${JSON.stringify(body.replace('PIX_KEY_NOT_FOUND', 'ana@example.com'))};
      throw new PspError(decode({ status: 422, body }), { cause });`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
    });
    const { code, stderr } = await run.then(
      () => assert.fail('it did not end'),
      (ended) => ended,
    );
    assert.equal(code, 1);
    assert.match(stderr, /PspError: No account for \*\*\*/);
    // What is printed before the error is the line that threw it.
    const printed = stderr.slice(stderr.indexOf('PspError: '));
    for (const secret of secrets) assert.ok(!printed.includes(secret), printed);
  });
});

describe('isPspError', () => {
  const mine = new PspError(decoded);

  test('knows its own, by code and by action', () => {
    assert.equal(isPspError(mine), true);
    assert.equal(isPspError(mine, 'PIX_KEY_NOT_FOUND'), true);
    assert.equal(isPspError(mine, 'user-fix'), true);
    assert.equal(isPspError(mine, 'NOT_FOUND'), false);
    assert.equal(isPspError(mine, 'retry'), false);
    assert.equal(isPspError(mine, ''), false);
  });

  test('knows an error of another copy of the package, both ways', async () => {
    assert.notEqual(cjs.PspError, esm.PspError);
    const theirs = new cjs.PspError(cjs.decode({ status: 422, body }));
    assert.ok(!(theirs instanceof PspError));
    assert.equal(isPspError(theirs), true);
    assert.equal(isPspError(theirs, 'PIX_KEY_NOT_FOUND'), true);
    assert.equal(isPspError(theirs, 'user-fix'), true);
    assert.equal(isPspError(theirs, 'NOT_FOUND'), false);
    assert.equal(cjs.isPspError(mine, 'user-fix'), true);
    const handlers = { PIX_KEY_NOT_FOUND: (error) => error };
    assert.equal(await handle(Promise.reject(theirs), handlers), theirs);
  });

  test('knows an error of a class that extends it', () => {
    class Mine extends PspError {}
    assert.equal(isPspError(new Mine(decoded)), true);
  });

  test('keeps an unknown code that reads like an action apart from the action', () => {
    const strange = new PspError(decode({ status: 422, body: '{"code":"retry"}' }));
    assert.deepEqual([strange.code, strange.action], ['retry', 'escalate']);
    assert.equal(isPspError(strange, 'retry'), false);
    assert.equal(isPspError(strange, 'escalate'), true);
  });

  test('knows nothing else', () => {
    for (const value of [
      undefined,
      null,
      'PspError',
      422,
      true,
      1n,
      Symbol('x'),
      () => {},
      {},
      [],
      decoded,
      { ...mine },
      structuredClone(decoded),
      new Error('x'),
      Object.assign(new Error('x'), { name: 'PspError', code: 'NOT_FOUND', action: 'user-fix' }),
    ]) {
      assert.equal(isPspError(value), false);
      assert.equal(isPspError(value, 'NOT_FOUND'), false);
    }
  });

  test('does not throw, whatever it is asked about', () => {
    const traps = {};
    for (const trap of Object.getOwnPropertyNames(Reflect)) {
      traps[trap] = () => {
        throw new Error(trap);
      };
    }
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const value of [new Proxy({}, traps), proxy]) {
      assert.equal(isPspError(value), false);
      assert.equal(isPspError(value, 'NOT_FOUND'), false);
    }
  });
});
