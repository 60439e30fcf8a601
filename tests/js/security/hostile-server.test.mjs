// Claims of pkg/docs/threat-model.md about a server that means harm.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { catalogue, createFetch, decode, handle, PspError } from 'psp-errors';
import { classifyLines } from 'psp-errors/lines';
import { toLog } from 'psp-errors/log';
import { createMonitor } from 'psp-errors/monitor';
import { toProblem, toResponse } from 'psp-errors/problem';
import { answering, bare, CONNECTPSP, json, ok, rejection } from '../fetch/support.mjs';

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then'];
const attack = '<img src=x onerror="alert(1)">\r\nSet-Cookie: a=b\u0000';

/** What every object inherits, to be compared before and after. */
const inherited = () =>
  [Object, Array, Function, String, Error].map(({ prototype }) =>
    Reflect.ownKeys(prototype).map((key) => [
      key,
      Reflect.getOwnPropertyDescriptor(prototype, key),
    ]),
  );

describe('a hostile body', () => {
  test('changes no prototype, whatever its members and codes are called', async () => {
    const before = inherited();
    for (const name of names) {
      const polluting = `{"${name}":{"polluted":1,"code":"NOT_FOUND"},"code":"${name}","errors":{"${name}":["x"]},"data":{"${name}":{"polluted":1}}}`;
      for (const body of [polluting, JSON.parse(polluting), Buffer.from(polluting)]) {
        const error = decode({ status: 422, body });
        assert.equal(error.code, name);
        assert.equal(Object.getPrototypeOf(error), Object.prototype);
        assert.deepEqual(error.fields, [{ field: name, message: 'x' }]);
        const thrown = new PspError(error);
        for (const each of [thrown.toJSON(), toLog(thrown), toProblem(thrown)]) {
          assert.equal(Object.getPrototypeOf(each), Object.prototype);
        }
      }
    }
    assert.deepEqual(inherited(), before);
    assert.equal({}.polluted, undefined);
  });

  test('changes no prototype where codes are counted, and hides in none', async () => {
    const before = inherited();
    const monitor = createMonitor();
    const lines = names.map((code) => JSON.stringify({ status: 422, code }));
    for (const body of lines) monitor.record({ api: 'connectpsp', error: decode({ body }) });
    const counted = new Map(monitor.report().codes.map(({ code, errors }) => [code, errors]));
    assert.equal(
      [...counted.values()].reduce((sum, count) => sum + count, 0),
      names.length,
    );
    const { errors, byCode } = await classifyLines(lines.join('\n'));
    assert.equal(errors, names.length);
    assert.deepEqual(Object.entries(byCode).sort(), names.map((name) => [name, 1]).sort());
    assert.equal(Object.getPrototypeOf(byCode), Object.prototype);
    assert.deepEqual(inherited(), before);
  });

  test('with a code that every object inherits calls no handler but those there are', async () => {
    for (const name of names) {
      const response = json(422, { code: name });
      const said = await handle(response, { default: ({ code }) => `default: ${code}` });
      assert.equal(said, `default: ${name}`);
      assert.ok((await rejection(handle(json(422, { code: name }), {}))) instanceof PspError);
    }
  });

  test('puts nothing of its own into what is shown to users', () => {
    const texts = new Set();
    for (const { code, status } of catalogue) {
      const sent = { code, message: attack, detail: attack, title: attack };
      const { userMessage } = decode({ status, body: JSON.stringify(sent) });
      assert.doesNotMatch(userMessage, /[<>\r\n\0]/);
      texts.add(userMessage);
    }
    assert.ok(texts.size > 5);
    for (let status = 200; status < 600; status++) {
      const sent = { code: attack, message: attack, detail: attack, title: attack };
      const { userMessage } = decode({ status, body: JSON.stringify(sent) });
      assert.doesNotMatch(userMessage, /[<>\r\n\0]/);
    }
  });

  test('puts nothing of its own into the headers for a front end', () => {
    const known = ['cache-control', 'content-type', 'retry-after'];
    for (const code of [attack, 'NOT_FOUND', 'INSUFFICIENT_FUNDS', '4001']) {
      for (const status of [200, 302, 401, 422, 429, 503]) {
        const errors = [{ field: attack, message: attack }];
        const texts = { message: attack, detail: attack, title: attack, type: attack };
        const body = JSON.stringify({ code, ...texts, instance: attack, errors });
        const headers = { 'retry-after': '7' };
        const answer = toResponse(decode({ status, body, headers, url: attack }));
        for (const [name, value] of answer.headers) {
          assert.ok(known.includes(name), name);
          assert.match(value, /^(no-store|application\/problem\+json|7)$/);
        }
      }
    }
  });

  test('puts nothing of its own into the headers of the next attempt', async () => {
    const refuse = () =>
      json(
        503,
        { code: attack, detail: attack, title: attack },
        { 'x-idempotency-key': 'theirs', authorization: 'theirs', 'set-cookie': 'a=theirs' },
      );
    const fetch = answering(refuse, refuse, ok);
    const call = createFetch({
      ...{ api: 'connectpsp', fetch, retry: { baseMs: 1 } },
      auth: { token: () => 'ours', applicationToken: 'app' },
    });
    await call(`${CONNECTPSP}/cash-out`, { method: 'POST', body: '{}' });
    const [first, ...others] = fetch.requests.map(({ headers }) => [...headers]);
    assert.equal(others.length, 2);
    for (const each of others) assert.deepEqual(each, first);
    assert.doesNotMatch(JSON.stringify(first), /theirs|onerror|Set-Cookie/);
  });
});

