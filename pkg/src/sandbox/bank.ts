import type { Cents } from '../requests/money.js';
import type { Clock } from './clock.js';
import type { Ledger } from './ledger.js';
import { digits, letters, type Random, uuid } from './random.js';
import type { Schedule } from './schedule.js';

/** What every transaction works with. */
export interface Bank {
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly ledger: Ledger;
  readonly random: Random;
  /** How long after its execution a transaction gets its settlement proof. */
  readonly settlementMs: number;
  /** The banking partner's rule: no cash-out above this. */
  readonly cashOutLimit: Cents;
}

/** The bank code in the settlement ids, of no bank that exists. */
const ISPB = '00000000';

export const newIds = (bank: Bank): { transactionId: string; internalCode: string } => ({
  transactionId: uuid(bank.random),
  internalCode: `SBX${digits(bank.random, 9)}`,
});

/** A settlement proof in Pix's form: kind, bank, minute, eleven characters. `E` pays, `D` gives back. */
export const newEndToEndId = (bank: Bank, kind: 'E' | 'D', at: number): string => {
  const minute = new Date(at).toISOString().replace(/\D/g, '').slice(0, 12);
  return `${kind}${ISPB}${minute}${letters(bank.random, 11)}`;
};
