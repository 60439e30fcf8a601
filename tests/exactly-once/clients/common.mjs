import { createHmac } from 'node:crypto';

/** The same persistence for every client that does not say otherwise. */
export const ATTEMPTS = 8;
/** Longer than the sandbox ever takes on its own, shorter than its faults. */
export const TIMEOUT_MS = 800;
/** Short waits: nobody learns more from a run that takes an hour. */
export const BASE_MS = 25;
export const CAP_MS = 500;

/** Fetches an access token. */
export async function signIn({ url, credentials: { clientId, clientSecret } }) {
  const response = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ clientId, clientSecret }),
  });
  if (!response.ok) throw new Error(`cannot sign in: ${response.status}`);
  return (await response.json()).accessToken;
}

/** The headers with which ConnectPSP lets a signed request in. */
export const authorization = (token, { applicationToken, cryptoToken }) => ({
  Authorization: `Bearer ${token}`,
  ApplicationToken: applicationToken,
  DigitalSignature: createHmac('sha256', cryptoToken).update(token).digest('hex'),
});

/** What a client that makes a new payment for every try sends. */
export const renamed = (payment, attempt) =>
  attempt === 1
    ? payment
    : { ...payment, externalReference: `${payment.externalReference}~${attempt}` };
