import { createFetch, handle } from 'psp-errors';
import type { CashOut } from 'psp-errors/sandbox';

/** What a client is given: how to send, what proves who it is, and somebody to tell. */
export interface Wiring {
  fetch(url: string, init: RequestInit): Promise<Response>;
  token: string;
  signIn(): Promise<string>;
  sign(token: string): Promise<string>;
  applicationToken: string;
  onRetry: Parameters<typeof createFetch>[0]['onRetry'];
  onError: Parameters<typeof createFetch>[0]['onError'];
}

export const baseUrl = 'https://sandbox.test';

/** Pays through the package. */
export function pay(payment: object, reference: string, wiring: Wiring): Promise<CashOut> {
  const connectpsp = createFetch({
    api: 'connectpsp',
    fetch: wiring.fetch,
    auth: {
      token: () => wiring.token,
      refresh: () => wiring.signIn(),
      sign: (token) => wiring.sign(token),
      applicationToken: wiring.applicationToken,
    },
    retry: { attempts: 5, baseMs: 800, capMs: 2500 },
    onRetry: wiring.onRetry,
    onError: wiring.onError,
  });
  const cashOut = `${baseUrl}/cash-out`;
  return handle<CashOut, CashOut>(
    connectpsp(cashOut, { method: 'POST', body: JSON.stringify(payment) }),
    {
      DUPLICATED_EXTERNAL_REFERENCE: () => handle<CashOut>(connectpsp(`${cashOut}/${reference}`)),
    },
  );
}
