import assert from 'node:assert/strict';
import { createHmac, randomBytes, webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import vm from 'node:vm';
import express from 'express';
import fc from 'fast-check';
import { Hono } from 'hono';
import { createSandbox } from 'psp-errors/sandbox';
import { verifyWebhook } from 'psp-errors/webhook';
import { rejection } from './fetch/support.mjs';
import { webhook as forExpress } from './recipes/webhook-express.mjs';
import { webhook as forHono } from './recipes/webhook-hono.mjs';
import { cashOutBody } from './sandbox/bodies.mjs';

/** `FC_SEED=… node --test …` runs the same inputs again. */
const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));

const sign = (body, key) => createHmac('sha256', key).update(body).digest('hex');

/** A sandbox with a payout that failed, and the deliveries that report it. */
async function failedPayout() {
  const sandbox = createSandbox();
  await sandbox.fetch('/cash-out', {
    method: 'POST',
    headers: await sandbox.signIn(),
    body: JSON.stringify(cashOutBody({}, { pixKey: 'closed@sandbox.example' })),
  });
  sandbox.clock.advance(10_000);
  return { sandbox, deliver: () => sandbox.webhook('invoice-1') };
}

describe('a webhook', () => {
  test('of the sandbox is verified, as bytes, as a buffer and as a text', async () => {
    const { sandbox, deliver } = await failedPayout();
    const { cryptoToken } = sandbox.credentials;
    const { body, headers } = await deliver();
    const signature = headers['X-Connect-Signature'];
    const request = new Request('https://shop.example/', { method: 'POST', headers, body });
    const raw = await request.arrayBuffer();
    const padded = Buffer.concat([Buffer.from('{'), Buffer.from(raw), Buffer.from('}')]);
    const shared = new Uint8Array(new SharedArrayBuffer(raw.byteLength));
    shared.set(new Uint8Array(raw));
    for (const each of [
      ...[body, raw, Buffer.from(raw), new Uint8Array(raw), shared],
      padded.subarray(1, -1),
      new DataView(raw),
      // As in Jest, where the buffers of Node are of another realm than the test.
      vm.runInNewContext('Uint8Array.from(bytes)', { bytes: [...new Uint8Array(raw)] }),
      vm.runInNewContext('Uint8Array.from(bytes).buffer', { bytes: [...new Uint8Array(raw)] }),
    ]) {
      assert.equal(await verifyWebhook(each, signature, cryptoToken), true);
    }
    assert.equal(await verifyWebhook(raw, signature.toUpperCase(), cryptoToken), true);
  });

  test('is refused after any change of the body, the signature or the key', async () => {
    const { sandbox, deliver } = await failedPayout();
    const { cryptoToken } = sandbox.credentials;
    const { body, headers } = await deliver();
    const signature = headers['X-Connect-Signature'];
    for (const changed of [`${body} `, ` ${body}`, `\ufeff${body}`, body.slice(1), '', '{}']) {
      assert.equal(await verifyWebhook(changed, signature, cryptoToken), false);
    }
    for (let at = 0; at < signature.length; at++) {
      const digit = signature[at] === '0' ? '1' : '0';
      const changed = signature.slice(0, at) + digit + signature.slice(at + 1);
      assert.equal(await verifyWebhook(body, changed, cryptoToken), false);
    }
    for (const key of [`${cryptoToken} `, cryptoToken.slice(1), cryptoToken.toUpperCase(), 'x']) {
      assert.equal(await verifyWebhook(body, signature, key), false);
    }
  });

  test('is verified as RFC 4231 has it', async () => {
    const wanted = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    assert.equal(await verifyWebhook('what do ya want for nothing?', wanted, 'Jefe'), true);
  });

  test("agrees with Node's HMAC for bodies and keys of every kind and length", async () => {
    const texts = [
      '',
      'a',
      'ação',
      '🔑',
      'x'.repeat(64),
      'x'.repeat(65),
      '\u0000',
      ' ',
      '\ufeff{}',
    ];
    for (const key of texts.filter((text) => text !== '')) {
      for (const body of texts) {
        assert.equal(await verifyWebhook(body, sign(body, key), key), true);
        assert.equal(await verifyWebhook(body, sign(`${body}.`, key), key), false);
      }
    }
    for (let size = 0; size < 200; size++) {
      const [body, key] = [randomBytes(size), randomBytes(40).toString('hex')];
      assert.equal(await verifyWebhook(body, sign(body, key), key), true);
    }
  });

  test('is refused, and nothing is thrown, whatever the signature header holds', async (t) => {
    t.diagnostic(`FC_SEED=${seed}`);
    const body = '{"eventType":"CASHOUT_FAILED"}';
    const right = sign(body, 'key');
    const spoilt = fc.constantFrom(
      ...[undefined, null, '', [], [right], [right, right], `${right}, ${right}`, `${right}\n`],
      ...[` ${right}`, `sha256=${right}`, `0x${right}`, right.slice(1), `${right}0`, `-${right}`],
      ...[Buffer.from(right, 'hex'), new String(right), { toString: () => right }],
      ...[Buffer.from(right, 'hex').toString('base64'), right.replace(/.$/, 'g'), '0'.repeat(64)],
      ...['\u0000'.repeat(64), 'é'.repeat(64), '０'.repeat(64), 'f'.repeat(10_000_000)],
    );
    const hex = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefABCDEF'),
      ...{ minLength: 62, maxLength: 66 },
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(spoilt, hex, fc.string(), fc.anything()), async (signature) => {
        fc.pre(signature !== right);
        assert.equal(await verifyWebhook(body, signature, 'key'), false);
      }),
      { seed, numRuns: Number(process.env.FC_RUNS ?? 2000) },
    );
  });

  test('that was parsed is a TypeError that says so, even with a signature that is none', async () => {
    const parsed = [{ eventType: 'CASHIN_PAID' }, [], null, undefined, 7, true, () => {}];
    for (const each of parsed) {
      for (const signature of ['0'.repeat(64), undefined]) {
        const error = await rejection(verifyWebhook(each, signature, 'key'));
        assert.equal(error.constructor, TypeError);
        assert.match(error.message, /rawBody.*parsed/);
      }
    }
  });

  test('without a CryptoToken is a TypeError that names it and shows no secret', async () => {
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
      for (const signature of [sign('{}', secret), undefined]) {
        const error = await rejection(verifyWebhook('{}', signature, bad));
        assert.equal(error.constructor, TypeError);
        assert.match(error.message, /cryptoToken/);
        assert.doesNotMatch(error.stack, /5up3r53cr3t|42424242/);
      }
    }
    const error = await rejection(verifyWebhook({ secret }, secret, secret));
    assert.doesNotMatch(error.stack, /5up3r53cr3t/);
  });
});

