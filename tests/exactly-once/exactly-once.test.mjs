// The short form of `npm run bench:exactly-once`.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { serveSandbox } from 'psp-errors/sandbox/serve';
import { startBank } from './bank.mjs';
import { findClients, ours } from './clients.mjs';
import { experiment } from './experiment.mjs';
import { isPerfect, judge } from './judge.mjs';
import { EXPIRIES, FAULT_KINDS, makePayments } from './luck.mjs';

const settings = { seed: 'short', payments: 150, concurrency: 20 };

/** Each against a bank of its own, so that all can run at the same time. */
async function runOf(client, payments = settings.payments) {
  const bank = startBank();
  try {
    return await experiment(client, bank, { ...settings, payments });
  } finally {
    await bank.stop();
  }
}

describe('150 cash-outs through a bank that goes wrong in every way', () => {
  let ourRun;
  let runOfThreeTries;
  let carelessRun;
  before(async () => {
    const [threeTries, careless] = findClients(['psp-errors-3', 'p-retry-reference-per-try']);
    [ourRun, runOfThreeTries, carelessRun] = await Promise.all([
      runOf(ours),
      runOf(threeTries),
      runOf(careless, 80),
    ]);
  });

  test('are each executed once and reported so', () => {
    const { row, complaints } = ourRun;
    assert.deepEqual(complaints, []);
    assert.equal(row.once, settings.payments);
    assert.equal(row.reportedDone, settings.payments);
    assert.equal(row.twice + row.never, 0);
    assert.equal(row.doneNotExecuted + row.failedExecuted + row.withoutId, 0);
    assert.ok(isPerfect(row));
  });

  test('met every kind of fault, and tokens that had expired', () => {
    const { luck, row } = ourRun;
    for (const kind of FAULT_KINDS) assert.ok(luck.onAll[kind] > 0, `no fault ${kind}`);
    for (const kind of FAULT_KINDS.filter((name) => name.startsWith('execute'))) {
      assert.ok(luck.hidden[kind] > 0, `${kind} never hid a payment`);
    }
    const hit = Object.values(luck.onFirst).reduce((sum, count) => sum + count);
    assert.ok(hit > settings.payments / 3, `only ${hit} first requests were hit`);
    assert.equal(row.refreshes, EXPIRIES);
    assert.ok(luck.expired > EXPIRIES, `only ${luck.expired} requests had an expired token`);
  });

  test('kept one idempotency key each over all attempts', () => {
    assert.equal(ourRun.row.mostKeys, 1);
    assert.ok(ourRun.row.replays > 0);
  });

  test('given up early are never reported as failed though executed', () => {
    const { row } = runOfThreeTries;
    assert.ok(row.reportedUnknown > 0, 'nothing was given up: this shows nothing');
    assert.equal(row.twice + row.doneNotExecuted + row.failedExecuted, 0);
  });

  test('are found to be paid twice where that happens, after the same luck', () => {
    const { row, luck } = carelessRun;
    assert.ok(row.twice > 0);
    assert.ok(row.overpaid > 0);
    for (const { externalReference: name } of makePayments(settings.seed, 80)) {
      assert.equal(luck.firsts[name], ourRun.luck.firsts[name], name);
    }
  });
});

describe('what is not known after one attempt', () => {
  const [threeTries] = findClients(['psp-errors-3']);
  const payment = makePayments('unknown', 1)[0];
  /** Signing in is spared. */
  const forCashOuts = (fault) => ({ ...fault, match: { path: '/cash-out' } });
  const executed = { status: 500, execute: true };
  const refusals = {
    'rate limit': { status: 429 },
    'refusal of the token': { code: 'TOKEN_EXPIRED' },
    'refusal of the payment': { code: 'INSUFFICIENT_FUNDS' },
  };
  for (const [name, refusal] of Object.entries(refusals)) {
    test(`stays unknown after a ${name}`, async () => {
      const { url, sandbox, close } = await serveSandbox();
      try {
        sandbox.faults.next(...[executed, refusal, refusal].map(forCashOuts));
        const cashOut = await threeTries.make({ url, credentials: sandbox.credentials });
        const error = await cashOut(payment).then(assert.fail, (thrown) => thrown);
        assert.equal(sandbox.state.cashOuts.length, 1);
        assert.equal(error.outcome, 'unknown', String(error));
      } finally {
        await close();
      }
    });
  }
});

test('the judge goes by the ledger and not by what it is told', () => {
  const payments = makePayments('judge', 6);
  const paid = [1, 2, 0, 1, 1, 1];
  const says = ['done', 'done', 'done', 'failed', 'unknown', 'executed'];
  const entries = payments.flatMap((payment, index) =>
    Array.from({ length: paid[index] }, (_, time) => ({
      ...{ account: 'transactional', reason: 'CASH_OUT', direction: 'debit' },
      amount: payment.amount,
      transactionId: `${index}/${time}`,
      externalReference: payment.externalReference + (time ? `~${time}` : ''),
    })),
  );
  const spent = entries.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0) / 100;
  const { row } = judge({
    payments,
    funds: 10_000,
    reports: says.map((word, index) => ({ says: word, transactionId: `${index}/0` })),
    state: {
      ledger: entries,
      cashOuts: entries,
      requests: [],
      balances: { transactional: Math.round((10_000 - spent) * 100) / 100 },
      tokensIssued: 1,
    },
  });
  const { once, twice, never, doneNotExecuted, failedExecuted, withoutId } = row;
  assert.deepEqual(
    { once, twice, never, doneNotExecuted, failedExecuted, withoutId },
    { once: 4, twice: 1, never: 1, doneNotExecuted: 1, failedExecuted: 1, withoutId: 1 },
  );
  assert.equal(row.overpaid, payments[1].amount);
  assert.equal(isPerfect(row), false);
});
