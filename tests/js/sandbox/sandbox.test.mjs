import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { provoke, RECIPES } from './recipes.mjs';
import {
  cashInBody,
  cashOutBody,
  createSandbox,
  get,
  newCashIn,
  pay,
  post,
  problem,
  send,
} from './support.mjs';

describe('every documented code', () => {
  test('has a recipe', () => assert.equal(Object.keys(RECIPES).length, 25));

  for (const [code, { status, method }] of Object.entries(RECIPES)) {
    test(`${code} is provoked by a real request`, async () => {
      const sandbox = createSandbox();
      const response = await provoke(sandbox, code);
      const body = await response.json();
      assert.equal(response.status, status, JSON.stringify(body));
      assert.equal(body.code, code);
      const { apiStatus, apiCode } = sandbox.state.requests.at(-1);
      assert.deepEqual([apiStatus, apiCode], [status, code]);
      assert.equal(sandbox.state.requests.at(-1).method, method);
      if (/^\d/.test(code)) {
        assert.match(response.headers.get('Content-Type'), /^application\/json/);
        assert.match(body.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.ok(body.message);
        assert.equal(Array.isArray(body.errors), code === '4001');
      } else {
        assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
        assert.deepEqual(Object.keys(body), ['type', 'title', 'status', 'code', 'detail']);
        const slug = code.toLowerCase().replaceAll('_', '-');
        assert.equal(body.type, `https://connect-psp.redocly.app/errors/${slug}`);
        assert.equal(body.status, status);
      }
    });
  }
});

describe('signing in', () => {
  const signIn = async (sandbox, body) =>
    sandbox.fetch('/auth/token', { method: 'POST', body: JSON.stringify(body) });

  test('gives a Bearer token that looks like a JWT and expires by the clock', async () => {
    const sandbox = createSandbox();
    const { clientId, clientSecret, applicationToken } = sandbox.credentials;
    const response = await signIn(sandbox, { clientId, clientSecret });
    const { accessToken, ...rest } = await response.json();
    assert.equal(response.status, 200);
    assert.deepEqual(rest, {
      tokenType: 'Bearer',
      expiresIn: 3600,
      issuedAt: '2026-01-05T12:00:00.000Z',
    });
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url'));
    assert.equal(claims.exp - claims.iat, 3600);

    const headers = { Authorization: `Bearer ${accessToken}`, ApplicationToken: applicationToken };
    const ask = () => sandbox.fetch('/account/balance', { headers });
    sandbox.clock.advance(3_599_999);
    assert.equal((await ask()).status, 200);
    sandbox.clock.advance(1);
    await problem(await ask(), 'TOKEN_EXPIRED');
    assert.equal(sandbox.state.tokensIssued, 1);
  });

  test('reports missing and wrong fields as VALIDATION_ERROR, all at once', async () => {
    const { detail } = await problem(
      await signIn(createSandbox(), { clientId: 7 }),
      'VALIDATION_ERROR',
    );
    assert.match(detail, /clientId .*; clientSecret /);
  });

  for (const [what, authorization] of Object.entries({
    missing: '',
    unknown: 'Bearer nobody-issued-this',
    'of another scheme': 'Basic abc',
  })) {
    test(`a token that is ${what} counts as TOKEN_EXPIRED`, async () => {
      await problem(
        await get(createSandbox(), '/account/balance', { Authorization: authorization }),
        'TOKEN_EXPIRED',
      );
    });
  }

  test('expireTokens ends the tokens issued so far and no later one', async () => {
    const sandbox = createSandbox();
    const old = await sandbox.signIn();
    sandbox.expireTokens();
    await problem(await get(sandbox, '/account/balance', old), 'TOKEN_EXPIRED');
    assert.equal((await get(sandbox, '/account/balance')).status, 200);
  });
});

describe('DigitalSignature', () => {
  test('is the lower-case hex HMAC-SHA256 of the access token', async () => {
    const sandbox = createSandbox();
    const { Authorization, DigitalSignature } = await sandbox.signIn();
    const token = Authorization.slice('Bearer '.length);
    const expected = createHmac('sha256', sandbox.credentials.cryptoToken)
      .update(token)
      .digest('hex');
    assert.equal(DigitalSignature, expected);
    assert.equal(await sandbox.sign(token), expected);
  });

  for (const [what, change] of Object.entries({
    'in upper case': (good) => good.toUpperCase(),
    'cut short': (good) => good.slice(0, -1),
    'too long': (good) => `${good}0`,
    empty: () => '',
    'of another token': (good) => good.replace(/./, (digit) => (digit === '0' ? '1' : '0')),
  })) {
    test(`${what} is refused`, async () => {
      const sandbox = createSandbox();
      const headers = await sandbox.signIn();
      const signature = change(headers.DigitalSignature);
      await problem(
        await pay(sandbox, {}, { ...headers, DigitalSignature: signature }),
        'INVALID_SIGNATURE',
      );
      assert.equal(sandbox.state.ledger.length, 0);
    });
  }

  test('is asked for on cash-out, refund and rebalance, and on nothing else', async () => {
    const sandbox = createSandbox();
    const unsigned = { DigitalSignature: '' };
    for (const path of ['/cash-out', '/cash-in/any/refund', '/account/rebalance']) {
      await problem(await post(sandbox, path, {}, unsigned), 'INVALID_SIGNATURE');
    }
    assert.equal((await post(sandbox, '/cash-in', cashInBody(), unsigned)).status, 201);
    assert.equal((await get(sandbox, '/account/balance', unsigned)).status, 200);
  });
});

describe('webhook', () => {
  test('is signed over its raw body and carries what GET returns', async () => {
    const sandbox = createSandbox();
    await post(sandbox, '/cash-out', cashOutBody({}, { pixKey: 'closed@sandbox.example' }));
    const [{ transactionId }] = sandbox.state.cashOuts;
    await assert.rejects(sandbox.webhook(transactionId), /nothing to report/);
    await assert.rejects(sandbox.webhook('nobody'), TypeError);
    sandbox.clock.advance(10_000);

    const { method, headers, body } = await sandbox.webhook(transactionId);
    const envelope = JSON.parse(body);
    assert.equal(method, 'POST');
    assert.equal(
      headers['X-Connect-Signature'],
      createHmac('sha256', sandbox.credentials.cryptoToken).update(body).digest('hex'),
    );
    assert.deepEqual(Object.keys(envelope), ['eventType', 'eventAt', 'data']);
    assert.equal(envelope.eventType, 'CASHOUT_FAILED');
    assert.equal(envelope.eventAt, '2026-01-05T12:00:10.000Z');
    assert.equal(envelope.data.failure.code, 'PIX_KEY_NOT_FOUND');
    assert.deepEqual(
      envelope.data,
      await (await get(sandbox, `/cash-out/${transactionId}`)).json(),
    );
    const again = await sandbox.webhook(transactionId);
    assert.notEqual(again.headers['X-Event-Id'], headers['X-Event-Id']);
  });
});

describe('every event', () => {
  for (const [eventType, arrange] of Object.entries({
    CASHIN_PAID: (sandbox, id) => sandbox.payCashIn(id),
    CASHIN_REFUNDED: async (sandbox, id) => {
      sandbox.payCashIn(id);
      sandbox.clock.advance(10_000);
      await post(sandbox, `/cash-in/${id}/refund`, { reason: 'FRAUD' });
    },
    CASHOUT_COMPLETED: (sandbox) => sandbox.clock.advance(10_000),
    CASHOUT_REFUNDED: (sandbox) => sandbox.clock.advance(20_000),
  })) {
    test(`${eventType} is reported by any id`, async () => {
      const sandbox = createSandbox();
      const id = await newCashIn(sandbox);
      await assert.rejects(sandbox.webhook(id), /nothing to report/);
      await post(sandbox, '/cash-out', cashOutBody({}, { pixKey: 'returned@sandbox.example' }));
      await arrange(sandbox, id);
      const { event } = await sandbox.webhook(eventType.startsWith('CASHIN') ? id : 'invoice-1');
      assert.equal(event.eventType, eventType);
      assert.equal(event.eventType, `${eventType.split('_')[0]}_${event.data.status}`);
    });
  }
});

describe('Connxt', () => {
  const call = (sandbox, method, path, body) =>
    send(sandbox, method, `/connxt/v2${path}`, body, {
      'X-SECRET-TOKEN': sandbox.credentials.secretToken,
    });

  test('leads from a flow by its action and credentialSchema to a PSP, and away again', async () => {
    const sandbox = createSandbox();
    const { data: flows } = await (await call(sandbox, 'GET', '/flows')).json();
    const { data: actions } = await (
      await call(sandbox, 'GET', `/flows/${flows[0].flowId}/actions`)
    ).json();
    const { flowActionId, credentialSchema } = actions[0];
    assert.deepEqual(credentialSchema.required, ['clientId', 'clientSecret']);

    const credential = { clientId: 'shop-1', clientSecret: 'not-a-secret' };
    const created = await call(sandbox, 'POST', '/psps', {
      name: 'My bank',
      flowActionId,
      credential,
    });
    const psp = await created.json();
    assert.equal(created.status, 201);
    assert.equal(JSON.stringify(psp).includes('not-a-secret'), false);
    assert.deepEqual(sandbox.state.psps, [psp]);
    assert.deepEqual(await (await call(sandbox, 'GET', '/psps')).json(), { data: [psp] });
    assert.deepEqual(await (await call(sandbox, 'GET', `/psps/${psp.pspId}`)).json(), psp);
    const consent = await call(sandbox, 'GET', `/psps/${psp.pspId}/consent`);
    assert.equal(consent.status, 302);
    assert.match(consent.headers.get('Location'), /^https:\/\/bank\.example\//);
    assert.equal((await call(sandbox, 'DELETE', `/psps/${psp.pspId}`)).status, 204);
    assert.equal((await call(sandbox, 'GET', `/psps/${psp.pspId}`)).status, 404);
  });

  test('lists every field at fault, a credential under its one name', async () => {
    const sandbox = createSandbox();
    const fields = async (body) => {
      const { errors } = await (await call(sandbox, 'POST', '/psps', body)).json();
      return errors.map(({ field }) => field);
    };
    assert.deepEqual(await fields({}), ['name', 'flowActionId', 'credential']);
    const flowActionId = 'action-sandbox-bank';
    assert.deepEqual(await fields({ name: 'a', flowActionId, credential: { clientId: '' } }), [
      'credential',
    ]);
    assert.deepEqual(await fields('[]'), ['body']);
    const credential = { clientId: 'shop-1', clientSecret: 'not-a-secret' };
    const wrong = { ...credential, merchantCode: '12' };
    assert.deepEqual(await fields({ name: 'a', flowActionId, credential: wrong }), ['credential']);
    const right = { ...credential, merchantCode: '123456' };
    assert.equal(
      (await call(sandbox, 'POST', '/psps', { name: 'a', flowActionId, credential: right })).status,
      201,
    );
  });

  test('lets the read-only token read', async () => {
    const sandbox = createSandbox();
    const headers = { 'X-SECRET-TOKEN': sandbox.credentials.readOnlySecretToken };
    for (const method of ['GET', 'HEAD']) {
      assert.equal((await sandbox.fetch('/connxt/v2/psps', { method, headers })).status, 200);
    }
    assert.equal(
      (await sandbox.fetch('/connxt/v2/psps/1', { method: 'DELETE', headers })).status,
      403,
    );
  });

  test('answers an unknown path, flow and flow action with 4004', async () => {
    const sandbox = createSandbox();
    const body = { name: 'a', flowActionId: 'nobody', credential: {} };
    await problem(await call(sandbox, 'GET', '/nowhere'), '4004');
    await problem(await call(sandbox, 'GET', '/flows/nobody/actions'), '4004');
    await problem(await call(sandbox, 'POST', '/psps', body), '4004');
  });
});
