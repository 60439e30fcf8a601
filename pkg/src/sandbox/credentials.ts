import { createRandom, hex, uuid } from './random.js';

/**
 * What a client needs to sign in. Made from the seed, good for nothing outside the sandbox.
 *
 * @example
 * const { clientId, clientSecret } = sandbox.credentials;
 * await sandbox.fetch('/auth/token', { method: 'POST', body: JSON.stringify({ clientId, clientSecret }) });
 */
export interface Credentials {
  /** For `POST /auth/token`. */
  readonly clientId: string;
  /** For `POST /auth/token`. */
  readonly clientSecret: string;
  /** The `ApplicationToken` header, a GUID. */
  readonly applicationToken: string;
  /** The key of `DigitalSignature` and of `X-Connect-Signature`. */
  readonly cryptoToken: string;
  /** Connxt's `X-SECRET-TOKEN`, with every permission. */
  readonly secretToken: string;
  /** An `X-SECRET-TOKEN` that may read and not write: a write with it is refused with `4003`. */
  readonly readOnlySecretToken: string;
}

export const createCredentials = (seed: string): Credentials => {
  const random = createRandom(seed, 'credentials');
  return Object.freeze({
    clientId: `sandbox-client-${hex(random, 8)}`,
    clientSecret: `sandbox-client-secret-${hex(random, 24)}`,
    applicationToken: uuid(random),
    cryptoToken: `sandbox-crypto-token-${hex(random, 24)}`,
    secretToken: `sandbox-secret-token-${hex(random, 24)}`,
    readOnlySecretToken: `sandbox-read-only-token-${hex(random, 24)}`,
  });
};
