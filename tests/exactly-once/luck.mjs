// What is to be paid and what goes wrong on the way: all of it follows from the seed.
import { randomFrom } from './random.mjs';

/** Of the requests for a cash-out, the share that each fault of the sandbox hits. */
export const SHARES = {
  // The money moves, the client hears something else.
  'execute-then-500': 0.06,
  'execute-then-drop': 0.06,
  'execute-then-hang': 0.05,
  'execute-then-truncate': 0.04,
  // Nothing moves. Most of these look to the client like one of the above, and that is the point:
  // without them "it was probably executed" would be a safe guess.
  'drop-before': 0.05,
  'hang-before': 0.02,
  'error-500': 0.03,
  'rate-limit': 0.04,
  'html-503': 0.04,
  'truncated-json': 0.03,
};

/** Of the payments, the share whose first request is worked on for longer than clients wait. */
export const SLOW_SHARE = 0.03;
export const SLOW_MS = 1100;
export const SLOW = 'execute-slowly';

export const FAULT_KINDS = [...Object.keys(SHARES), SLOW];

/**
 * Only so many requests of one payment can be hit. Bad luck without end would make the run a test of
 * how often a client tries, and the seed would decide whether it can be passed at all.
 */
export const MOST_FAULTS = 4;

/** How often all access tokens expire during the run. */
export const EXPIRIES = 4;

/** Some clients change the reference when they try again: what follows `~` is not the payment. */
export const paymentOf = (externalReference) => externalReference.split('~', 1)[0];

export function makePayments(seed, count) {
  const random = randomFrom(seed, 'payments');
  return Array.from({ length: count }, (_, index) => ({
    amount: Math.round(100 + random() * 49_900) / 100,
    externalReference: `pay-${String(index + 1).padStart(5, '0')}`,
    payee: {
      name: 'Ana Souza',
      document: '12345678909',
      destination: { type: 'PIX', pixKeyType: 'EMAIL', pixKey: 'ana@example.com' },
    },
  }));
}

/** Before the starts of which payments all tokens expire. */
export function expiryPoints(seed, count) {
  const random = randomFrom(seed, 'expiries');
  const stretch = count / (EXPIRIES + 1);
  return Array.from({ length: EXPIRIES }, (_, index) =>
    Math.floor((index + 0.85 + random() * 0.3) * stretch),
  );
}

/** Tells the sandbox what goes wrong. Signing in and looking a cash-out up always work. */
export function bringMisfortune({ faults }, seed, payments) {
  const random = randomFrom(seed, 'slow');
  for (const { externalReference } of payments) {
    if (random() < SLOW_SHARE) {
      faults.next({ name: SLOW, delayMs: SLOW_MS, match: { externalReference } });
    }
  }
  const tries = new Map();
  faults.plan({
    seed,
    shares: SHARES,
    match: ({ method, path, externalReference }) => {
      if (method !== 'POST' || path !== '/cash-out' || externalReference === null) return false;
      const payment = paymentOf(externalReference);
      tries.set(payment, (tries.get(payment) ?? 0) + 1);
      return tries.get(payment) <= MOST_FAULTS;
    },
  });
}
