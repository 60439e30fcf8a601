import { axiosClients } from './clients/axios.mjs';
import { documented } from './clients/documented.mjs';
import { kyClients } from './clients/ky.mjs';
import { pRetryClients } from './clients/p-retry.mjs';
import { pspErrors } from './clients/psp-errors.mjs';

/**
 * The rows of the table. `make` gets the bank's address and the credentials and gives the function
 * that makes a payment; `outcomeOf`, where a client has such a notion, what one of its errors says.
 */
export const clients = [
  ...pspErrors,
  ...documented,
  ...kyClients,
  ...axiosClients,
  ...pRetryClients,
];

/** The client that has to be without a fault. */
export const ours = clients[0];

/** The clients whose ids are or begin with one of the names; all of them if there is no name. */
export function findClients(names) {
  const unknown = names.filter((name) => !clients.some(({ id }) => id.startsWith(name)));
  if (unknown.length > 0) {
    const ids = clients.map(({ id }) => id).join(', ');
    throw new RangeError(`no client is called ${unknown.join(', ')}; there are: ${ids}`);
  }
  return names.length === 0
    ? clients
    : clients.filter(({ id }) => names.some((name) => id.startsWith(name)));
}
