import { type Fields, MAX_REFERENCE } from '../requests/fields.js';
import { inReais, toAmount } from '../requests/money.js';
import { type Party, readParty } from '../requests/party.js';
import { type RefundReason, readRefund } from '../requests/refund.js';
import { type Bank, newEndToEndId, newIds } from './bank.js';
import { isoTime } from './clock.js';
import { type ConnectPspCode, Problem } from './problem.js';
import { type Transaction, Transactions } from './transactions.js';

/** Where a cash-in stands. */
export type CashInStatus = 'AWAITING_PAYMENT' | 'PAID' | 'REFUNDED' | 'EXPIRED' | 'CANCELLED';

/**
 * A cash-in as `GET /cash-in/{id}` shows it.
 *
 * @example
 * const [{ transactionId }] = sandbox.state.cashIns;
 * sandbox.payCashIn(transactionId);
 */
export interface CashIn {
  readonly transactionId: string;
  readonly internalCode: string;
  readonly externalReference: string;
  readonly status: CashInStatus;
  readonly amount: number;
  readonly payer: Party;
  readonly pixData: { readonly copyAndPaste: string; readonly qrCodeImageBase64: string };
  readonly webhookUrl?: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly paidAt: string | null;
  /** The settlement proof: null until the payment has settled. */
  readonly endToEndId: string | null;
  readonly refund?: Refund;
}

/**
 * A refund, as the answer to `POST /cash-in/{id}/refund` shows it.
 *
 * @example
 * sandbox.state.refunds.every(({ endToEndId }) => endToEndId.startsWith('D')); // true
 */
export interface Refund {
  /** The cash-in's id. */
  readonly transactionId: string;
  readonly externalReference: string;
  readonly amount: number;
  readonly reason: RefundReason;
  readonly description?: string;
  /** The refund's own settlement id; it starts with `D`. */
  readonly endToEndId: string;
  readonly requestedAt: string;
}

/** One transparent pixel: the sandbox's codes must not be payable by accident. */
const QR_CODE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';

const UNREFUNDABLE: Readonly<
  Record<Exclude<CashInStatus, 'PAID'>, readonly [ConnectPspCode, string]>
> = {
  AWAITING_PAYMENT: [
    'CASH_IN_NOT_PAID',
    'Nobody has paid this cash-in, so there is nothing to give back.',
  ],
  REFUNDED: ['CASH_IN_ALREADY_REFUNDED', 'This cash-in has been given back in full before.'],
  EXPIRED: ['CASH_IN_EXPIRED', 'This cash-in lapsed before anybody paid it.'],
  CANCELLED: ['CASH_IN_CANCELLED', 'This cash-in was called off.'],
};

/** The cash-ins and what can be done with them. */
export class CashIns {
  readonly #index = new Transactions<CashIn>();
  readonly #bank: Bank;

  constructor(bank: Bank) {
    this.#bank = bank;
  }

  get all(): readonly CashIn[] {
    return this.#index.views;
  }

  get refunds(): readonly Refund[] {
    return this.all.flatMap(({ refund }) => (refund === undefined ? [] : [refund]));
  }

  create(fields: Fields): CashIn {
    const cents = fields.positiveCents('amount');
    const externalReference = fields.text('externalReference', { max: MAX_REFERENCE });
    const minutes = fields.optionalInteger('expirationInMinutes', 1, 525_600) ?? 1_440;
    const webhookUrl = fields.optionalUrl('webhookUrl');
    const payer = readParty(fields.object('payer'));
    if (fields.has('openFinance')) fields.object('openFinance');
    Problem.throwIf(fields.issues);
    this.#index.ensureRoom();

    const now = this.#bank.clock.now();
    const ids = newIds(this.#bank);
    const expiry = now + minutes * 60_000;
    const view: CashIn = {
      ...ids,
      externalReference,
      status: 'AWAITING_PAYMENT',
      amount: toAmount(cents),
      payer,
      pixData: {
        copyAndPaste: `not-payable-sandbox-pix-${ids.internalCode}`,
        qrCodeImageBase64: QR_CODE,
      },
      ...(webhookUrl !== undefined && { webhookUrl }),
      requestedAt: isoTime(now),
      expiresAt: isoTime(expiry),
      paidAt: null,
      endToEndId: null,
    };
    const cashIn = this.#index.add(cents, view, now, Object.values(ids));
    this.#bank.schedule.add(expiry, (at) => {
      if (cashIn.view.status === 'AWAITING_PAYMENT')
        this.#index.change(cashIn, at, { status: 'EXPIRED' });
    });
    return view;
  }

  get(id: string): CashIn {
    return this.#index.get(id).view;
  }

  find(id: string): Transaction<CashIn> | undefined {
    return this.#index.find(id);
  }

  /** The payer pays. The money counts at once; it can be spent or given back when its settlement proof is there. */
  pay(id: string): CashIn {
    const cashIn = this.#awaiting(id);
    const { clock, ledger, schedule, settlementMs } = this.#bank;
    const now = clock.now();
    this.#index.change(cashIn, now, { status: 'PAID', paidAt: isoTime(now) });
    ledger.post(now, 'transactional', cashIn.cents, 'CASH_IN', cashIn.view);
    ledger.holdUnsettled(cashIn.cents);
    schedule.add(now + settlementMs, (at) => {
      ledger.holdUnsettled(-cashIn.cents);
      const endToEndId = newEndToEndId(this.#bank, 'E', at);
      // The status stays PAID, and with it the time of the event that a webhook reports.
      this.#index.change(cashIn, cashIn.changedAt, { endToEndId }, endToEndId);
    });
    return cashIn.view;
  }

  cancel(id: string): CashIn {
    const cashIn = this.#awaiting(id);
    this.#index.change(cashIn, this.#bank.clock.now(), { status: 'CANCELLED' });
    return cashIn.view;
  }

  refund(id: string, fields: Fields): Refund {
    const cashIn = this.#index.get(id);
    const { reason, description } = readRefund(fields);
    Problem.throwIf(fields.issues);

    const { status, endToEndId: proof, transactionId, externalReference, amount } = cashIn.view;
    if (status !== 'PAID') throw new Problem(...UNREFUNDABLE[status]);
    if (proof === null) {
      throw new Problem(
        'MISSING_END_TO_END_ID',
        'The payment has not settled yet; its proof is still to come.',
      );
    }
    const { clock, ledger } = this.#bank;
    if (ledger.available < cashIn.cents) {
      throw new Problem(
        'INSUFFICIENT_FUNDS',
        `Giving back ${inReais(cashIn.cents)} needs more than the ${inReais(ledger.available)} that can be spent.`,
      );
    }
    const now = clock.now();
    const refund: Refund = Object.freeze({
      transactionId,
      externalReference,
      amount,
      reason,
      ...(description !== undefined && { description }),
      endToEndId: newEndToEndId(this.#bank, 'D', now),
      requestedAt: isoTime(now),
    });
    this.#index.change(cashIn, now, { status: 'REFUNDED', refund }, refund.endToEndId);
    ledger.post(now, 'transactional', -cashIn.cents, 'CASH_IN_REFUND', cashIn.view);
    return refund;
  }

  #awaiting(id: string): Transaction<CashIn> {
    const cashIn = this.#index.get(id);
    if (cashIn.view.status !== 'AWAITING_PAYMENT') {
      throw new TypeError(`cash-in ${id} is ${cashIn.view.status}, not AWAITING_PAYMENT`);
    }
    return cashIn;
  }
}
