import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { catalogue } from 'psp-errors';
import { ptBR } from 'psp-errors/locales/pt-BR';
import { responses } from '../fixtures/responses.mjs';
import { folderWith, run } from './support.mjs';

const fixtures = fileURLToPath(new URL('../fixtures/responses', import.meta.url));

const decoded = async (input, ...options) => {
  const { code, stdout, stderr } = await run(['decode', '--json', ...options], { input });
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout);
};

describe('decode', () => {
  for (const { name, code } of responses) {
    it(`explains the documented response ${name}`, async () => {
      const row = catalogue.find((each) => each.code === code);
      const { code: exit, stdout } = await run(['decode', join(fixtures, `${name}.http`)]);
      assert.equal(exit, 0);
      assert.match(stdout, new RegExp(`^${code} · ${row.api} · ${row.status}\n`));
      for (const word of [row.action, row.remedy, row.actor, row.outcome]) {
        assert.match(stdout, new RegExp(`  ${word}`));
      }
    });
  }

  const body = '{"code":"PIX_KEY_NOT_FOUND","detail":"No account for ana@example.com"}';
  const wanted = ({ code, status, remedy }) => ({ code, status, remedy });
  const result = { code: 'PIX_KEY_NOT_FOUND', status: 422, remedy: 'fix-pix-key' };
  const webhook = `{"eventType":"CashOutFailed","eventAt":"2025-12-12T08:55:04Z","data":{"failure":{"code":"PIX_KEY_NOT_FOUND","message":"no"}}}`;
  for (const [name, input] of [
    ['a body', body],
    ['a webhook', webhook],
    ['curl -i', `HTTP/1.1 422 Unprocessable\r\nContent-Type: application/json\r\n\r\n${body}`],
    ['curl -i over HTTP/2', `HTTP/2 422 \r\ncontent-type: application/json\r\n\r\n${body}`],
    [
      'curl -i with a proxy',
      `HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 422 X\r\n\r\n${body}`,
    ],
    ['curl -i with 100 Continue', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 422\r\n\r\n${body}`],
    ['curl -i with line feeds alone', `HTTP/1.1 422 X\nA: b\n\n${body}`],
  ]) {
    it(`reads ${name}`, async () => assert.deepEqual(wanted(await decoded(input)), result));
  }

  it('takes what the input does not tell from options', async () => {
    const error = await decoded(
      '<html>',
      '--status',
      '503',
      '--api',
      'connectpsp',
      '--method',
      'get',
    );
    assert.deepEqual(
      [error.code, error.api, error.outcome],
      ['HTTP_503', 'connectpsp', 'not-executed'],
    );
  });

  it('lets the status line count before --status', async () => {
    const error = await decoded('HTTP/1.1 404 Not Found\r\n\r\n', '--status', '503');
    assert.equal(error.status, 404);
  });

  it('reads Retry-After', async () => {
    const text = 'HTTP/1.1 503 X\r\nRetry-After: 30\r\n\r\n';
    assert.equal((await decoded(text)).retryAfterMs, 30_000);
    const { stdout } = await run(['decode'], { input: text });
    assert.match(stdout, /30 s \(Retry-After\)/);
  });

  it('speaks the language that is asked for', async () => {
    const { userMessage } = await decoded(body, '--locale', 'pt');
    assert.equal(userMessage, ptBR.codes.PIX_KEY_NOT_FOUND);
  });

  for (const option of [[], ['--json']]) {
    it(`shows nothing personal ${option}`, async () => {
      const personal = ['ana@example.com', '123.456.789-09', '+5511987654321'];
      const input = JSON.stringify({
        code: 'VALIDATION_ERROR',
        title: personal[0],
        detail: personal.join(' '),
        instance: `/pix/${personal[0]}`,
        errors: personal.map((each) => ({ field: each, message: `${each} is wrong` })),
      });
      const { stdout } = await run(['decode', ...option], { input });
      for (const each of personal) assert.ok(!stdout.includes(each), each);
      assert.match(stdout, /\*\*\* is wrong/);
    });
  }

  it('lets no control character of a server through to the terminal', async () => {
    const input = JSON.stringify({
      code: 'A\u001b[31mB',
      detail: 'x\u001b]0;title\u0007y\u0085z\u202ew',
    });
    const { stdout } = await run(['decode', '--status', '400'], { input });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('says what decided where the body does not', async () => {
    const { stdout } = await run(['decode', '--status', '502'], { input: '<html>' });
    assert.match(stdout, /The body is not JSON, so the HTTP status 502 decided\./);
    const { stdout: nothing } = await run(['decode'], { input: '' });
    assert.match(nothing, /There is no body, and there is no status either/);
  });

  it('knows a log when it sees one', async () => {
    const { code, stderr } = await run(['decode'], { input: '{"code":"4001"}\n{"code":"4002"}\n' });
    assert.deepEqual([code, /psp-errors triage counts them/.test(stderr)], [0, true]);
  });

  it('does not read on for ever', async (context) => {
    const folder = await folderWith(context, { big: `{"code":"4001","x":"${'y'.repeat(9e6)}"}` });
    const { stdout } = await run(['decode', '--json', '--status', '400', join(folder, 'big')]);
    assert.equal(JSON.parse(stdout).format, 'too-large');
  });

  it('has the words of the demo page', async () => {
    const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
    const table = (text) => /const remed[^{]*\{(.*?)\n\};/s.exec(text)[1];
    assert.equal(
      table(await read('pkg/src/cli/wording.ts')),
      table(await read('www/src/i18n/en.ts')),
    );
  });
});
