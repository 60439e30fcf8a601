import { isCnpj, isCpf } from './documents.js';
import type { Fields } from './fields.js';

/** What is said of a CPF or CNPJ that cannot be anybody's. */
export const WRONG_DIGITS = 'has check digits that do not fit';

/** Who pays or is paid: a name and a CPF or CNPJ. */
export interface Party {
  readonly name: string;
  readonly document: string;
}

export const readParty = (fields: Fields): Party => {
  const name = fields.text('name');
  const document = fields.text('document', {
    pattern: /^(?:\d{11}|[0-9A-Z]{12}\d{2})$/,
    hint: 'a CPF or CNPJ without punctuation',
  });
  const isRead = document !== '';
  if (isRead && !isCpf(document) && !isCnpj(document)) fields.reject('document', WRONG_DIGITS);
  return { name, document };
};