// A claim of pkg/docs/threat-model.md. WebCrypto compares in constant time; nothing else may compare.
test('how long a wrong signature of a webhook takes does not tell how much was right', async (t) => {
  const right = sign('{}', 'key');
  const compared = [];
  const verify = t.mock.method(webcrypto.subtle, 'verify', async (_algorithm, key, given) => {
    compared.push([key.algorithm.hash.name, Buffer.from(given).toString('hex')]);
    return given[0] === 0xff;
  });
  const made = t.mock.method(webcrypto.subtle, 'sign');
  const guesses = [0, 31, 63].map((at) => {
    const digit = right[at] === '0' ? '1' : '0';
    return right.slice(0, at) + digit + right.slice(at + 1);
  });
  for (const guess of [...guesses, right]) {
    assert.equal(await verifyWebhook('{}', guess, 'key'), guess.startsWith('ff'));
  }
  // What WebCrypto says is the answer: there is no second comparison.
  assert.equal(await verifyWebhook('{}', 'ff'.repeat(32), 'key'), true);
  assert.equal(verify.mock.callCount(), 5);
  assert.deepEqual(
    compared.map(([hash, given]) => `${hash} ${given}`),
    [...guesses, right, 'ff'.repeat(32)].map((given) => `SHA-256 ${given}`),
  );
  assert.equal(made.mock.callCount(), 0);
});

