// Why a verdict is the one it is, and what had no part in it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { catalogue, decode } from 'psp-errors';
import { loadSource } from './load-source.mjs';

const { judge } = await loadSource('decode/judge.ts');

const type = 'https://connect-psp.redocly.app/errors/token-expired';

/** A paste, what the form says, why, and what was ignored. */
const table = [
  ['{"code":"TOKEN_EXPIRED"}', {}, 'code', []],
  [`{"code":"TOKEN_EXPIRED","type":"${type}"}`, {}, 'code', []],
  [`{"type":"${type}"}`, {}, 'type', []],
  [`{"code":"NOBODY_KNOWS","type":"${type}"}`, {}, 'type', [{ what: 'members', names: ['code'] }]],
  ['{"code":"NOBODY_KNOWS"}', { status: 422 }, 'status', []],
  ['{"status":503,"retries":3}', {}, 'status', [{ what: 'members', names: ['retries'] }]],
  ['{"status":503}', { status: 0 }, 'no-response', [{ what: 'status' }]],
  ['{"a":1,"b":2}', {}, 'nothing', [{ what: 'members', names: ['a', 'b'] }]],
  ['<html>', { status: 502 }, 'status', [{ what: 'body' }]],
  [
    'HTTP/1.1 503 No\nServer: x\nRetry-After: 1\n\n',
    {},
    'status',
    [{ what: 'headers', names: ['server'] }],
  ],
  [
    'HTTP/1.1 503 No\nRetry-After: soon\n\n',
    {},
    'status',
    [{ what: 'headers', names: ['retry-after'] }],
  ],
  ['at 12:00 status=503', {}, 'status', [{ what: 'text-around' }]],
];

describe('the reason of a verdict', () => {
  for (const [text, told, reason, ignored] of table) {
    it(`is ${reason} for ${JSON.stringify(text).slice(0, 70)}`, () => {
      const judged = judge(text, told);
      assert.equal(judged.reason, reason);
      assert.deepEqual(judged.ignored, ignored);
    });
  }

  it('is the code in a body of each documented one, and the type where that is all', () => {
    for (const { code, status, api } of catalogue) {
      const { error, reason } = judge(JSON.stringify({ code, status }), {});
      assert.deepEqual([error.code, reason], [code, 'code']);
      if (api === 'connxt') continue;
      const slug = code.toLowerCase().replaceAll('_', '-');
      const byType = judge(JSON.stringify({ type: `https://x.test/${slug}`, status }), {});
      assert.deepEqual([byType.error.code, byType.reason], [code, 'type']);
    }
  });

  it('names a method after which nothing can have moved', () => {
    assert.equal(judge('', { status: 503, method: 'GET' }).isSafe, true);
    assert.equal(judge('', { status: 503, method: 'POST' }).isSafe, false);
    assert.equal(judge('', { status: 404, method: 'GET' }).isSafe, false);
  });
});

describe('judging', () => {
  it('ends in a verdict that the package gives too, whatever is pasted', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.json(),
      fc.constantFrom(
        ...[
          'HTTP/1.1 422 No\n',
          '\n\n',
          '< HTTP/2 500\n',
          '< x: y\n',
          '* note\n',
          '> POST / HTTP/1.1\n',
        ],
        ...[
          '{"code":"TOKEN_EXPIRED"}',
          '"',
          '{',
          '}',
          '\\',
          'status: 503 ',
          'https://a.test/ 404 ',
        ],
      ),
    );
    const told = fc.record(
      { status: fc.integer({ min: -1, max: 700 }), method: fc.constantFrom('GET', 'POST') },
      { requiredKeys: [] },
    );
    const given = fc.tuple(fc.array(piece, { maxLength: 8 }), told);
    fc.assert(
      fc.property(given, ([pieces, form]) => {
        const judged = judge(pieces.join(''), form);
        if (judged === null || judged === 'lines') return;
        const known = decode({ body: JSON.stringify({ code: judged.error.code }) });
        assert.equal(known.known, judged.error.known);
        if (known.known) assert.equal(judged.error.action, known.action);
        for (const message of Object.values(judged.userMessages)) assert.ok(message.length > 10);
      }),
      { numRuns: 500 },
    );
  });
});
