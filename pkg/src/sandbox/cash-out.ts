import { type Destination, readCashOut } from '../requests/cash-out.js';
import type { Fields } from '../requests/fields.js';
import { type Cents, inReais, toAmount } from '../requests/money.js';
import type { Party } from '../requests/party.js';
import { type Bank, newEndToEndId, newIds } from './bank.js';
import { isoTime } from './clock.js';
import { type PixKeyFate, pixKeyFate } from './pix-keys.js';
import { type ConnectPspCode, Problem } from './problem.js';
import { type Transaction, Transactions } from './transactions.js';

/** Where a cash-out stands. */
export type CashOutStatus = 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'REFUNDED';

/**
 * A cash-out as `GET /cash-out/{id}` shows it.
 *
 * @example
 * sandbox.state.cashOuts.filter(({ status }) => status === 'FAILED').map(({ failure }) => failure?.code);
 */
export interface CashOut {
  readonly transactionId: string;
  readonly internalCode: string;
  readonly externalReference: string;
  readonly status: CashOutStatus;
  readonly amount: number;
  readonly description?: string;
  readonly webhookUrl?: string;
  readonly payee: Party & { readonly destination: Destination };
  readonly requestedAt: string;
  readonly completedAt: string | null;
  /** The settlement proof: null until the payment has settled. */
  readonly endToEndId: string | null;
  /** Only when `status` is FAILED. */
  readonly failure?: { readonly code: ConnectPspCode; readonly message: string };
}

/** The cash-outs and what becomes of them. */
export class CashOuts {
  readonly #index = new Transactions<CashOut>();
  readonly #byReference = new Map<string, Transaction<CashOut>>();
  readonly #bank: Bank;

  constructor(bank: Bank) {
    this.#bank = bank;
  }

  get all(): readonly CashOut[] {
    return this.#index.views;
  }

  /** Checks everything, then debits at once: from here on the money is on its way. */
  create(fields: Fields): CashOut {
    const { cents, externalReference, description, webhookUrl, payee } = readCashOut(fields);
    Problem.throwIf(fields.issues);
    this.#index.ensureRoom();

    const { destination } = payee;
    const fate =
      destination.type === 'PIX'
        ? pixKeyFate(destination.pixKeyType, destination.pixKey)
        : 'completes';
    this.#refuse(cents, externalReference, fate);

    const now = this.#bank.clock.now();
    const ids = newIds(this.#bank);
    const view: CashOut = {
      ...ids,
      externalReference,
      status: 'PROCESSING',
      amount: toAmount(cents),
      ...(description !== undefined && { description }),
      ...(webhookUrl !== undefined && { webhookUrl }),
      payee,
      requestedAt: isoTime(now),
      completedAt: null,
      endToEndId: null,
    };
    const cashOut = this.#index.add(cents, view, now, Object.values(ids));
    this.#byReference.set(externalReference, cashOut);
    this.#bank.ledger.post(now, 'transactional', -cents, 'CASH_OUT', view);
    this.#settleLater(cashOut, now, fate);
    return view;
  }

  get(id: string): CashOut {
    return this.find(id)?.view ?? this.#index.get(id).view;
  }

  /** Also by the client's own reference: who is told that it exists already knows no other id. */
  find(id: string): Transaction<CashOut> | undefined {
    return this.#index.find(id) ?? this.#byReference.get(id);
  }

  /** The duplicate comes first: a repeat must not hear "no funds" because its first try has spent them. */
  #refuse(cents: Cents, externalReference: string, fate: PixKeyFate): void {
    const { cashOutLimit, ledger } = this.#bank;
    if (this.#byReference.has(externalReference)) {
      throw new Problem(
        'DUPLICATED_EXTERNAL_REFERENCE',
        'Another cash-out carries this externalReference.',
      );
    }
    if (cents > cashOutLimit) {
      throw new Problem(
        'RULE_VIOLATION',
        `The banking partner moves at most ${inReais(cashOutLimit)} at a time.`,
      );
    }
    if (fate === 'unknown-key') {
      throw new Problem('PIX_KEY_NOT_FOUND', 'No bank account is registered under this Pix key.');
    }
    if (ledger.available < cents) {
      const detail = `${inReais(cents)} is more than the ${inReais(ledger.available)} that can be spent.`;
      throw new Problem('INSUFFICIENT_FUNDS', detail);
    }
  }

  #settleLater(cashOut: Transaction<CashOut>, now: number, fate: PixKeyFate): void {
    const { ledger, schedule, settlementMs } = this.#bank;
    if (fate === 'never-settles') return;
    schedule.add(now + settlementMs, (at) => {
      if (fate === 'fails') {
        const failure = {
          code: 'PIX_KEY_NOT_FOUND',
          message: 'The account behind the Pix key is closed.',
        } as const;
        this.#index.change(cashOut, at, { status: 'FAILED', completedAt: isoTime(at), failure });
        ledger.post(at, 'transactional', cashOut.cents, 'CASH_OUT_FAILED', cashOut.view);
        return;
      }
      const endToEndId = newEndToEndId(this.#bank, 'E', at);
      const changes = { status: 'COMPLETED', completedAt: isoTime(at), endToEndId } as const;
      this.#index.change(cashOut, at, changes, endToEndId);
      if (fate !== 'comes-back') return;
      schedule.add(at + settlementMs, (later) => {
        this.#index.change(cashOut, later, { status: 'REFUNDED' });
        ledger.post(later, 'transactional', cashOut.cents, 'CASH_OUT_REFUNDED', cashOut.view);
      });
    });
  }
}
