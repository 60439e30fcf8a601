// A response for each documented code, and for each other thing that the page reads.
import { type CatalogueRow, catalogue, type KnownCode } from 'psp-errors';

export interface Sample {
  readonly row: CatalogueRow;
  readonly text: string;
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

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
};

export const samples: readonly Sample[] = catalogue.map((row) => ({ row, text: message(row) }));

/** As `curl -i` prints it. */
function message(row: CatalogueRow): string {
  const isConnxt = row.api === 'connxt';
  const head = [
    `HTTP/1.1 ${row.status} ${phrases[row.status] ?? ''}`.trimEnd(),
    `Content-Type: application/${isConnxt ? '' : 'problem+'}json`,
  ];
  const body = isConnxt ? connxtBody(row) : problem(row);
  return `${head.join('\n')}\n\n${JSON.stringify(body, null, 2)}`;
}

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
    title: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' '),
    status: row.status,
    code: row.code,
    detail: details[row.code] ?? `${row.title}.`,
  };
}

export const shapes = {
  curl: `* Connected to api.homologacao.connectpsp.com
> POST /cash-out HTTP/2
> Host: api.homologacao.connectpsp.com
> Content-Type: application/json
>
< HTTP/2 429
< content-type: application/problem+json
< retry-after: 12
< x-request-id: 7f0c2a
<
{"title": "Too Many Requests", "status": 429}
* Connection #0 to host api.homologacao.connectpsp.com left intact`,
  axios: `2026-01-05T12:00:07Z ERROR payout failed: AxiosError: Request failed with status code 401
    POST https://api.connectpsp.com/cash-out {"type":"https://connect-psp.redocly.app/errors/token-expired","title":"Token Expired","status":401}`,
  webhook: `{
  "eventType": "CASHOUT_FAILED",
  "eventAt": "2026-01-05T12:00:10.000Z",
  "data": {
    "transactionId": "4c6e1c1e-6d0f-4d6e-9a55-3f1d2f6f0a11",
    "externalReference": "order-1042",
    "status": "FAILED",
    "amount": 100,
    "endToEndId": null,
    "failure": {
      "code": "PIX_KEY_NOT_FOUND",
      "message": "The account behind the PIX key is closed."
    }
  }
}`,
  html: `HTTP/1.1 503 Service Unavailable
Content-Type: text/html
Retry-After: 30

<!doctype html>
<html><head><title>503 Service Unavailable</title></head>
<body><h1>503 Service Unavailable</h1></body></html>`,
  lines: `{"timestamp":"2026-01-05T12:00:01Z","status":422,"code":"INSUFFICIENT_FUNDS","detail":"R$ 900.00 were requested."}
{"timestamp":"2026-01-05T12:10:44Z","status":401,"code":"TOKEN_EXPIRED"}
{"timestamp":"2026-01-05T12:41:09Z","status":503}
{"timestamp":"2026-01-05T13:02:30Z","code":"4001","message":"Validation failed","errors":[{"field":"credential","message":"is missing"}]}
{"timestamp":"2026-01-05T13:03:12Z","status":422,"code":"PIX_KEY_NOT_FOUND"}
{"timestamp":"2026-01-05T14:20:00Z","status":422,"code":"INSUFFICIENT_FUNDS"}`,
} as const;

export type Shape = keyof typeof shapes;
