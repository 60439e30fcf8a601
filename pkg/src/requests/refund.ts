import type { Fields } from './fields.js';

const REFUND_REASONS = [
  'FRAUD',
  'DUPLICATED_PAYMENT',
  'CUSTOMER_REQUEST',
  'MERCHANT_ERROR',
] as const;

/** Why a cash-in is given back. */
export type RefundReason = (typeof REFUND_REASONS)[number];

/** What `POST /cash-in/{id}/refund` asks for. */
export interface RefundRequest {
  readonly reason: RefundReason;
  readonly description: string | undefined;
}

export const readRefund = (fields: Fields): RefundRequest => ({
  reason: fields.oneOf('reason', REFUND_REASONS),
  description: fields.optionalText('description'),
});
