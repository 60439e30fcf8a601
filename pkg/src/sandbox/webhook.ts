import type { CashIn } from './cash-in.js';
import type { CashOut } from './cash-out.js';
import { isoTime } from './clock.js';
import { uuid } from './random.js';
import { hmacSha256 } from './signature.js';
import type { World } from './world.js';

/**
 * What ConnectPSP reports by webhook.
 *
 * @example
 * const { event } = await sandbox.webhook(transactionId);
 * if (event.eventType === 'CASHOUT_FAILED') event.data.failure?.code; // 'PIX_KEY_NOT_FOUND'
 */
export type WebhookEvent =
  | {
      readonly eventType: 'CASHIN_PAID' | 'CASHIN_REFUNDED';
      readonly eventAt: string;
      readonly data: CashIn;
    }
  | {
      readonly eventType: 'CASHOUT_COMPLETED' | 'CASHOUT_FAILED' | 'CASHOUT_REFUNDED';
      readonly eventAt: string;
      readonly data: CashOut;
    };

/**
 * One delivery of a webhook, ready to be sent: it is a `RequestInit`.
 *
 * @example
 * const response = await fetch('http://localhost:3000/webhooks', await sandbox.webhook(transactionId));
 */
export interface Webhook {
  readonly method: 'POST';
  /** `Content-Type`, `X-Connect-Signature` over the raw body, and an `X-Event-Id` of its own for every delivery. */
  readonly headers: Readonly<Record<'Content-Type' | 'X-Connect-Signature' | 'X-Event-Id', string>>;
  /** The raw body that the signature is over. */
  readonly body: string;
  /** The same, before it was written as JSON. */
  readonly event: WebhookEvent;
}

/** @throws TypeError for an unknown id, and while the transaction is in a status that is not reported */
export const createWebhook = async (world: World, id: string): Promise<Webhook> => {
  const event = cashInEvent(world, id) ?? cashOutEvent(world, id);
  if (event === null) throw new TypeError(`there is nothing to report of transaction ${id}`);
  const body = JSON.stringify(event);
  const headers = {
    'Content-Type': 'application/json',
    'X-Connect-Signature': await hmacSha256(world.credentials.cryptoToken, body),
    'X-Event-Id': uuid(world.eventIds),
  };
  return { method: 'POST', headers, body, event };
};

const cashInEvent = (world: World, id: string): WebhookEvent | null => {
  const cashIn = world.cashIns.find(id);
  if (cashIn === undefined) return null;
  const { view: data, changedAt } = cashIn;
  const eventAt = isoTime(changedAt);
  if (data.status === 'PAID') return { eventType: 'CASHIN_PAID', eventAt, data };
  return data.status === 'REFUNDED' ? { eventType: 'CASHIN_REFUNDED', eventAt, data } : null;
};

const cashOutEvent = (world: World, id: string): WebhookEvent | null => {
  const cashOut = world.cashOuts.find(id);
  if (cashOut === undefined) return null;
  const { view: data, changedAt } = cashOut;
  return data.status === 'PROCESSING'
    ? null
    : { eventType: `CASHOUT_${data.status}`, eventAt: isoTime(changedAt), data };
};
