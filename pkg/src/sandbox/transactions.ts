import type { Cents } from '../requests/money.js';
import { Problem } from './problem.js';

/** After so many transactions of one kind only `reset()` helps; forgetting old ones would make the ledger lie. */
const MOST_TRANSACTIONS = 100_000;

/** A transaction as the sandbox keeps it; `View` is what a client sees of it. */
export interface Transaction<View> {
  readonly cents: Cents;
  /** A snapshot, replaced by every change, so that what was handed out stays as it was. */
  view: View;
  /** When it reached its present status. */
  changedAt: number;
}

/** Transactions in the order of their creation, found by any of their ids. */
export class Transactions<View> {
  readonly #byId = new Map<string, Transaction<View>>();
  readonly #all: Transaction<View>[] = [];

  get views(): readonly View[] {
    return this.#all.map(({ view }) => view);
  }

  /** @throws Problem 503 when there are as many as the sandbox can hold */
  ensureRoom(): void {
    if (this.#all.length >= MOST_TRANSACTIONS)
      throw new Problem(503, 'The sandbox is full; reset it.');
  }

  add(cents: Cents, view: View, at: number, ids: readonly string[]): Transaction<View> {
    const transaction = { cents, view: Object.freeze(view), changedAt: at };
    this.#all.push(transaction);
    for (const id of ids) this.#byId.set(id, transaction);
    return transaction;
  }

  /** Changes what a client sees, and makes the transaction known by a further id where it got one. */
  change(transaction: Transaction<View>, at: number, changes: Partial<View>, id?: string): void {
    transaction.view = Object.freeze({ ...transaction.view, ...changes });
    transaction.changedAt = at;
    if (id !== undefined) this.#byId.set(id, transaction);
  }

  find(id: string): Transaction<View> | undefined {
    return this.#byId.get(id);
  }

  /** @throws Problem NOT_FOUND */
  get(id: string): Transaction<View> {
    const transaction = this.#byId.get(id);
    if (transaction === undefined)
      throw new Problem('NOT_FOUND', 'No transaction of this application has that id.');
    return transaction;
  }
}
