import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { createFetch, decode, mask, PspError } from 'psp-errors';
import { toLog } from 'psp-errors/log';
import { bare, lose, refuse, rejection } from './fetch/support.mjs';
import { harmless, leaking } from './server-texts.mjs';

/** Every member of a body that holds text, with the same text in it. */
const everywhere = (text) => ({
  code: text,
  type: text,
  title: text,
  detail: text,
  instance: text,
  timestamp: text,
  errors: [{ field: text, message: text }],
});
const members = ['code', 'type', 'title', 'detail', 'instance', 'timestamp', 'errors', 'message'];

describe('toLog', () => {
  test('is a flat object with the names of OpenTelemetry, and ours', () => {
    const body = {
      code: 'VALIDATION_ERROR',
      type: 'https://connect-psp.redocly.app/errors/validation-error',
      detail: 'document 12345678909 is not valid',
      instance: '/cash-out',
      timestamp: '2025-12-12T08:55:04Z',
      status: 422,
      errors: [{ field: 'payee.document', message: '12345678909 is not valid' }],
    };
    const decoded = decode({ status: 400, body, headers: { 'retry-after': '7' } });
    const request = { method: 'post', url: 'https://api.connectpsp.com:8443/pix/ana@example.com' };
    const error = new PspError(decoded, { request, attempts: 3, gaveUp: 'deadline' });
    assert.deepEqual(toLog(error), {
      'error.type': 'VALIDATION_ERROR',
      'exception.type': 'PspError',
      'exception.message': 'document *** is not valid',
      'http.response.status_code': 400,
      'http.request.method': 'POST',
      'server.address': 'api.connectpsp.com',
      'server.port': 8443,
      'psp.api': 'connectpsp',
      'psp.code': 'VALIDATION_ERROR',
      'psp.known': true,
      'psp.action': 'user-fix',
      'psp.remedy': 'fix-fields',
      'psp.actor': 'end-user',
      'psp.outcome': 'not-executed',
      'psp.attempts': 3,
      'psp.gave_up': 'deadline',
      'psp.retry_after_ms': 7000,
      'psp.fields': ['payee.document: *** is not valid'],
      'psp.type': 'https://connect-psp.redocly.app/errors/validation-error',
      'psp.instance': '/cash-out',
      'psp.timestamp': '2025-12-12T08:55:04Z',
      'psp.format': 'json',
      'psp.status_mismatch': true,
    });
  });

  test('leaves out what is not known', () => {
    assert.deepEqual(Object.keys(toLog(decode({}))), [
      'error.type',
      'exception.message',
      'psp.api',
      'psp.code',
      'psp.known',
      'psp.action',
      'psp.remedy',
      'psp.actor',
      'psp.outcome',
      'psp.format',
      'psp.status_mismatch',
    ]);
  });

  test('is of primitives and lists of them, and JSON loses none', () => {
    const body = everywhere('text');
    const log = toLog(new PspError(decode({ status: 400, body, headers: { 'retry-after': '0' } })));
    for (const value of Object.values(log).flat()) assert.notEqual(typeof value, 'object');
    assert.deepEqual(JSON.parse(JSON.stringify(log)), log);
    assert.equal(log['psp.retry_after_ms'], 0);
  });

  const types = [
    [{ status: 422, body: '{"code":"NOT_FOUND"}' }, 'NOT_FOUND'],
    [{ status: 503, body: '<html>' }, 'HTTP_503'],
    [{ status: 422, body: '{"code":"MADE_UP_8172"}' }, 'HTTP_422'],
    [{ status: 0 }, 'NETWORK_ERROR'],
    [{}, 'UNKNOWN'],
    [{ body: '{"code":"MADE_UP_8172"}' }, '_OTHER'],
  ];
  for (const [input, type] of types) {
    test(`error.type has few values: ${type}`, () => {
      assert.equal(toLog(decode(input))['error.type'], type);
    });
  }

  test('knows the request that createFetch made, answered or not', async () => {
    for (const answer of [lose, bare(418), refuse('RULE_VIOLATION', 422)]) {
      const fetch = createFetch({ api: 'connectpsp', fetch: answer });
      const url = 'https://api.connectpsp.com/pix/ana@example.com?token=abc12345';
      const log = toLog(await rejection(fetch(url, { method: 'POST' })));
      assert.equal(log['http.request.method'], 'POST');
      assert.equal(log['server.address'], 'api.connectpsp.com');
      assert.ok(!('server.port' in log));
      assert.ok(!JSON.stringify(log).includes('ana'));
    }
  });

  test('takes method and address from the caller, too', () => {
    const decoded = decode({ status: 500 });
    const log = toLog(decoded, { method: 'PROPFIND', url: 'http://127.0.0.1:3000/x' });
    assert.equal(log['http.request.method'], '_OTHER');
    assert.equal(log['server.address'], '127.0.0.1');
    assert.equal(log['server.port'], 3000);
    assert.ok(!('server.address' in toLog(decoded, { url: '/relative' })));
  });

  test('takes an error that was stored, and one of another copy of the package', () => {
    const decoded = decode({ status: 404, body: '{"code":"NOT_FOUND"}' });
    assert.deepEqual(toLog(JSON.parse(JSON.stringify(decoded))), toLog(decoded));
    const cjs = createRequire(import.meta.url)('psp-errors');
    assert.equal(toLog(new cjs.PspError(decoded))['exception.type'], 'PspError');
  });

  test('cuts what is long, and not in the middle of a character', () => {
    const long = '😀'.repeat(1000);
    const body = {
      ...everywhere(`a${long}`),
      errors: Array(30).fill({ field: long, message: '' }),
    };
    const log = toLog(decode({ status: 400, body }));
    assert.equal(log['psp.fields'].length, 20);
    assert.ok(JSON.stringify(log).length < 10_000);
    assert.equal(log['exception.message'], `a${'😀'.repeat(511)}…`);
    for (const value of Object.values(log).flat()) {
      if (typeof value === 'string') assert.ok(value.isWellFormed());
    }
  });

  test('takes nothing else', () => {
    for (const value of [undefined, null, 'NOT_FOUND', new Error('x'), {}, []]) {
      assert.throws(() => toLog(value), {
        name: 'TypeError',
        message: /^toLog\(\) takes a decoded/,
      });
    }
  });
});

