import { randomUUID } from 'node:crypto';
import pRetry, { AbortError } from 'p-retry';
import {
  ATTEMPTS,
  authorization,
  BASE_MS,
  CAP_MS,
  renamed,
  signIn,
  TIMEOUT_MS,
} from './common.mjs';

const mayBeRepeated = (status) => status >= 500 || [408, 425, 429].includes(status);

const make =
  ({ newKey = false, newReference = false, looksUp = false }) =>
  async (bank) => {
    const { url, credentials } = bank;
    let token = await signIn(bank);

    const send = (payment, key) =>
      fetch(`${url}/cash-out`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-Idempotency-Key': key,
          ...authorization(token, credentials),
        },
        body: JSON.stringify(payment),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });

    const getCashOut = async (externalReference) => {
      const response = await fetch(`${url}/cash-out/${externalReference}`, {
        headers: authorization(token, credentials),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw new Error(`the lookup failed: ${response.status}`);
      return response.json();
    };

    return (given) => {
      const keyOfCall = randomUUID();
      const cashOut = async (attempt) => {
        const key = newKey ? randomUUID() : keyOfCall;
        const payment = newReference ? renamed(given, attempt) : given;
        let response = await send(payment, key);
        if (response.status === 401) {
          token = await signIn(bank);
          response = await send(payment, key);
        }
        if (response.ok) return response.json();
        if (looksUp && response.status === 409) return getCashOut(payment.externalReference);
        const error = new Error(`${response.status} ${await response.text()}`);
        throw mayBeRepeated(response.status) ? error : new AbortError(error);
      };
      return pRetry(cashOut, {
        retries: ATTEMPTS - 1,
        minTimeout: BASE_MS,
        maxTimeout: CAP_MS,
        randomize: true,
      });
    };
  };

export const pRetryClients = [
  {
    id: 'p-retry-key-per-call',
    label: 'p-retry around fetch, 8 tries, key per call',
    note: 'All by hand and all right: the key outside, the body read inside, 4xx not repeated, 401 renewed once per try. Retry-After is not looked at.',
    make: make({}),
  },
  {
    id: 'p-retry-key-per-try',
    label: 'p-retry around fetch, 8 tries, key per try',
    note: 'The same, with the key made inside of what is repeated: a common mistake. The bank refuses the repeat, which is a 409 to the caller.',
    make: make({ newKey: true }),
  },
  {
    id: 'p-retry-lookup',
    label: 'p-retry around fetch, 8 tries, key per try, looks up',
    note: 'The same, with the cash-out looked up by its reference on 409, as the documentation shows.',
    make: make({ newKey: true, looksUp: true }),
  },
  {
    id: 'p-retry-reference-per-try',
    label: 'p-retry around fetch, 8 tries, key and reference per try',
    note: 'Key and reference are both made inside. No bank can tell that from a second payment.',
    make: make({ newKey: true, newReference: true }),
  },
];
