import { baseUrl, type Wiring } from './client.js';
import type { Payment } from './faults.js';

/** The documented error handler in a loop, which makes a new payment of every try. */
export async function payInLoop(
  payment: Payment,
  { fetch, token, signIn, sign, applicationToken }: Wiring,
  wait: (ms: number) => Promise<void>,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      const externalReference =
        attempt === 1 ? payment.externalReference : `${payment.externalReference}-${attempt}`;
      const response = await fetch(`${baseUrl}/cash-out`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-Idempotency-Key': crypto.randomUUID(),
          Authorization: `Bearer ${token}`,
          ApplicationToken: applicationToken,
          DigitalSignature: await sign(token),
        },
        body: JSON.stringify({ ...payment, externalReference }),
      });
      if (response.ok) return await response.json();
      const error = await response.json();
      if (error.code === 'TOKEN_EXPIRED') token = await signIn();
      throw new Error(error.detail);
    } catch (error) {
      if (attempt === 5) throw error;
      await wait(500);
    }
  }
}
