import { type Cents, toAmount } from '../requests/money.js';
import { isoTime } from './clock.js';
import { Problem } from './problem.js';

/** The account that pays and receives, or the one that holds the company's own money. */
export type Account = 'transactional' | 'proprietary';

/** Far more than the transactions can make; rebalancing without end is what would get here. */
const MOST_ENTRIES = 500_000;

/** Why money moved. */
export type LedgerReason =
  | 'CASH_IN'
  | 'CASH_IN_REFUND'
  | 'CASH_OUT'
  | 'CASH_OUT_FAILED'
  | 'CASH_OUT_REFUNDED'
  | 'REBALANCE'
  | 'SET_BALANCE';

/**
 * One movement of money. Amounts are in reais, always positive; `direction` says which way.
 *
 * @example
 * const { direction, amount, reason } = sandbox.state.ledger.at(-1); // 'debit', 19.99, 'CASH_OUT'
 */
export interface LedgerEntry {
  /** Counts from 1 in the order in which the money moved. */
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  readonly account: Account;
  readonly direction: 'debit' | 'credit';
  readonly reason: LedgerReason;
  readonly amount: number;
  /** The balance of the account after this entry. */
  readonly balance: number;
  /** The transaction that moved it; null for `setBalance`. */
  readonly transactionId: string | null;
  /** What the client called the transaction, where it has such a name. */
  readonly externalReference: string | null;
}

/** The transaction on whose account money moves. */
export interface LedgerSource {
  readonly transactionId: string;
  readonly externalReference: string | null;
}

/** Both accounts and every movement on them. */
export class Ledger {
  readonly #balances: Record<Account, Cents>;
  readonly #entries: LedgerEntry[] = [];
  #unsettled: Cents = 0;

  constructor(balances: Readonly<Record<Account, Cents>>) {
    this.#balances = { ...balances };
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  balance(account: Account): Cents {
    return this.#balances[account];
  }

  /** What the transactional account may spend: not what was paid in and is still waiting for its settlement proof. */
  get available(): Cents {
    return this.#balances.transactional - this.#unsettled;
  }

  /** Counts a payment as not spendable yet (or, with a negative number, as spendable from now on). */
  holdUnsettled(cents: Cents): void {
    this.#unsettled += cents;
  }

  /** @throws Problem 503 when there are as many entries as the sandbox can hold */
  ensureRoom(): void {
    if (this.#entries.length >= MOST_ENTRIES)
      throw new Problem(503, 'The sandbox is full; reset it.');
  }

  /** Moves money: a positive number is a credit, a negative one a debit. */
  post(
    at: number,
    account: Account,
    cents: Cents,
    reason: LedgerReason,
    source: LedgerSource | null,
  ): void {
    this.#balances[account] += cents;
    this.#entries.push(
      Object.freeze({
        sequence: this.#entries.length + 1,
        at: isoTime(at),
        account,
        direction: cents < 0 ? 'debit' : 'credit',
        reason,
        amount: toAmount(Math.abs(cents)),
        balance: toAmount(this.#balances[account]),
        transactionId: source?.transactionId ?? null,
        externalReference: source?.externalReference ?? null,
      }),
    );
  }
}
