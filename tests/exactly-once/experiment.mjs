import { setTimeout as sleep } from 'node:timers/promises';
import { judge } from './judge.mjs';
import { expiryPoints, makePayments, SLOW_MS } from './luck.mjs';

/** More than any run pays out: lack of funds is not what is examined here. */
const FUNDS = 10_000_000;
/** Code runs slowly at first; whoever comes first must not be the one who pays for that. */
const WARM_UP = 100;

/** Lets one client make all payments against a fresh sandbox, and judges it by the ledger. */
export async function experiment(client, bank, { seed, payments: count, concurrency }) {
  await warmUp(client, bank, concurrency);
  const payments = makePayments(seed, count);
  const cashOut = await client.make(await bank.open({ seed, funds: FUNDS, unlucky: payments }));
  const begun = performance.now();
  const reports = await payAll(payments, concurrency, {
    pay: (payment) => reportOf(client, cashOut, payment),
    expire: (running) => bank.expireTokens(running),
    expiries: expiryPoints(seed, count),
  });
  const wallMs = performance.now() - begun;
  // What a client no longer waits for is still worked on, and moves money later than it reports.
  await sleep(SLOW_MS + 200);
  const state = await bank.close();
  return { client, ...judge({ payments, reports, state, funds: FUNDS }), wallMs };
}

/** At a bank on its best day, and whatever comes of it. */
async function warmUp(client, bank, concurrency) {
  const cashOut = await client.make(await bank.open({ seed: 'warm-up', funds: FUNDS }));
  await payAll(makePayments('warm-up', WARM_UP), concurrency, {
    pay: (payment) => reportOf(client, cashOut, payment),
    expiries: [],
  });
  await bank.close();
}

/** What the client tells its user about one payment. */
async function reportOf(client, cashOut, payment) {
  try {
    const answer = await cashOut(payment);
    return { says: 'done', transactionId: answer?.transactionId ?? null };
  } catch (error) {
    return { says: client.outcomeOf?.(error) ?? 'failed', error };
  }
}

async function payAll(payments, concurrency, { pay, expire, expiries }) {
  const reports = [];
  const running = new Set();
  const due = [...expiries];
  let next = 0;
  let expiring;
  const worker = async () => {
    for (;;) {
      // While tokens are about to expire nobody begins: the next expiry would come too late.
      await expiring;
      const index = next++;
      if (index >= payments.length) return;
      if (index >= due[0]) {
        due.shift();
        expiring = expire(running);
        await expiring;
      }
      const { externalReference } = payments[index];
      running.add(externalReference);
      reports[index] = await pay(payments[index]);
      running.delete(externalReference);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return reports;
}