describe('of what a server says', () => {
  const left = (shown, traces) => traces.filter((trace) => shown.includes(trace));

  test(`no personal data and no secret is left in a log: ${leaking.length} texts`, () => {
    assert.ok(leaking.length >= 200);
    for (const [text, traces] of leaking) {
      const error = new PspError(decode({ status: 422, body: everywhere(text) }));
      for (const shown of [JSON.stringify(toLog(error)), mask(text)]) {
        assert.deepEqual(left(shown, traces), [], `${text}\n${shown}`);
        assert.ok(shown.includes('***'));
      }
      // The error itself, whichever way it is printed.
      for (const shown of [String(error), JSON.stringify(error), inspect(error, { depth: 9 })]) {
        assert.deepEqual(left(shown, traces), [], shown);
      }
    }
  });

  test('each member is masked by itself', () => {
    const [text, traces] = leaking[0];
    for (const name of members) {
      const body = { code: 'NOT_FOUND', [name]: everywhere(text)[name] ?? text };
      const error = new PspError(decode({ status: 404, body }));
      for (const shown of [JSON.stringify(toLog(error)), JSON.stringify(error), inspect(error)]) {
        assert.deepEqual(left(shown, traces), [], name);
      }
    }
  });

  test(`harmless texts stay as they are: ${harmless.length}`, () => {
    assert.ok(harmless.length >= 100);
    for (const text of harmless) {
      assert.equal(mask(text), text);
      const error = new PspError(decode({ status: 422, body: { detail: text } }));
      if (text !== '') assert.equal(toLog(error)['exception.message'], text);
      assert.equal(error.toJSON().detail, text);
    }
  });

  test('own properties stay as sent', () => {
    for (const [text] of leaking.slice(0, 20)) {
      const error = new PspError(decode({ status: 422, body: everywhere(text) }));
      for (const name of ['detail', 'title', 'type', 'instance', 'timestamp', 'code']) {
        assert.equal(error[name], text);
      }
      assert.deepEqual(error.fields, [{ field: text, message: text }]);
    }
  });
});

describe('mask', () => {
  test('takes a string and nothing else', () => {
    assert.equal(mask('ana@example.com'), '***');
    for (const value of [undefined, null, 1, {}]) {
      assert.throws(() => mask(value), { name: 'TypeError', message: /^mask\(\) takes a string/ });
    }
  });
});
