import { createFetch, digitalSignature, handle, isPspError } from 'psp-errors';
import { ATTEMPTS, BASE_MS, CAP_MS, signIn, TIMEOUT_MS } from './common.mjs';

const make = (retry) => async (bank) => {
  const { url, credentials } = bank;
  let token = await signIn(bank);
  const connectpsp = createFetch({
    api: 'connectpsp',
    timeoutMs: TIMEOUT_MS,
    retry,
    auth: {
      token: () => token,
      refresh: async () => {
        token = await signIn(bank);
        return token;
      },
      sign: (current) => digitalSignature(current, credentials.cryptoToken),
      applicationToken: credentials.applicationToken,
    },
  });
  return (payment) => {
    const request = connectpsp(`${url}/cash-out`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(payment),
    });
    return handle(request, {
      DUPLICATED_EXTERNAL_REFERENCE: () =>
        handle(connectpsp(`${url}/cash-out/${payment.externalReference}`)),
    });
  };
};

const says = { executed: 'executed', unknown: 'unknown', 'not-executed': 'failed' };
/** Anything but a PspError is a bug: it counts as `failed`, like the errors of the others. */
const outcomeOf = (error) => (isPspError(error) ? says[error.outcome] : 'failed');

export const pspErrors = [
  {
    id: 'psp-errors',
    label: 'psp-errors, 8 tries',
    note: 'createFetch and handle; it makes the key itself, one per call. No retry budget: that is there to stop a client when a bank is down, and for this bank being half down is every day.',
    make: make({ attempts: ATTEMPTS, baseMs: BASE_MS, capMs: CAP_MS, budget: false }),
    outcomeOf,
  },
  {
    id: 'psp-errors-3',
    label: 'psp-errors, 3 tries',
    note: 'The same with as few tries as the documented handler: it has to give up here and there, and what it reports then has to be true.',
    make: make({ attempts: 3, baseMs: BASE_MS, capMs: CAP_MS, budget: false }),
    outcomeOf,
  },
  {
    id: 'psp-errors-defaults',
    label: 'psp-errors, retry as by default',
    note: 'The same without any `retry` option: 3 tries, waits from 500 ms, the budget on, which soon stops all retries, as it should when nearly half of all requests fail.',
    make: make(undefined),
    outcomeOf,
  },
];
