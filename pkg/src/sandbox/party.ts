import type { Fields } from './fields.js';

/** Who pays or is paid: a name and a CPF or CNPJ. */
export interface Party {
  readonly name: string;
  readonly document: string;
}

export const readParty = (fields: Fields): Party => ({
  name: fields.text('name'),
  document: fields.text('document', {
    pattern: /^(?:\d{11}|[0-9A-Z]{12}\d{2})$/,
    hint: 'a CPF or CNPJ without punctuation',
  }),
});