/** An inbox in memory, and what the receiver was told of. */
function receiving(cryptoToken) {
  const rows = new Map();
  const failed = [];
  const inbox = {
    add: async (id, event) => {
      const isNew = !rows.has(id);
      if (isNew) rows.set(id, event);
      return isNew;
    },
  };
  const onFailed = (payout, error) => failed.push([payout.externalReference, error]);
  return { rows, failed, options: { cryptoToken, inbox, onFailed } };
}

const servers = [];
after(() => {
  for (const server of servers) server.close();
});

const receivers = {
  Express: async (options) => {
    const app = express();
    app.post('/hook', forExpress(options));
    app.use(express.json());
    app.post('/parsed', forExpress(options));
    // The default handler prints.
    app.use((error, _request, response, _next) => response.status(500).end(error.name));
    const server = app.listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    const base = `http://127.0.0.1:${server.address().port}`;
    return (path, init) => fetch(base + path, init);
  },
  Hono: async (options) => {
    const app = new Hono();
    app.post('/hook', forHono(options));
    return async (path, init) => app.request(path, init);
  },
};

for (const [name, start] of Object.entries(receivers)) {
  describe(`the recipe for ${name}`, () => {
    test('takes a delivery once and learns why the payout failed', async () => {
      const { sandbox, deliver } = await failedPayout();
      const { rows, failed, options } = receiving(sandbox.credentials.cryptoToken);
      const send = await start(options);
      const delivery = await deliver();
      for (const init of [delivery, delivery, delivery]) {
        assert.equal((await send('/hook', init)).status, 200);
      }
      assert.deepEqual([...rows], [[delivery.headers['X-Event-Id'], delivery.event]]);
      assert.equal(failed.length, 1);
      const [[reference, error]] = failed;
      assert.equal(reference, 'invoice-1');
      const { api, code, action, remedy, outcome } = error;
      assert.deepEqual([api, code], ['connectpsp', 'PIX_KEY_NOT_FOUND']);
      assert.deepEqual([action, remedy, outcome], ['user-fix', 'fix-pix-key', 'not-executed']);
      assert.match(error.userMessage, /PIX key/);
    });

    test('refuses what is forged, and keeps none of it', async () => {
      const { sandbox, deliver } = await failedPayout();
      const { rows, options } = receiving(sandbox.credentials.cryptoToken);
      const send = await start(options);
      const { body, headers } = await deliver();
      const forged = body.replace('CASHOUT_FAILED', 'CASHOUT_COMPLETED');
      for (const init of [
        { body: forged, headers },
        { body, headers: { ...headers, 'X-Connect-Signature': sign(body, 'guessed') } },
        { body, headers: { 'X-Event-Id': '1' } },
        { headers },
        { body: '', headers },
      ]) {
        assert.equal((await send('/hook', { method: 'POST', ...init })).status, 401);
      }
      assert.equal(rows.size, 0);
    });

    test('is the one in the docs', async () => {
      const docs = await readFile(new URL('../../pkg/docs/webhooks.md', import.meta.url), 'utf8');
      const file = new URL(`recipes/webhook-${name.toLowerCase()}.mjs`, import.meta.url);
      assert.ok(docs.includes(await readFile(file, 'utf8')));
    });
  });
}

test('the recipe for Express fails loudly where the body was parsed before it', async () => {
  const { sandbox, deliver } = await failedPayout();
  const send = await receivers.Express(receiving(sandbox.credentials.cryptoToken).options);
  const answer = await send('/parsed', await deliver());
  assert.deepEqual([answer.status, await answer.text()], [500, 'TypeError']);
});
