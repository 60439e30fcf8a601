// Claims of pkg/docs/threat-model.md about whoever reads logs, and about what customers type.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { createFetch, decode, digitalSignature, PspError, planRetry } from 'psp-errors';
import { verifyWebhook } from 'psp-errors/webhook';
import { answering, CONNECTPSP, json, lose, rejection } from '../fetch/support.mjs';

/** What a customer typed, and a server repeats in its answer. */
const typed = [
  'ana.souza@example.com',
  '123.456.789-09',
  '12345678909',
  '12.345.678/0001-95',
  '+55 11 91234-5678',
  '123e4567-e89b-42d3-a456-426614174000',
  '4111 1111 1111 1111',
];
const secrets = ['tok-3cr3t-value', 'app-3cr3t-value', 'sig-3cr3t-value'];

describe('what a customer typed and a server repeats', () => {
  for (const value of typed) {
    test(`is not in the message, the print or the JSON: ${value}`, () => {
      const text = `no account for ${value}, try again`;
      const errors = [{ field: 'pixKey', message: text }];
      const sent = { code: 'PIX_KEY_NOT_FOUND', detail: text, title: text, instance: text, errors };
      const error = new PspError(decode({ status: 422, body: JSON.stringify(sent) }));
      for (const shown of [
        error.message,
        String(error),
        error.stack,
        inspect(error),
        inspect({ error }, { depth: 9 }),
        JSON.stringify(error),
        error.userMessage,
      ]) {
        assert.ok(!shown.includes(value), shown);
      }
    });
  }
});

describe('what a client is given to prove who it is', () => {
  const auth = {
    token: () => secrets[0],
    applicationToken: secrets[1],
    sign: () => secrets[2],
    refresh: () => {
      throw new Error('no vault');
    },
  };
  const ends = {
    'a refusal': () => json(401, { code: 'TOKEN_EXPIRED' }),
    'a lost connection': lose,
    'a documented error': () => json(422, { code: 'INSUFFICIENT_FUNDS' }),
  };
  for (const [title, answer] of Object.entries(ends)) {
    test(`is in no error, print or JSON, hooks included: ${title}`, async () => {
      const told = [];
      const hook = (event) => void told.push(event);
      const call = createFetch({
        ...{ api: 'connectpsp', auth, fetch: answering(answer), retry: { baseMs: 1 } },
        ...{ onError: hook, onGiveUp: hook, onRetry: hook },
      });
      told.push(await rejection(call(`${CONNECTPSP}/cash-out`, { method: 'POST', body: '{}' })));
      for (const each of told) {
        for (const shown of [inspect(each), JSON.stringify(each), String(each), `${each.cause}`]) {
          for (const secret of secrets) assert.ok(!shown.includes(secret), shown);
        }
      }
    });
  }

  test('is not in the text of a TypeError about options', async () => {
    const secret = secrets[0];
    for (const wrong of [
      () => createFetch({ api: secret }),
      () => createFetch({ api: 'connxt', auth: secret }),
      () => createFetch({ api: 'connxt', auth: { token: secret } }),
      () =>
        createFetch({ api: 'connectpsp', auth: { token: () => '', applicationToken: [secret] } }),
      () => createFetch({ api: 'connxt', fetch: secret, retry: secret, timeoutMs: secret }),
      () => planRetry({ action: 'retry' }, 1, { attempts: secret }),
      () => digitalSignature(secret, ''),
      () => digitalSignature([secret], secret),
      () => verifyWebhook({ secret }, secret, secret),
      () => verifyWebhook(secret, secret, [secret]),
      () => decode(secret),
    ]) {
      const error = await rejection((async () => wrong())());
      assert.ok(error instanceof TypeError);
      assert.ok(!inspect(error).includes(secret), inspect(error));
    }
  });

  test('cannot be smuggled into another header: a line break is a TypeError without the value', async () => {
    const fetch = answering(() => json(200, {}));
    for (const auth of [
      { token: () => `${secrets[0]}\r\nX-Other: 1` },
      { token: () => 'a', applicationToken: `${secrets[0]}\r\nX-Other: 1` },
      { token: () => 'a', sign: () => `${secrets[0]}\r\nX-Other: 1` },
    ]) {
      const call = createFetch({ api: 'connectpsp', fetch, auth });
      const error = await rejection(call(CONNECTPSP, { method: 'POST', body: '{}' }));
      assert.ok(error instanceof TypeError);
      assert.ok(!inspect(error).includes(secrets[0]), inspect(error));
    }
    assert.equal(fetch.requests.length, 0);
  });
});

test('the package itself logs nothing', async (t) => {
  const written = [];
  for (const stream of [process.stdout, process.stderr]) {
    const { write } = stream;
    stream.write = (chunk, ...rest) => {
      // The test runner reports over the same stream, in a form of its own.
      if (new Error().stack.includes('psp-errors')) written.push(String(chunk));
      return write.call(stream, chunk, ...rest);
    };
    t.after(() => {
      stream.write = write;
    });
  }
  for (const name of Object.keys(console)) {
    if (typeof console[name] === 'function')
      t.mock.method(console, name, (...all) => written.push(all));
  }
  const fetch = answering(
    lose,
    () => json(500, { code: 'X' }),
    () => json(422, { code: 'NEW' }),
  );
  const call = createFetch({ api: 'connectpsp', fetch, retry: { baseMs: 1 } });
  await rejection(call(CONNECTPSP));
  decode({ status: 500, body: '<html>' });
  assert.deepEqual(written, []);
});
