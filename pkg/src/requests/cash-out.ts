import { type Fields, MAX_REFERENCE } from './fields.js';
import type { Cents } from './money.js';
import { type Party, readParty } from './party.js';
import { PIX_KEY_TYPES, type PixKeyType, pixKeyForm } from './pix-keys.js';

/** Where a cash-out goes to. */
export type Destination =
  | { readonly type: 'PIX'; readonly pixKeyType: PixKeyType; readonly pixKey: string }
  | { readonly type: 'BANK_ACCOUNT'; readonly bankAccount: BankAccount };

/** An account named by its bank, branch and number. */
export interface BankAccount {
  readonly ispb: string;
  readonly branch: string;
  readonly account: string;
  readonly accountType: string;
}

/** What `POST /cash-out` asks for. */
export interface CashOutRequest {
  readonly cents: Cents;
  readonly externalReference: string;
  readonly description: string | undefined;
  readonly webhookUrl: string | undefined;
  readonly payee: Party & { readonly destination: Destination };
}

export const readCashOut = (fields: Fields): CashOutRequest => {
  const cents = fields.positiveCents('amount');
  const externalReference = fields.text('externalReference', { max: MAX_REFERENCE });
  const description = fields.optionalText('description');
  const webhookUrl = fields.optionalUrl('webhookUrl');
  const payee = fields.object('payee');
  const party = readParty(payee);
  const destination = readDestination(payee.object('destination'));
  return {
    ...{ cents, externalReference, description, webhookUrl },
    payee: { ...party, destination },
  };
};

const readDestination = (fields: Fields): Destination => {
  const type = fields.oneOf('type', ['PIX', 'BANK_ACCOUNT']);
  if (type === 'PIX') {
    const before = fields.issues.length;
    const pixKeyType = fields.oneOf('pixKeyType', PIX_KEY_TYPES);
    // The form follows from the type; where that is none, a key of any form may be right.
    const form = fields.issues.length === before ? pixKeyForm(pixKeyType) : {};
    return { type, pixKeyType, pixKey: fields.text('pixKey', form) };
  }
  const account = fields.object('bankAccount');
  return {
    type,
    bankAccount: {
      ispb: account.text('ispb', { pattern: /^\d{8}$/, hint: 'eight digits' }),
      branch: account.text('branch', { pattern: /^\d{1,6}$/, hint: 'one to six digits' }),
      account: account.text('account', { pattern: /^[\dX-]{1,20}$/i, hint: 'an account number' }),
      accountType: account.text('accountType', { max: 30 }),
    },
  };
};
