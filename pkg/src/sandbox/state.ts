import { toAmount } from '../requests/money.js';
import type { CashIn, Refund } from './cash-in.js';
import type { CashOut } from './cash-out.js';
import type { Account, LedgerEntry } from './ledger.js';
import type { Psp } from './psps.js';
import type { SeenRequest } from './request-log.js';
import type { World } from './world.js';

/**
 * What the sandbox knows, read-only and up to date at every look. Each look gives a snapshot: what was read earlier
 * does not change. Amounts are in reais, as the API writes them.
 *
 * @example
 * const debits = sandbox.state.ledger.filter((entry) => entry.externalReference === 'invoice-17');
 * assert.equal(debits.length, 1); // paid once, whatever went wrong on the way
 */
export interface SandboxState {
  /** What the two accounts hold. */
  readonly balances: Readonly<Record<Account, number>>;
  /** Every movement of money, in order; together they explain the balances. */
  readonly ledger: readonly LedgerEntry[];
  readonly cashIns: readonly CashIn[];
  readonly cashOuts: readonly CashOut[];
  readonly refunds: readonly Refund[];
  /** The PSPs connected through Connxt. */
  readonly psps: readonly Psp[];
  /** The latest ten thousand requests. */
  readonly requests: readonly SeenRequest[];
  /** How many access tokens were issued, `signIn`'s among them. */
  readonly tokensIssued: number;
}

/** @param current gives the world of now: a reset puts another one in its place */
export const createState = (current: () => World): SandboxState => {
  const world = (): World => current().catchUp();
  return Object.freeze({
    get balances() {
      const { ledger } = world();
      return Object.freeze({
        transactional: toAmount(ledger.balance('transactional')),
        proprietary: toAmount(ledger.balance('proprietary')),
      });
    },
    get ledger() {
      return Object.freeze([...world().ledger.entries]);
    },
    get cashIns() {
      return Object.freeze(world().cashIns.all);
    },
    get cashOuts() {
      return Object.freeze(world().cashOuts.all);
    },
    get refunds() {
      return Object.freeze(world().cashIns.refunds);
    },
    get psps() {
      return Object.freeze(world().psps.all);
    },
    get requests() {
      return Object.freeze(world().requests.entries);
    },
    get tokensIssued() {
      return world().tokens.issued;
    },
  });
};
