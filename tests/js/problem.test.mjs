import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { catalogue, classify, createFetch, decode, decodeResponse, PspError } from 'psp-errors';
import { toProblem, toResponse } from 'psp-errors/problem';
import { createSandbox } from 'psp-errors/sandbox';
import { bare, CONNECTPSP, lose, refuse, rejection } from './fetch/support.mjs';
import { pick, verdictMembers } from './members.mjs';
import { backEnds } from './recipes/back-ends.mjs';
import { provoke } from './sandbox/recipes.mjs';
import { leaking } from './server-texts.mjs';

/** What a front end makes of what its back end got. */
const relay = (error, options) => decodeResponse(toResponse(error), options);
const verdict = (error) => pick(error, verdictMembers);

const statuses = [
  0, 200, 302, 400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 429, 500, 503, 599,
];
const methods = [undefined, 'GET', 'POST'];

describe('a front end gets the verdict of its back end', () => {
  const sameAgain = async (error) => {
    for (const method of methods) {
      for (const api of [undefined, 'connxt', 'connectpsp']) {
        const found = await relay(error, { method, ...(error.api === 'unknown' ? {} : { api }) });
        assert.deepEqual(verdict(found), verdict(error));
        assert.equal(found.userMessage, error.userMessage);
      }
      const problem = toProblem(error);
      const { status } = problem;
      assert.deepEqual(classify(status, JSON.stringify(problem), method), verdict(error));
      // A problem that goes on from there is the same one.
      const again = toProblem(await relay(error, { method }));
      assert.deepEqual(pick(again, ['code', 'api', 'action', 'outcome', 'detail']), {
        ...pick(problem, ['code', 'api', 'action', 'outcome', 'detail']),
      });
    }
  };

  for (const { code } of catalogue) {
    test(code, async () => {
      for (const method of methods) {
        await sameAgain(decode({ body: { code }, method }));
        await sameAgain(decode({ body: { code }, method, status: 503 }));
      }
    });
  }

  test('whatever the status, with no code and with an unknown one', async () => {
    for (const status of statuses) {
      for (const method of methods) {
        for (const body of ['', { code: 'LIMIT_REACHED' }, { code: 'X', timestamp: 'now' }]) {
          for (const api of [undefined, 'connxt', 'connectpsp']) {
            await sameAgain(decode({ status, body, method, api }));
          }
        }
      }
    }
    await sameAgain(decode({}));
  });

  test('where the back end gave up, or found out that it was done', async () => {
    const post = { method: 'POST', body: '{}' };
    const duplicate = refuse('DUPLICATED_EXTERNAL_REFERENCE', 409);
    const answers = [];
    const fetch = createFetch({
      api: 'connectpsp',
      retry: { baseMs: 0 },
      fetch: () => answers.shift()(),
    });
    for (const [given, wanted] of [
      [
        [lose, lose, lose],
        ['escalate', 'unknown', 'NETWORK_ERROR'],
      ],
      [
        [bare(500), duplicate],
        ['user-fix', 'executed', 'DUPLICATED_EXTERNAL_REFERENCE'],
      ],
      [[refuse('TOKEN_EXPIRED', 401)], ['re-auth', 'not-executed', 'TOKEN_EXPIRED']],
      [
        [bare(429), bare(429), bare(429)],
        ['escalate', 'not-executed', 'HTTP_429'],
      ],
    ]) {
      answers.push(...given);
      const error = await rejection(fetch(`${CONNECTPSP}/cash-out`, post));
      assert.deepEqual([error.action, error.outcome, error.code], wanted);
      await sameAgain(error);
    }
  });

  test('and the fields, and when to try again', async () => {
    const body = { code: '4001', errors: [{ field: 'credential', message: 'is required' }] };
    const found = await relay(decode({ status: 400, body, headers: { 'retry-after': '7' } }));
    assert.deepEqual(found.fields, [{ field: 'credential', message: 'is required' }]);
    assert.equal(found.retryAfterMs, 7000);
  });

  test('and no type but ours changes a verdict', () => {
    for (const type of [
      'urn:psp-errors:connxt/401/explode/unknown',
      'urn:psp-errors:connxt/401/retry',
      'urn:psp-errors:',
      'urn:other:connxt/401/retry/unknown',
      'https://example.com/urn:psp-errors:connxt/401/retry/unknown',
    ]) {
      const body = JSON.stringify({ type, code: 'RULE_VIOLATION' });
      assert.equal(classify(422, body).action, 'escalate', type);
    }
  });
});

