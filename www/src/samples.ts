// An error response for each documented code, in the shape that its API documents.
import { type CatalogueRow, catalogue, type KnownCode } from 'psp-errors';
import { capitalise } from './wording.js';

export interface Sample {
  readonly row: CatalogueRow;
  readonly body: string;
}

/** What a server might say of one occurrence; where nothing stands here, the row's title does. */
const details: Readonly<Partial<Record<KnownCode, string>>> = {
  '4005': 'There is a PSP with the name Main PIX account already.',
  INVALID_SIGNATURE: 'The DigitalSignature header does not match the access token.',
  MISSING_END_TO_END_ID: 'The end-to-end id has not arrived yet; the refund needs it.',
  INSUFFICIENT_FUNDS: 'R$ 500.00 were requested, and R$ 100.00 are available.',
  PIX_KEY_NOT_FOUND: 'No account was found for the PIX key maria.silva@example.com.',
  DUPLICATED_EXTERNAL_REFERENCE: 'There is a cash-out with the reference order-1042 already.',
  INVALID_AMOUNT: 'The target amount is R$ 0.00; it must be greater than zero.',
  VALIDATION_ERROR: 'payee.document is missing; amount must be a number.',
};

const refusedFields = [
  { field: 'flowActionId', message: 'The id of the flow action is missing' },
  { field: 'credential', message: 'The credential does not fit the credential schema' },
];

export const samples: readonly Sample[] = catalogue.map((row) => ({
  row,
  body: JSON.stringify(row.api === 'connxt' ? connxtBody(row) : problem(row), null, 2),
}));

function connxtBody(row: CatalogueRow): object {
  const body = {
    timestamp: '2025-12-12T08:55:04Z',
    code: row.code,
    message: details[row.code] ?? row.title,
  };
  return row.remedy === 'fix-fields' ? { ...body, errors: refusedFields } : body;
}

function problem(row: CatalogueRow): object {
  const words = row.code.toLowerCase().split('_');
  return {
    type: `https://connect-psp.redocly.app/errors/${words.join('-')}`,
    title: words.map(capitalise).join(' '),
    status: row.status,
    code: row.code,
    detail: details[row.code] ?? `${row.title}.`,
  };
}
