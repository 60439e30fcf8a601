import { paymentOf } from './luck.mjs';

/** What is counted, word for word as it is printed: the rows can only be compared by one rule. */
export const DEFINITIONS = `\
Executed is what the sandbox's ledger shows: one debit of the payment is "once", more are "twice+".
Requests and refreshes are counted in the sandbox too. The client is asked for one thing only, what
it tells its user:
  done      the call has resolved
  executed  the call has failed, with an error that says: it is done already (psp-errors alone)
  unknown   the call has failed, with an error that says: it may be done (psp-errors alone)
  failed    the call has failed in any other way. A client without a word for "maybe" says this with
            every error that it throws: whoever catches one books the payment as not made.
Wrong reports: "done" or "executed" of a payment that was not executed (the column "done, not
executed"), and "failed" of one that was (the column "failed, executed"). "unknown" is never wrong,
but it is no success either: our row has to be all "done". "no id" are payments reported as done
whose answer was lost, so that the caller has no transactionId.`;

/** Holds what a client reported against what the sandbox knows. */
export function judge({ payments, reports, state, funds }) {
  const { ledger, requests, cashOuts, balances, tokensIssued } = state;
  if (requests.length > 0 && requests[0].sequence !== 1) {
    throw new Error('The request log has forgotten its beginning: fewer payments, please.');
  }
  const executions = executionsOf(ledger, balances, funds);
  const sent = requestsOf(requests);
  const ids = new Map(cashOuts.map((each) => [each.transactionId, each.externalReference]));
  const row = {
    payments: payments.length,
    once: 0,
    twice: 0,
    never: 0,
    doneNotExecuted: 0,
    failedExecuted: 0,
    reportedDone: 0,
    reportedExecuted: 0,
    reportedUnknown: 0,
    reportedFailed: 0,
    withoutId: 0,
    overpaid: 0,
    requests: requests.filter(({ path }) => path !== '/auth/token').length,
    // The first token is no refresh.
    refreshes: tokensIssued - 1,
    mostKeys: 0,
    replays: requests.filter(({ replayed }) => replayed).length,
  };
  const complaints = [];
  for (const [index, { externalReference, amount }] of payments.entries()) {
    const { says, transactionId, error } = reports[index];
    const count = executions.get(externalReference) ?? 0;
    row[count === 0 ? 'never' : count === 1 ? 'once' : 'twice'] += 1;
    row.overpaid += Math.max(0, count - 1) * amount;
    row[`reported${says[0].toUpperCase()}${says.slice(1)}`] += 1;
    const saysExecuted = says === 'done' || says === 'executed';
    if (saysExecuted && count === 0) row.doneNotExecuted += 1;
    if (says === 'failed' && count > 0) row.failedExecuted += 1;
    const isOurs = paymentOf(ids.get(transactionId) ?? '') === externalReference;
    if (says === 'done' && !isOurs) row.withoutId += 1;
    const keys = new Set(sent.get(externalReference)?.map(({ idempotencyKey }) => idempotencyKey));
    row.mostKeys = Math.max(row.mostKeys, keys.size);
    if (says !== 'done' || count !== 1) {
      const faults = sent.get(externalReference)?.map(({ fault }) => fault ?? '-');
      complaints.push({ externalReference, says, count, faults, error: String(error ?? '') });
    }
  }
  row.overpaid = Math.round(row.overpaid * 100) / 100;
  return { row, complaints, luck: luckOf(sent) };
}

/** How often the money of each payment has moved. */
function executionsOf(ledger, balances, funds) {
  const executions = new Map();
  let cents = Math.round(funds * 100);
  for (const { account, reason, direction, amount, externalReference } of ledger) {
    if (account !== 'transactional' || reason !== 'CASH_OUT' || direction !== 'debit') {
      throw new Error(`Nothing but cash-outs should move money here, found ${reason}`);
    }
    const payment = paymentOf(externalReference);
    executions.set(payment, (executions.get(payment) ?? 0) + 1);
    cents -= Math.round(amount * 100);
  }
  if (cents !== Math.round(balances.transactional * 100)) {
    throw new Error('The ledger does not explain the balance.');
  }
  return executions;
}

/** The requests for a cash-out, by payment. */
function requestsOf(requests) {
  const sent = new Map();
  for (const request of requests) {
    if (request.method !== 'POST' || request.path !== '/cash-out') continue;
    const payment = paymentOf(request.externalReference);
    sent.set(payment, [...(sent.get(payment) ?? []), request]);
  }
  return sent;
}

/** Which faults struck, and of those the ones that hid a payment which had just been made. */
function luckOf(sent) {
  const all = [...sent.values()].flat();
  // By reference, as luck is: a first request that was given up before it arrived has met none.
  const firsts = {};
  for (const { externalReference, fault } of all) {
    if (!(externalReference in firsts)) firsts[externalReference] = fault;
  }
  const count = (entries) => {
    const counts = {};
    for (const { fault } of entries) if (fault) counts[fault] = (counts[fault] ?? 0) + 1;
    return counts;
  };
  const isHidden = ({ apiStatus, replayed }) => apiStatus === 202 && !replayed;
  return {
    firsts,
    requests: all.length,
    onFirst: count([...sent.values()].map(([first]) => first)),
    onAll: count(all),
    hidden: count(all.filter(isHidden)),
    expired: all.filter(({ apiStatus }) => apiStatus === 401).length,
  };
}

/** All paid once and reported so, with the answer in hand. */
export const isPerfect = ({ payments, once, reportedDone, withoutId, ...row }) =>
  once === payments &&
  reportedDone === payments &&
  withoutId === 0 &&
  row.twice + row.doneNotExecuted + row.failedExecuted === 0;
