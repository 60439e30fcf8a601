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
  readonly hint: string;
}

const FORMS: Readonly<Record<PixKeyType, KeyForm>> = {
  CPF: { pattern: /^\d{11}$/, hint: 'the 11 digits of a CPF' },
  // Since 2026 the first twelve places of a CNPJ may hold letters.
  CNPJ: { pattern: /^[0-9A-Z]{12}\d{2}$/, hint: 'the 14 characters of a CNPJ' },
  EMAIL: {
    pattern: /^[^\s@]{1,64}@[^\s@.]{1,63}(?:\.[^\s@.]{1,63}){1,8}$/,
    hint: 'an e-mail address',
  },
  PHONE: {
    pattern: /^\+[1-9]\d{9,14}$/,
    hint: 'a phone number with country code, like +5511999990000',
  },
  EVP: { pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, hint: 'a UUID' },
};

/** The form that a key of the given kind must have. */
export const pixKeyForm = (type: PixKeyType): KeyForm => FORMS[type];

/** What becomes of a cash-out: settled, refused at once, or something that shows only later. */
export type PixKeyFate = 'completes' | 'unknown-key' | 'fails' | 'comes-back' | 'never-settles';

/** The keys with a fate of their own; any other well-formed key pays out. */
const FATES: ReadonlyMap<string, PixKeyFate> = new Map([
  ['nowhere@sandbox.example', 'unknown-key'],
  ['closed@sandbox.example', 'fails'],
  ['returned@sandbox.example', 'comes-back'],
  ['stuck@sandbox.example', 'never-settles'],
]);

/** Of the kinds without a mail address, the key made of nothing but zeros leads nowhere. */
export const pixKeyFate = (key: string): PixKeyFate => {
  const zeros = /^0+$/.test(key.replace(/^\+55/, '').replaceAll('-', ''));
  return zeros ? 'unknown-key' : (FATES.get(key.toLowerCase()) ?? 'completes');
};
