// Cash-ins, cash-outs and accounts: what moves when, and what the ledger says of it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  cashInBody,
  cashOutBody,
  createSandbox,
  get,
  newCashIn,
  pay,
  post,
  problem,
} from './support.mjs';

describe('cash-in', () => {
  test('is created, paid, settled and given back, with every cent on the ledger', async () => {
    const sandbox = createSandbox();
    const created = await post(sandbox, '/cash-in', cashInBody({ amount: 19.99 }));
    const { transactionId: id, ...view } = await created.json();
    assert.equal(created.status, 201);
    assert.equal(view.status, 'AWAITING_PAYMENT');
    assert.match(view.pixData.copyAndPaste, /not-payable/);

    sandbox.payCashIn(id);
    assert.deepEqual((await sandbox.webhook(id)).event.eventType, 'CASHIN_PAID');
    sandbox.clock.advance(10_000);
    const paid = await (await get(sandbox, `/cash-in/${id}`)).json();
    assert.equal(paid.status, 'PAID');
    assert.match(paid.endToEndId, /^E\d{20}[A-Z2-9]{11}$/);

    const response = await post(sandbox, `/cash-in/${paid.endToEndId}/refund`, {
      reason: 'FRAUD',
      description: 'odd',
    });
    const refund = await response.json();
    assert.equal(response.status, 202);
    assert.match(refund.endToEndId, /^D\d{20}[A-Z2-9]{11}$/);
    assert.equal(refund.amount, 19.99);
    for (const other of [view.internalCode, paid.endToEndId, refund.endToEndId]) {
      assert.equal((await (await get(sandbox, `/cash-in/${other}`)).json()).status, 'REFUNDED');
    }
    assert.deepEqual(sandbox.state.refunds, [refund]);
    assert.deepEqual(
      sandbox.state.ledger.map(({ reason, direction, amount, balance }) => ({
        reason,
        direction,
        amount,
        balance,
      })),
      [
        { reason: 'CASH_IN', direction: 'credit', amount: 19.99, balance: 10_019.99 },
        { reason: 'CASH_IN_REFUND', direction: 'debit', amount: 19.99, balance: 10_000 },
      ],
    );
  });

  test('expires by the clock, at its own minute', async () => {
    const sandbox = createSandbox();
    const id = await newCashIn(sandbox, { expirationInMinutes: 2 });
    sandbox.clock.advance(119_999);
    assert.equal(sandbox.state.cashIns[0].status, 'AWAITING_PAYMENT');
    sandbox.clock.advance(1);
    assert.equal(sandbox.state.cashIns[0].status, 'EXPIRED');
    assert.throws(() => sandbox.payCashIn(id), /is EXPIRED/);
    assert.throws(() => sandbox.cancelCashIn('nobody'), /No transaction/);
  });

  test('may carry a webhookUrl and openFinance, and expires within a year', async () => {
    const sandbox = createSandbox();
    const create = (overrides) => post(sandbox, '/cash-in', cashInBody(overrides));
    for (const expirationInMinutes of [0, -5, 1.5, 525_601, '60', {}]) {
      await problem(await create({ expirationInMinutes }), 'VALIDATION_ERROR');
    }
    await problem(await create({ openFinance: 'yes' }), 'VALIDATION_ERROR');
    await problem(await create({ payer: 'Ana' }), 'VALIDATION_ERROR');
    await problem(
      await create({ payer: { name: 'Ana', document: '123.456.789-09' } }),
      'VALIDATION_ERROR',
    );
    const webhookUrl = 'https://shop.example/hook';
    const response = await create({ webhookUrl, openFinance: {}, expirationInMinutes: 525_600 });
    const { expiresAt, webhookUrl: echoed } = await response.json();
    assert.deepEqual(
      [response.status, echoed, expiresAt],
      [201, webhookUrl, '2027-01-05T12:00:00.000Z'],
    );
  });

  test('may use an externalReference twice: only a cash-out must not', async () => {
    const sandbox = createSandbox();
    assert.notEqual(await newCashIn(sandbox), await newCashIn(sandbox));
  });

  test('cannot be given back from an account that does not hold the money', async () => {
    const sandbox = createSandbox();
    const id = await newCashIn(sandbox);
    sandbox.payCashIn(id);
    sandbox.clock.advance(10_000);
    sandbox.setBalance('transactional', 49.99);
    await problem(
      await post(sandbox, `/cash-in/${id}/refund`, { reason: 'FRAUD' }),
      'INSUFFICIENT_FUNDS',
    );
    assert.equal(sandbox.state.cashIns[0].status, 'PAID');
  });
});

