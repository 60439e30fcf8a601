import { describeIssues, type FieldIssue } from '../requests/fields.js';

/**
 * ConnectPSP's errors: `application/problem+json` with the documented code and status, in the sandbox's own words.
 * The table is deliberately not the package's catalogue: this is the other side of the wire, and a wrong row would
 * agree with itself.
 */
const PROBLEMS = {
  INVALID_CREDENTIALS: [401, 'Credentials refused'],
  TOKEN_EXPIRED: [401, 'Access token no longer valid'],
  INVALID_APPLICATION_TOKEN: [401, 'Integration not recognised'],
  INVALID_SIGNATURE: [422, 'Signature does not match'],
  CASH_IN_NOT_PAID: [422, 'Cash-in still unpaid'],
  CASH_IN_ALREADY_REFUNDED: [422, 'Cash-in refunded before'],
  CASH_IN_EXPIRED: [422, 'Cash-in lapsed unpaid'],
  CASH_IN_CANCELLED: [422, 'Cash-in called off'],
  MISSING_END_TO_END_ID: [422, 'Settlement proof pending'],
  INSUFFICIENT_FUNDS: [422, 'Balance too low'],
  PIX_KEY_NOT_FOUND: [422, 'Pix key leads nowhere'],
  DUPLICATED_EXTERNAL_REFERENCE: [409, 'External reference in use'],
  RULE_VIOLATION: [422, 'Refused by the banking partner'],
  INSUFFICIENT_PROPRIETARY_FUNDS: [422, 'Proprietary balance too low'],
  INSUFFICIENT_TRANSACTIONAL_FUNDS: [422, 'Transactional balance too low'],
  RETROACTIVE_BALANCE_NOT_IMPLEMENTED: [422, 'Past balances not offered'],
  INVALID_AMOUNT: [422, 'Amount not above zero'],
  NOT_FOUND: [404, 'No such transaction'],
  VALIDATION_ERROR: [400, 'Request not understood'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

/** The codes that ConnectPSP documents. */
export type ConnectPspCode = keyof typeof PROBLEMS;

export const isConnectPspCode = (code: string): code is ConnectPspCode =>
  Object.hasOwn(PROBLEMS, code);

export const connectPspStatus = (code: ConnectPspCode): number => PROBLEMS[code][0];

/** For what ConnectPSP's documentation gives no code to: RFC 9457 says `about:blank` and the phrase of the status. */
const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export const phrase = (status: number): string => PHRASES[status] ?? `Status ${status}`;

/** A refusal, thrown by whatever finds the reason and turned into the answer in one place. */
export class Problem extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number>>;

  /** @param reason a documented code, or a bare status where the documentation names none */
  constructor(reason: ConnectPspCode | number, detail: string) {
    super(detail);
    if (typeof reason === 'number') {
      this.status = reason;
      this.body = { type: 'about:blank', title: phrase(reason), status: reason, detail };
    } else {
      const [status, title] = PROBLEMS[reason];
      const slug = reason.toLowerCase().replaceAll('_', '-');
      this.status = status;
      this.body = {
        type: `https://connect-psp.redocly.app/errors/${slug}`,
        title,
        status,
        code: reason,
        detail,
      };
    }
  }

  /** @throws Problem VALIDATION_ERROR that names every issue, when there is one */
  static throwIf(issues: readonly FieldIssue[]): void {
    if (issues.length > 0) throw new Problem('VALIDATION_ERROR', describeIssues(issues));
  }

  toResponse(): Response {
    return new Response(JSON.stringify(this.body), {
      status: this.status,
      headers: { 'Content-Type': 'application/problem+json' },
    });
  }
}
