import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { createFetch, digitalSignature } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import { cashOutBody } from './sandbox/bodies.mjs';

const hmac = (token, key) => createHmac('sha256', key).update(token, 'utf8').digest('hex');

describe('digitalSignature', () => {
  test('gives the known HMAC-SHA256', async () => {
    // RFC 4231, test cases 2 and 6 with keys and data that are texts.
    assert.equal(
      await digitalSignature('what do ya want for nothing?', 'Jefe'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    assert.equal(
      await digitalSignature('The quick brown fox jumps over the lazy dog', 'key'),
      'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
    );
  });

  test("agrees with Node's for texts of every kind and length", async () => {
    const texts = [
      'a',
      'ação',
      '🔑',
      'x'.repeat(63),
      'x'.repeat(64),
      'x'.repeat(65),
      '\u0000',
      ' ',
    ];
    for (const token of texts) {
      for (const key of texts) assert.equal(await digitalSignature(token, key), hmac(token, key));
    }
    for (let time = 0; time < 50; time++) {
      const [token, key] = [randomBytes(time + 1), randomBytes(40)].map((it) => it.toString('hex'));
      assert.equal(await digitalSignature(token, key), hmac(token, key));
    }
  });

  test('is 64 lower-case hexadecimal digits', async () => {
    for (let time = 0; time < 50; time++) {
      assert.match(await digitalSignature(String(time), 'key'), /^[0-9a-f]{64}$/);
    }
  });

  test('is what the sandbox accepts, and nothing else is', async () => {
    const sandbox = createSandbox();
    const { cryptoToken, applicationToken } = sandbox.credentials;
    const { Authorization } = await sandbox.signIn();
    const pay = (key) =>
      createFetch({
        api: 'connectpsp',
        fetch: sandbox.fetch,
        auth: {
          applicationToken,
          token: () => Authorization.slice('Bearer '.length),
          sign: (token) => digitalSignature(token, key),
        },
      })('https://api.connectpsp.com/cash-out', {
        method: 'POST',
        body: JSON.stringify(cashOutBody()),
      });
    await assert.rejects(pay('another key'), {
      code: 'INVALID_SIGNATURE',
      gaveUp: 'reauth-failed',
    });
    assert.equal((await pay(cryptoToken)).status, 202);
  });

  test('rejects what is no text, or empty, and never shows it', async () => {
    const secret = 'sk_live_5up3r53cr3t';
    for (const bad of [
      undefined,
      null,
      '',
      42_424_242,
      [secret],
      { secret },
      Buffer.from(secret),
    ]) {
      for (const [name, args] of [
        ['accessToken', [bad, secret]],
        ['cryptoToken', [secret, bad]],
      ]) {
        const promise = digitalSignature(...args);
        await assert.rejects(promise, (error) => {
          assert.equal(error.constructor, TypeError);
          assert.ok(error.message.includes(name), error.message);
          assert.doesNotMatch(`${error.stack}`, /5up3r53cr3t|42424242/);
          return true;
        });
      }
    }
  });
});
