// The handler of ConnectPSP's documentation in a loop, as it is written on the day it is first needed.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ATTEMPTS, authorization, BASE_MS, renamed, signIn, TIMEOUT_MS } from './common.mjs';

const triggerRebalanceAlert = async () => {};
const logger = { error: () => {} };
class UserError extends Error {}

const make =
  ({ tries, newKey = false, newReference = false }) =>
  async (bank) => {
    const { url, credentials } = bank;
    let token = await signIn(bank);

    const send = async (path, init) => {
      const once = () =>
        fetch(url + path, {
          ...init,
          headers: { ...init.headers, ...authorization(token, credentials) },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
      const response = await once();
      if (response.status !== 401) return response;
      token = await signIn(bank);
      return once();
    };

    const getCashOut = async (externalReference) => {
      const response = await send(`/cash-out/${externalReference}`, { method: 'GET' });
      if (!response.ok) throw new Error(`the lookup failed: ${response.status}`);
      return response.json();
    };

    // From here to its end as documented, with the headers filled in.
    async function createCashOut(payload, key) {
      const response = await send('/cash-out', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Idempotency-Key': key },
        body: JSON.stringify(payload),
      });
      if (!response.ok) {
        const error = await response.json();
        switch (error.code) {
          case 'INSUFFICIENT_FUNDS':
            await triggerRebalanceAlert();
            break;
          case 'DUPLICATED_EXTERNAL_REFERENCE': {
            const existing = await getCashOut(payload.externalReference);
            return existing;
          }
          case 'PIX_KEY_NOT_FOUND':
            throw new UserError('The PIX key provided is invalid.');
          default:
            logger.error('ConnectPSP error', error);
            throw new Error(error.detail);
        }
      }
      return response.json();
    }

    return async (payment) => {
      const key = randomUUID();
      for (let attempt = 1; ; attempt++) {
        try {
          return await createCashOut(
            newReference ? renamed(payment, attempt) : payment,
            newKey ? randomUUID() : key,
          );
        } catch (error) {
          if (error instanceof UserError || attempt === tries) throw error;
          await sleep(BASE_MS * 2 ** (attempt - 1));
        }
      }
    };
  };

const looksUp =
  'On 401 it signs in and sends again once; on a duplicate reference it looks the cash-out up, as documented.';

export const documented = [
  {
    id: 'documented-3-key-per-call',
    label: 'documented handler, 3 tries, key per call',
    note: `Three tries on whatever is thrown. ${looksUp}`,
    make: make({ tries: 3 }),
  },
  {
    id: 'documented-3-key-per-try',
    label: 'documented handler, 3 tries, key per try',
    note: 'The same, with the key made inside of what is repeated: a common mistake.',
    make: make({ tries: 3, newKey: true }),
  },
  {
    id: 'documented-3-reference-per-try',
    label: 'documented handler, 3 tries, key and reference per try',
    note: 'The same, with the whole request made inside of what is repeated, its reference too.',
    make: make({ tries: 3, newKey: true, newReference: true }),
  },
  {
    id: 'documented-8-key-per-call',
    label: 'documented handler, 8 tries, key per call',
    note: 'The first of these with as many tries as the libraries.',
    make: make({ tries: ATTEMPTS }),
  },
];