describe('cash-out', () => {
  test('is debited when accepted and has its settlement proof when the clock says so', async () => {
    const sandbox = createSandbox();
    const response = await pay(sandbox);
    const accepted = await response.json();
    assert.equal(response.status, 202);
    assert.equal(accepted.status, 'PROCESSING');
    assert.equal(accepted.endToEndId, null);
    assert.equal(sandbox.state.balances.transactional, 9_900);
    sandbox.clock.advance(9_999);
    assert.equal(sandbox.state.cashOuts[0].status, 'PROCESSING');
    sandbox.clock.advance(1);
    const settled = sandbox.state.cashOuts[0];
    assert.equal(settled.status, 'COMPLETED');
    for (const id of [
      accepted.transactionId,
      accepted.internalCode,
      'invoice-1',
      settled.endToEndId,
    ]) {
      assert.deepEqual(await (await get(sandbox, `/cash-out/${id}`)).json(), settled);
    }
  });

  test('refuses an externalReference used before, even when the money is gone by now', async () => {
    const sandbox = createSandbox();
    await pay(sandbox, { amount: 10_000 });
    const { status, detail } = await problem(
      await pay(sandbox, { amount: 10_000 }),
      'DUPLICATED_EXTERNAL_REFERENCE',
    );
    assert.equal(status, 409);
    assert.match(detail, /externalReference/);
    assert.equal(sandbox.state.cashOuts.length, 1);
  });

  test('leaves the externalReference free when it is refused', async () => {
    const sandbox = createSandbox();
    await problem(await pay(sandbox, { amount: 50_000 }), 'INSUFFICIENT_FUNDS');
    assert.equal((await pay(sandbox)).status, 202);
  });

  for (const [pixKey, statuses, balance] of [
    ['closed@sandbox.example', ['PROCESSING', 'FAILED', 'FAILED'], 10_000],
    ['returned@sandbox.example', ['PROCESSING', 'COMPLETED', 'REFUNDED'], 10_000],
    ['stuck@sandbox.example', ['PROCESSING', 'PROCESSING', 'PROCESSING'], 9_900],
  ]) {
    test(`to ${pixKey} goes ${statuses.join(', ')}`, async () => {
      const sandbox = createSandbox();
      await post(sandbox, '/cash-out', cashOutBody({}, { pixKey }));
      for (const status of statuses) {
        const [cashOut] = sandbox.state.cashOuts;
        assert.equal(cashOut.status, status);
        assert.equal(cashOut.failure?.code, status === 'FAILED' ? 'PIX_KEY_NOT_FOUND' : undefined);
        sandbox.clock.advance(10_000);
      }
      assert.equal(sandbox.state.balances.transactional, balance);
    });
  }

  test('runs what falls due within one long step at its own time', async () => {
    const sandbox = createSandbox();
    await post(sandbox, '/cash-out', cashOutBody({}, { pixKey: 'returned@sandbox.example' }));
    sandbox.clock.advance(86_400_000);
    assert.equal(sandbox.state.cashOuts[0].completedAt, '2026-01-05T12:00:10.000Z');
    assert.equal(sandbox.state.ledger[1].at, '2026-01-05T12:00:20.000Z');
  });

  for (const [pixKeyType, good, nowhere, bad] of [
    ['CPF', '12345678909', '00000000000', '123.456.789-09'],
    ['CNPJ', '12ABC34501DE35', '00000000000000', '1234567890123'],
    ['EMAIL', 'ana@example.com', 'Nowhere@sandbox.example', 'ana@example'],
    ['PHONE', '+5511999990000', '+5500000000000', '11999990000'],
    [
      'EVP',
      '123e4567-e89b-42d3-a456-426614174000',
      '00000000-0000-0000-0000-000000000000',
      '123e4567',
    ],
  ]) {
    test(`knows good, unknown and malformed ${pixKeyType} keys`, async () => {
      const sandbox = createSandbox();
      const to = (pixKey) => post(sandbox, '/cash-out', cashOutBody({}, { pixKeyType, pixKey }));
      await problem(await to(nowhere), 'PIX_KEY_NOT_FOUND');
      await problem(await to(bad), 'VALIDATION_ERROR');
      assert.equal((await to(good)).status, 202);
    });
  }

  test('goes to a bank account as well', async () => {
    const sandbox = createSandbox();
    const bankAccount = {
      ispb: '12345678',
      branch: '0001',
      account: '12345-X',
      accountType: 'CHECKING',
    };
    const to = (account) =>
      post(sandbox, '/cash-out', cashOutBody({}, { type: 'BANK_ACCOUNT', bankAccount: account }));
    const { detail } = await problem(await to({ ...bankAccount, ispb: '1' }), 'VALIDATION_ERROR');
    assert.match(detail, /^payee\.destination\.bankAccount\.ispb must be eight digits$/);
    assert.equal((await to(bankAccount)).status, 202);
  });

  for (const amount of [0, -1, 0.001, 1e300, '100', null, true, [], {}]) {
    test(`an amount of ${JSON.stringify(amount)} is a VALIDATION_ERROR`, async () => {
      const { detail } = await problem(await pay(createSandbox(), { amount }), 'VALIDATION_ERROR');
      assert.match(detail, /^amount /);
    });
  }

  test('may carry a description and a webhookUrl, which must be one', async () => {
    const sandbox = createSandbox();
    const extras = { description: 'thanks', webhookUrl: 'https://shop.example/hook' };
    for (const webhookUrl of ['shop.example', 'ftp://shop.example', 'javascript:alert(1)', 7]) {
      await problem(await pay(sandbox, { webhookUrl }), 'VALIDATION_ERROR');
    }
    const { description, webhookUrl } = await (await pay(sandbox, extras)).json();
    assert.deepEqual({ description, webhookUrl }, extras);
    assert.equal(
      (await pay(sandbox, { externalReference: 'b', description: '', webhookUrl: null })).status,
      202,
    );
  });

  test('adds up cents where floating point would drift', async () => {
    const sandbox = createSandbox({ balances: { transactional: 0.3 } });
    for (const externalReference of ['a', 'b', 'c'])
      await pay(sandbox, { amount: 0.1, externalReference });
    assert.equal(sandbox.state.balances.transactional, 0);
  });
});