describe('a redirect that only loses the encryption', () => {
  test('counts as one to another origin: a GET goes without credentials', async () => {
    const fetch = answering(bare(307, { location: 'http://api.connectpsp.com/a' }), ok);
    const auth = { token: () => 'ours', applicationToken: 'app' };
    await createFetch({ api: 'connectpsp', fetch, auth })(`${CONNECTPSP}/a`);
    const [, { url, headers }] = fetch.requests;
    assert.equal(url, 'http://api.connectpsp.com/a');
    assert.deepEqual([...headers], []);
  });

  test('a POST does not go', async () => {
    const fetch = answering(bare(308, { location: 'http://api.connectpsp.com/cash-out' }), ok);
    const call = createFetch({ api: 'connectpsp', fetch });
    const error = await rejection(call(`${CONNECTPSP}/cash-out`, { method: 'POST', body: '{}' }));
    assert.deepEqual([error.remedy, fetch.requests.length], ['follow-redirect', 1]);
  });
});

describe('masking', () => {
  /** What makes matchers look far ahead, or look again: a unit that is repeated. */
  const units = [
    '1',
    '1.',
    '12345678901 ',
    '4111-',
    '@',
    'a@',
    'a@a.',
    'a.',
    '+',
    '+55 ',
    '(11',
    'eyJ',
    'eyJ.',
    'eyJa.eyJ',
    'Bearer ',
    'token=',
    'token=token=',
    'f',
    'f0',
    '0f-',
    '123e4567-e89b-',
    '-',
    '.',
    '\u00e9',
    '\u00e91@',
    'secret: "',
    '12.345.678/0001-',
  ];
  const SMALL = 32 * 1024;
  const TIMES = 32;
  const ROUNDS = 3;

  /** A body of about that length whose text looks at all of itself: its clue is at the end. */
  const bodyOf = (unit, length) =>
    Buffer.from(JSON.stringify({ detail: `${unit.repeat((length - 100) / sizeOf(unit))}1` }));
  const sizeOf = (unit) => Buffer.byteLength(JSON.stringify(unit)) - 2;

  /** Processor time, since on a busy machine the clock goes on while nothing is done. */
  function costOf(body, runs) {
    const begun = process.cpuUsage();
    for (let run = 0; run < runs; run++) decode({ status: 422, body });
    const { user, system } = process.cpuUsage(begun);
    return user + system;
  }

  test('of 1 MiB costs what masking 32 KiB 32 times costs, and not 32 times that', () => {
    for (const unit of units) {
      const [small, large] = [bodyOf(unit, SMALL), bodyOf(unit, SMALL * TIMES)];
      assert.ok(large.length > 0.5 * 2 ** 20 && large.length <= 2 ** 20);
      costOf(small, TIMES);
      let ratio = Number.POSITIVE_INFINITY;
      // The best of some: whatever else the process does only adds.
      for (let round = 0; round < ROUNDS && ratio > 4; round++) {
        ratio = Math.min(ratio, costOf(large, 2) / Math.max(1000, costOf(small, 2 * TIMES)));
      }
      assert.ok(ratio < 10, `${JSON.stringify(unit)}: ${ratio} times as much for each byte`);
    }
  });
});
