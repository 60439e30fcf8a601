import type { Fields } from '../requests/fields.js';
import { inReais, toAmount } from '../requests/money.js';
import { readRebalance } from '../requests/rebalance.js';
import { type Bank, newIds } from './bank.js';
import { isoTime } from './clock.js';
import { Problem } from './problem.js';

/** Moves money between the two accounts until the transactional one holds `targetAmount`. */
export const rebalance = (bank: Bank, fields: Fields): { success: boolean; message: string } => {
  const { target, isPositive } = readRebalance(fields);
  Problem.throwIf(fields.issues);
  if (!isPositive) throw new Problem('INVALID_AMOUNT', 'targetAmount has to be above zero.');

  const { clock, ledger } = bank;
  ledger.ensureRoom();
  const difference = target - ledger.balance('transactional');
  if (difference === 0)
    return { success: true, message: 'The transactional account holds that amount already.' };
  if (difference > ledger.balance('proprietary')) {
    const held = inReais(ledger.balance('proprietary'));
    throw new Problem(
      'INSUFFICIENT_PROPRIETARY_FUNDS',
      `The top-up takes ${inReais(difference)}; the proprietary account holds ${held}.`,
    );
  }
  if (difference < 0 && -difference > ledger.available) {
    throw new Problem(
      'INSUFFICIENT_TRANSACTIONAL_FUNDS',
      `The sweep takes ${inReais(-difference)}; only ${inReais(ledger.available)} has settled and can be moved.`,
    );
  }
  const now = clock.now();
  const source = { ...newIds(bank), externalReference: null };
  ledger.post(now, 'proprietary', -difference, 'REBALANCE', source);
  ledger.post(now, 'transactional', difference, 'REBALANCE', source);
  const moved = inReais(Math.abs(difference));
  return {
    success: true,
    message: difference > 0 ? `Topped up with ${moved}.` : `Swept back ${moved}.`,
  };
};

/** The answer to `GET /account/balance`. */
export interface Balance {
  readonly transactional: { readonly balance: number; readonly available: number };
  readonly proprietary: { readonly balance: number };
  readonly at: string;
}

/** Today's balance (UTC); a `date` before today is what ConnectPSP does not offer yet. */
export const readBalance = (bank: Bank, date: string | undefined): Balance => {
  const now = isoTime(bank.clock.now());
  if (date !== undefined) {
    const today = now.slice(0, 10);
    const day = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date));
    if (!day || date > today)
      throw new Problem('VALIDATION_ERROR', 'date must be a day up to today, as YYYY-MM-DD');
    if (date < today) {
      throw new Problem(
        'RETROACTIVE_BALANCE_NOT_IMPLEMENTED',
        'Only the balance of today can be asked for.',
      );
    }
  }
  const { ledger } = bank;
  return {
    transactional: {
      balance: toAmount(ledger.balance('transactional')),
      available: toAmount(ledger.available),
    },
    proprietary: { balance: toAmount(ledger.balance('proprietary')) },
    at: now,
  };
};