describe('account', () => {
  test('a rebalance tops up, sweeps back, and does nothing when there is nothing to do', async () => {
    const sandbox = createSandbox();
    for (const [targetAmount, transactional, proprietary] of [
      [12_000, 12_000, 48_000],
      [500.5, 500.5, 59_499.5],
      [500.5, 500.5, 59_499.5],
    ]) {
      const response = await post(sandbox, '/account/rebalance', { targetAmount });
      const { success, message } = await response.json();
      assert.deepEqual([response.status, success, typeof message], [200, true, 'string']);
      assert.deepEqual(sandbox.state.balances, { transactional, proprietary });
    }
    assert.equal(sandbox.state.ledger.length, 4);
  });

  test('a rebalance may take the last cent, and not one more', async () => {
    const sandbox = createSandbox({ balances: { transactional: 100, proprietary: 20 } });
    const to = (targetAmount) => post(sandbox, '/account/rebalance', { targetAmount });
    await problem(await to(120.01), 'INSUFFICIENT_PROPRIETARY_FUNDS');
    assert.equal((await to(120)).status, 200);
    assert.equal((await to(0.01)).status, 200);
    assert.deepEqual(sandbox.state.balances, { transactional: 0.01, proprietary: 119.99 });
    sandbox.payCashIn(await newCashIn(sandbox)); // 50 more, and 0.01 of it all can be moved
    await problem(await to(49.99), 'INSUFFICIENT_TRANSACTIONAL_FUNDS');
    assert.equal((await to(50)).status, 200);
  });

  test('the balance tells what is there and what can be spent', async () => {
    const sandbox = createSandbox({ balances: { transactional: 0 } });
    sandbox.payCashIn(await newCashIn(sandbox));
    const ask = async (query = '') => (await get(sandbox, `/account/balance${query}`)).json();
    assert.deepEqual((await ask()).transactional, { balance: 50, available: 0 });
    sandbox.clock.advance(10_000);
    assert.deepEqual((await ask('?date=2026-01-05')).transactional, { balance: 50, available: 50 });
    for (const date of ['2026-01-06', 'yesterday', '2026-13-01']) {
      assert.equal((await ask(`?date=${date}`)).code, 'VALIDATION_ERROR');
    }
  });

  test('setBalance writes the difference into the ledger', () => {
    const sandbox = createSandbox();
    sandbox.setBalance('proprietary', 1.23);
    const [{ account, direction, amount, transactionId }] = sandbox.state.ledger;
    assert.deepEqual(
      [account, direction, amount, transactionId],
      ['proprietary', 'debit', 49_998.77, null],
    );
    assert.throws(() => sandbox.setBalance('transactional', 1.005), RangeError);
  });
});
