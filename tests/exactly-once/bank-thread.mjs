// The sandbox in a thread of its own: a client and its bank do not share a processor in life
// either, and a busy client would otherwise look to itself like a slow bank.
import { parentPort } from 'node:worker_threads';
import { serveSandbox } from 'psp-errors/sandbox/serve';
import { bringMisfortune, paymentOf } from './luck.mjs';

let served;

const orders = {
  async open({ seed, funds, unlucky }) {
    served = await serveSandbox({ seed, balances: { transactional: funds } });
    if (unlucky) bringMisfortune(served.sandbox, seed, unlucky);
    return { url: served.url, credentials: served.sandbox.credentials };
  },
  /**
   * A real token outlives a call by far, 1 h against 1 min, so no call may meet two expiries: while
   * one that has met the last is still running, nothing is done, and the answer is false.
   */
  expireTokens(running) {
    const { requests } = served.sandbox.state;
    const hasMetOne = requests.some(({ apiStatus, externalReference, path }) => {
      // A lookup names its payment in the path alone.
      const reference = externalReference ?? path.slice('/cash-out/'.length);
      return apiStatus === 401 && running.has(paymentOf(reference));
    });
    if (!hasMetOne) served.sandbox.expireTokens();
    return !hasMetOne;
  },
  async close() {
    const { ledger, requests, cashOuts, balances, tokensIssued } = served.sandbox.state;
    await served.close();
    return { ledger, requests, cashOuts, balances, tokensIssued };
  },
};

parentPort.on('message', async ({ order, details }) => {
  try {
    parentPort.postMessage({ answer: await orders[order](details) });
  } catch (error) {
    parentPort.postMessage({ error });
  }
});
