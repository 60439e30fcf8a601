import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { classify, decode } from 'psp-errors';
import { cases, inputsOf } from '../fixtures/cases.mjs';
import { pick, verdictMembers } from './members.mjs';

// Copied from the design, section 2: "When the code is not in the catalogue". The first that
// matches counts.
const rules = [
  [[0], 'retry', 'resend', 'client', 'unknown'],
  [range(300, 399), 'user-fix', 'follow-redirect', 'end-user', 'not-executed'],
  [[400, 413, 414], 'user-fix', 'fix-fields', 'end-user', 'not-executed'],
  [[401], 're-auth', 'refresh-token', 'client', 'not-executed'],
  [[403], 'escalate', 'request-access', 'operator', 'not-executed'],
  [[404, 410], 'user-fix', 'check-id', 'developer', 'not-executed'],
  [
    [405, 406, 411, 415, 426, 428, 431, 501, 505],
    'escalate',
    'fix-integration',
    'developer',
    'not-executed',
  ],
  [[408, 425, 429], 'retry', 'resend', 'client', 'not-executed'],
  [[409], 'user-fix', 'use-existing', 'developer', 'not-executed'],
  [range(400, 499), 'escalate', 'contact-support', 'operator', 'not-executed'],
  [range(500, 599), 'retry', 'resend', 'client', 'unknown'],
  [range(0, 65_535), 'escalate', 'contact-support', 'operator', 'unknown'],
];

describe('the status rules', () => {
  test('hold for every status from 0 to 700, whatever was sent', () => {
    for (let status = 0; status <= 700; status++) {
      for (const method of [undefined, 'POST']) {
        assert.deepEqual(classify(status, null, method), expected(status), String(status));
      }
      assert.deepEqual(
        pick(decode({ status, body: '<html>' }), verdictMembers),
        expected(status),
        String(status),
      );
    }
  });

  test('hold beside an unknown code, which is kept', () => {
    for (let status = 0; status <= 700; status++) {
      const verdict = classify(status, '{"code":"E-17"}', 'POST');
      assert.deepEqual(verdict, { ...expected(status), code: 'E-17' }, String(status));
    }
  });

  test('hold for a status that only the body tells', () => {
    for (let status = 100; status <= 599; status++) {
      assert.deepEqual(classify(undefined, { status }), expected(status), String(status));
    }
  });

  test('call nothing unknown that a GET, HEAD or OPTIONS asked for', () => {
    for (let status = 0; status <= 700; status++) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'get']) {
        const verdict = classify(status, '', method);
        assert.deepEqual(verdict, { ...expected(status), outcome: 'not-executed' });
      }
    }
  });

  test('have a last row for what is no status, and for none', () => {
    for (const status of [undefined, null, Number.NaN, -1, 1.5, 65_536, '422', {}, Symbol('x')]) {
      assert.deepEqual(classify(status), { ...expected(700), code: 'UNKNOWN' });
    }
    assert.deepEqual(classify(65_535), expected(65_535));
  });
});

describe('a verdict', () => {
  test('agrees with what decode says, in every conformance case', () => {
    for (const each of cases) {
      // classify() is not told the API.
      const { api, url, ...about } = each.input;
      for (const { status, body, method } of inputsOf({ input: about })) {
        const verdict = classify(status, body, method);
        const error = decode({ status, body, method });
        assert.deepEqual(verdict, pick(error, verdictMembers), each.name);
        if (api === undefined && url === undefined) {
          assert.deepEqual(verdict, pick(each.expected, verdictMembers), each.name);
        }
      }
    }
  });

  test('agrees with what decode says about a code with half a surrogate pair', () => {
    for (const body of ['{"code":"a\ud800"}', '{"code":"a\\ud800"}', { code: '\udc00é' }]) {
      assert.equal(classify(422, body).code, decode({ status: 422, body }).code);
    }
  });

  test('has seven members and is frozen', () => {
    for (const verdict of [
      classify(503),
      classify(422, '{"code":"NOT_FOUND"}'),
      classify(422, '{"code":"X"}'),
    ]) {
      assert.deepEqual(Reflect.ownKeys(verdict), verdictMembers);
      assert.ok(Object.isFrozen(verdict));
    }
  });

  test('is one and the same object for one code, and for one status', () => {
    const bytes = new TextEncoder().encode('{"detail":"x","code":"TOKEN_EXPIRED"}');
    assert.equal(classify(401, '{"code":"token_expired"}'), classify(401, bytes));
    assert.equal(classify(503, '<html>'), classify(503));
    assert.notEqual(classify(503), classify(502));
    assert.notEqual(classify(503), classify(503, '', 'GET'));
  });

  test('stays right when far more statuses are asked for than are kept', () => {
    for (let status = 600; status <= 4000; status++) classify(status);
    for (const status of [600, 2000, 4000]) {
      assert.deepEqual(classify(status), expected(status));
    }
  });

  test('stays right when far more methods are asked for than are kept', () => {
    for (let index = 0; index < 300; index++) classify(500, '', `M${index}`);
    assert.equal(classify(500, '', 'Get').outcome, 'not-executed');
    assert.equal(classify(500, '', 'M299').outcome, 'unknown');
  });
});

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function expected(status) {
  const [, action, remedy, actor, outcome] = rules.find(([statuses]) => statuses.includes(status));
  const code = status === 0 ? 'NETWORK_ERROR' : `HTTP_${status}`;
  return { api: 'unknown', code, known: false, action, remedy, actor, outcome };
}