describe('the status for a front end', () => {
  for (const [status, input] of [
    [400, { status: 400, body: { code: 'VALIDATION_ERROR' } }],
    [404, { status: 404 }],
    [409, { status: 409, body: { code: 'DUPLICATED_EXTERNAL_REFERENCE' } }],
    [410, { status: 410 }],
    [413, { status: 413 }],
    [422, { status: 422, body: { code: 'PIX_KEY_NOT_FOUND' } }],
    [422, { status: 422, body: { code: 'RULE_VIOLATION' } }],
    [422, { status: 200, body: { code: 'INVALID_AMOUNT' } }],
    [422, { status: 451 }],
    [503, { status: 422, body: { code: 'MISSING_END_TO_END_ID' } }],
    [503, { status: 422, body: { code: 'INSUFFICIENT_FUNDS' } }],
    [503, { status: 429 }],
    [503, { status: 500, method: 'GET' }],
    [502, { status: 500 }],
    [502, { status: 0 }],
    [502, { status: 302 }],
    [502, { status: 405 }],
    [502, {}],
  ]) {
    test(`${JSON.stringify(input)}: ${status}`, () => {
      assert.equal(toResponse(decode(input)).status, status);
      assert.equal(toProblem(decode(input)).status, status);
    });
  }

  test('is 504 where the API did not answer in time', () => {
    assert.equal(toProblem({ ...decode({ status: 0 }), code: 'TIMEOUT' }).status, 504);
  });

  test('is never one that says something of the front end itself', () => {
    const seen = new Set();
    for (const { code } of catalogue) seen.add(toProblem(decode({ body: { code } })).status);
    for (let status = 0; status < 1000; status++) seen.add(toProblem(decode({ status })).status);
    assert.deepEqual([...seen].sort(), [400, 404, 409, 410, 413, 422, 502, 503]);
  });
});

describe('of what the API said', () => {
  test('no title, detail, address or time goes on, and no personal data', () => {
    for (const [text, traces] of leaking) {
      const body = {
        code: text,
        ...{
          title: `t ${text}`,
          detail: `d ${text}`,
          type: 'upstream-type',
          instance: 'upstream-i',
        },
        ...{ timestamp: 'upstream-time', message: `m ${text}` },
        errors: [{ field: text, message: text }],
      };
      const error = new PspError(decode({ status: 422, body }));
      const shown = JSON.stringify(toProblem(error));
      for (const trace of [...traces, 'upstream', `d ${text}`, `t ${text}`]) {
        assert.ok(!shown.includes(trace), `${trace} in ${shown}`);
      }
    }
  });

  test('a code that was made up goes on in part', () => {
    assert.equal(
      toProblem(decode({ status: 422, body: { code: 'X'.repeat(1000) } })).code.length,
      100,
    );
  });

  test('nothing else is in a problem', () => {
    const error = new PspError(decode({ status: 404, body: { code: 'NOT_FOUND', detail: 'x' } }));
    assert.deepEqual(toProblem(error), {
      type: 'urn:psp-errors:connectpsp/404/user-fix/not-executed',
      status: 404,
      detail: error.userMessage,
      code: 'NOT_FOUND',
      ...{ api: 'connectpsp', action: 'user-fix', remedy: 'check-id', actor: 'developer' },
      outcome: 'not-executed',
      errors: [],
    });
  });
});

describe('toResponse', () => {
  test('is a problem that nobody keeps, with Retry-After in whole seconds', async () => {
    const response = toResponse(decode({ status: 429, headers: { 'retry-after': '3' } }));
    assert.deepEqual(Object.fromEntries(response.headers), {
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'retry-after': '3',
    });
    const later = toResponse({ ...decode({ status: 429 }), retryAfterMs: 1001 });
    assert.equal(later.headers.get('retry-after'), '2');
    assert.equal(toResponse(decode({ status: 429 })).headers.get('retry-after'), null);
  });

  test('and toProblem take a decoded error and nothing else', () => {
    for (const [name, make] of Object.entries({ toProblem, toResponse })) {
      for (const value of [undefined, null, 'NOT_FOUND', new Error('x'), {}]) {
        const message = new RegExp(`^${name}\\(\\) takes a decoded error or a PspError, got `);
        assert.throws(() => make(value), { name: 'TypeError', message });
      }
    }
  });
});

for (const [name, start] of Object.entries(backEnds)) {
  describe(`the recipe for ${name}`, () => {
    test('gives the front end the verdict, for each code', async (t) => {
      const errors = {};
      const { fetch } = await start(t, async (code) => {
        const sandbox = createSandbox();
        const { api } = catalogue.find((row) => row.code === code);
        const call = createFetch({ api, fetch: sandbox.fetch, retry: false, locale: 'en' });
        errors[code] = await rejection(provoke(sandbox, code, { fetch: call, base: CONNECTPSP }));
        throw errors[code];
      });
      for (const { code } of catalogue) {
        const response = await fetch(`/api/${code}`, { method: 'POST' });
        assert.match(response.headers.get('content-type'), /^application\/problem\+json/);
        assert.equal(response.headers.get('cache-control'), 'no-store');
        const found = await decodeResponse(response, { method: 'POST' });
        assert.deepEqual(verdict(found), verdict(errors[code]));
        assert.equal(found.userMessage, errors[code].userMessage);
      }
    });

    test('leaves other errors and answers alone', async (t) => {
      const { fetch } = await start(t, async (what) => {
        if (what === 'bug') throw new Error('our own');
        return { id: 1 };
      });
      assert.equal((await fetch('/api/bug', { method: 'POST' })).status, 500);
      assert.deepEqual(await (await fetch('/api/fine', { method: 'POST' })).json(), { id: 1 });
    });

    test('is the one in the docs', async () => {
      const docs = await readFile(new URL('../../pkg/docs/front-end.md', import.meta.url), 'utf8');
      const file = new URL(`recipes/${name.toLowerCase()}.mjs`, import.meta.url);
      assert.ok(docs.includes(await readFile(file, 'utf8')), name);
    });
  });
}
