import { isCnpj, isCpf } from './documents.js';
import { WRONG_DIGITS } from './party.js';

/** The kinds of Pix key. */
export type PixKeyType = 'CPF' | 'CNPJ' | 'EMAIL' | 'PHONE' | 'EVP';

export const PIX_KEY_TYPES = [
  'CPF',
  'CNPJ',
  'EMAIL',
  'PHONE',
  'EVP',
] as const satisfies readonly PixKeyType[];

interface KeyForm {
  readonly pattern: RegExp;
  readonly max?: number;
  readonly hint: string;
}

const FORMS: Readonly<Record<PixKeyType, KeyForm>> = {
  CPF: { pattern: /^\d{11}$/, hint: 'the 11 digits of a CPF' },
  // Since 2026 the first twelve places of a CNPJ may hold letters.
  CNPJ: { pattern: /^[0-9A-Z]{12}\d{2}$/, hint: 'the 14 characters of a CNPJ' },
  EMAIL: {
    pattern: /^[^\s@]{1,64}@[^\s@.]{1,63}(?:\.[^\s@.]{1,63}){1,8}$/,
    // The longest that Pix registers.
    max: 77,
    hint: 'an e-mail address',
  },
  PHONE: {
    pattern: /^\+[1-9]\d{7,14}$/,
    hint: 'a phone number with country code, like +5511999990000',
  },
  EVP: { pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, hint: 'a UUID' },
};

/** The form that a key of the given kind must have. */
export const pixKeyForm = (type: PixKeyType): KeyForm => FORMS[type];

/** A Brazilian number has an area code without zeros, and a mobile one begins with 9. */
const BRAZILIAN = /^\+55[1-9]{2}(?:9\d{8}|[2-8]\d{7})$/;

/**
 * Why a key in the right form can belong to no account, or null: no such CPF, CNPJ or telephone
 * number is given to anybody.
 */
export const whyNobodys = (type: PixKeyType, key: string): string | null => {
  if (type === 'CPF') return isCpf(key) ? null : WRONG_DIGITS;
  if (type === 'CNPJ') return isCnpj(key) ? null : WRONG_DIGITS;
  const isWrong = type === 'PHONE' && key.startsWith('+55') && !BRAZILIAN.test(key);
  return isWrong ? 'is no Brazilian telephone number' : null;
};
