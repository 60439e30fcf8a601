import { createSandbox, type Sandbox } from 'psp-errors/sandbox';

/** What a visitor can let go wrong, in the order in which it strikes. */
export const faultNames = [
  'error500',
  'drop',
  'limit',
  'expired',
  'duplicate',
  'funds',
  'key',
] as const;
export type FaultName = (typeof faultNames)[number];

/** One withdrawal, as both clients are told to make it. */
export interface Payment {
  readonly amount: number;
  readonly externalReference: string;
  readonly payee: object;
}

export const reference = 'order-1042';

const match = { method: 'POST', path: '/cash-out' } as const;

export function paymentWith(faults: ReadonlySet<FaultName>): Payment {
  // An address that the sandbox knows as one of no account.
  const pixKey = faults.has('key') ? 'nowhere@sandbox.example' : 'maria@example.com';
  return {
    amount: 100,
    externalReference: reference,
    payee: {
      name: 'Maria Silva',
      document: '12345678909',
      destination: { type: 'PIX', pixKeyType: 'EMAIL', pixKey },
    },
  };
}

/** A bank of its own for one client, in which the chosen things go wrong. */
export async function bankWith(
  faults: ReadonlySet<FaultName>,
): Promise<{ bank: Sandbox; token: string }> {
  const bank = createSandbox({
    clock: 'real',
    balances: { transactional: faults.has('funds') ? 100 : 1000 },
  });
  const headers = await bank.signIn();
  if (faults.has('duplicate')) await payEarlier(bank, headers, reference);
  // What is left does not cover this payment.
  if (faults.has('funds') && !faults.has('duplicate'))
    await payEarlier(bank, headers, 'order-1041');
  if (faults.has('limit')) bank.faults.next({ retryAfter: 2, match });
  if (faults.has('error500')) bank.faults.next({ status: 500, execute: true, match });
  if (faults.has('drop')) bank.faults.next({ drop: 'after', match });
  if (faults.has('expired')) bank.expireTokens();
  return { bank, token: headers.Authorization.replace('Bearer ', '') };
}

async function payEarlier(bank: Sandbox, headers: HeadersInit, externalReference: string) {
  const body = JSON.stringify({ ...paymentWith(new Set()), externalReference });
  await bank.fetch('/cash-out', { method: 'POST', headers, body });
}
