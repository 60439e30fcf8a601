// The sandbox and the proxy in a process of their own: what the client's process holds open is then
// the client's, and can be counted. (A thread of Node's takes minutes to end after 100 000 calls.)
import { serveSandbox } from 'psp-errors/sandbox/serve';
import { randomFrom } from '../exactly-once/random.mjs';
import { FAULTS } from './kinds.mjs';
import { startProxy } from './proxy.mjs';

/** More than any run pays out. */
const FUNDS = 1_000_000_000;
let served;
const proxies = [];
let struck = {};

const orders = {
  /** One proxy that spoils a share of all exchanges, in any way; and one for each fault alone. */
  async open({ seed, share, each = false }) {
    served = await serveSandbox({ seed, balances: { transactional: FUNDS } });
    const port = Number(new URL(served.url).port);
    const random = randomFrom(seed, 'faults');
    const names = [...FAULTS.keys()];
    const strike = (name) => {
      struck[name] = (struck[name] ?? 0) + 1;
      return FAULTS.get(name);
    };
    const open = async (choose) => {
      const proxy = await startProxy(port, choose);
      proxies.push(proxy);
      return proxy.url;
    };
    const url = await open(() =>
      random() < share ? strike(names[Math.floor(random() * names.length)]) : undefined,
    );
    const urls = {};
    if (each) for (const name of names) urls[name] = await open(() => strike(name));
    return { url, urls, directUrl: served.url, credentials: served.sandbox.credentials };
  },
  /** What has happened since the last look; the sandbox begins anew. */
  async look() {
    const { ledger, cashOuts, psps, balances } = served.sandbox.state;
    const seen = {
      paid: ledger.map(({ externalReference, amount, reason }) => [
        externalReference,
        amount,
        reason,
      ]),
      ids: cashOuts.map(({ externalReference, transactionId }) => [
        externalReference,
        transactionId,
      ]),
      psps: psps.map(({ name, pspId }) => [name, pspId]),
      spent: Math.round((FUNDS - balances.transactional) * 100) / 100,
      struck,
    };
    struck = {};
    served.sandbox.reset();
    return seen;
  },
  expireTokens: () => served.sandbox.expireTokens(),
  async close() {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await served.close();
  },
};

process.on('message', async ({ id, order, details }) => {
  try {
    process.send({ id, answer: await orders[order](details) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});
// The client has gone, in whatever way.
process.on('disconnect', () => process.exit());
