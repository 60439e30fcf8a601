/** Money is kept in whole cents: sums of decimal fractions drift, and a ledger must not. */
export type Cents = number;

const LARGEST = 10_000_000_000;

/** The cents of an amount in reais, or null when it is no number, too large, or finer than a cent. */
export const toCents = (amount: unknown): Cents | null => {
  if (typeof amount !== 'number' || !(Math.abs(amount) <= LARGEST)) return null;
  const cents = Math.round(amount * 100);
  // 19.99 and 1999 / 100 are the same double; 19.999 has no cents that give it back.
  return cents / 100 === amount ? cents : null;
};

export const toAmount = (cents: Cents): number => cents / 100;

export const inReais = (cents: Cents): string => `R$ ${(cents / 100).toFixed(2)}`;
