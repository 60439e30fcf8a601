import {
  type Action,
  type Api,
  type CatalogueRow,
  catalogue,
  classify,
  type DecodedError,
  decode,
  decodeResponse,
  type ErrorInput,
  type FieldError,
  type Format,
  type KnownCode,
  type Outcome,
  type Remedy,
  type UnknownCode,
  type Verdict,
} from 'psp-errors';
import type { Assignable, Equal, Expect } from './expect.js';

declare const error: DecodedError;
declare const verdict: Verdict;

// The twenty members, absent ones null and never undefined.
type Members = {
  api: Api | 'unknown';
  code: KnownCode | UnknownCode;
  known: boolean;
  status: number | null;
  action: Action;
  remedy: Remedy;
  outcome: Outcome;
  title: string;
  message: string;
  userMessage: string;
  fields: readonly FieldError[];
  retryAfterMs: number | null;
  type: string | null;
  detail: string | null;
  instance: string | null;
  timestamp: string | null;
  docs: string | null;
  format: Format;
  statusMismatch: boolean;
};
export type TheMembers = Expect<Assignable<DecodedError, Members>>;
export type TheNames = Expect<Equal<keyof DecodedError, keyof Members | 'actor'>>;
export type TheStatus = Expect<Equal<DecodedError['status'], number | null>>;

// Codes: 25 known ones that an editor can complete, and any other string.
export type Codes = Expect<Assignable<'INSUFFICIENT_FUNDS' | '4001', KnownCode>>;
export type NoOtherCode = Expect<Equal<Assignable<'INSUFICIENT_FUNDS', KnownCode>, false>>;
export type OtherCodes = Expect<Assignable<UnknownCode, string>>;
export type StillAUnion = Expect<Equal<Extract<DecodedError['code'], KnownCode>, KnownCode>>;
const anyString: DecodedError['code'] = 'NOT_DOCUMENTED';
const asString: string = error.code;
if (error.code === 'NOT_DOCUMENTED') error.code satisfies string;

// `known` tells the two apart.
if (error.known) {
  error.code satisfies KnownCode;
  error.api satisfies Api;
  // @ts-expect-error: a known code is none of the others
  if (error.code === 'NOT_DOCUMENTED') console.log(error);
} else {
  error.code satisfies UnknownCode;
  error.api satisfies Api | 'unknown';
}

// A known code narrows by itself, and a switch on all of them is complete.
switch (error.code) {
  case 'TOKEN_EXPIRED':
    console.log(error.message);
    break;
  // @ts-expect-error: a code is a string
  case 4001:
    break;
}
if (error.known) {
  switch (error.code) {
    case 'TOKEN_EXPIRED':
      error.code satisfies 'TOKEN_EXPIRED';
      break;
    // @ts-expect-error: there is no such known code
    case 'TOKEN_EXPIRD':
      break;
    default:
      // @ts-expect-error: handled above
      error.code satisfies 'TOKEN_EXPIRED';
      onCode(error.code);
  }
}

// Switches can be checked for completeness: on the action,
export function onAction({ action }: DecodedError): string {
  switch (action) {
    case 'retry':
      return 'later';
    case 're-auth':
      return 'log in';
    case 'user-fix':
      return 'correct it';
    case 'escalate':
      return 'call';
    default:
      action satisfies never;
      return action;
  }
}

// and a switch that misses one is found out;
export function missesOne({ action }: Verdict): string {
  switch (action) {
    case 'retry':
    case 're-auth':
    case 'user-fix':
      return action;
    default:
      // @ts-expect-error: 'escalate' is left
      action satisfies never;
      action satisfies 'escalate';
      return action;
  }
}

// on the remedy, the outcome, the format and the API;
export function onOutcome({ outcome, format, api }: DecodedError): string {
  switch (outcome) {
    case 'not-executed':
    case 'executed':
    case 'unknown':
      break;
    default:
      outcome satisfies never;
  }
  switch (format) {
    case 'json':
    case 'text':
    case 'empty':
    case 'too-large':
      break;
    default:
      format satisfies never;
  }
  switch (api) {
    case 'connxt':
    case 'connectpsp':
    case 'unknown':
      return api;
    default:
      return api satisfies never;
  }
}

// and on the known codes.
export function onCode(code: KnownCode): string {
  switch (code) {
    case '1000':
    case '4001':
    case '4002':
    case '4003':
    case '4004':
    case '4005':
    case 'INVALID_CREDENTIALS':
    case 'TOKEN_EXPIRED':
    case 'INVALID_APPLICATION_TOKEN':
    case 'INVALID_SIGNATURE':
    case 'CASH_IN_NOT_PAID':
    case 'CASH_IN_ALREADY_REFUNDED':
    case 'CASH_IN_EXPIRED':
    case 'CASH_IN_CANCELLED':
    case 'MISSING_END_TO_END_ID':
    case 'INSUFFICIENT_FUNDS':
    case 'PIX_KEY_NOT_FOUND':
    case 'DUPLICATED_EXTERNAL_REFERENCE':
    case 'RULE_VIOLATION':
    case 'INSUFFICIENT_PROPRIETARY_FUNDS':
    case 'INSUFFICIENT_TRANSACTIONAL_FUNDS':
    case 'RETROACTIVE_BALANCE_NOT_IMPLEMENTED':
    case 'INVALID_AMOUNT':
    case 'NOT_FOUND':
    case 'VALIDATION_ERROR':
      return code;
    default:
      return code satisfies never;
  }
}

// @ts-expect-error: an action that is none
if (verdict.action === 'refresh') console.log(verdict);
// @ts-expect-error: nothing of a result is written to
error.code = 'NOT_FOUND';
// @ts-expect-error: nor of its fields
error.fields.push({ field: '', message: '' });

// A verdict has no texts.
export type TheVerdict = Expect<
  Equal<keyof Verdict, 'api' | 'code' | 'known' | 'action' | 'remedy' | 'actor' | 'outcome'>
>;
export type AnErrorIsAVerdict = Expect<Assignable<DecodedError, Verdict>>;

// What goes in.
decode({});
decode({
  status: undefined,
  body: undefined,
  headers: undefined,
  url: undefined,
  method: undefined,
});
decode({ status: 422, body: 'text' });
decode({ body: new Uint8Array(), headers: new Headers() });
decode({ body: new ArrayBuffer(8), headers: { 'retry-after': '1', 'set-cookie': ['a', 'b'] } });
decode({ body: { code: 'NOT_FOUND' }, headers: { get: (name: string) => name }, api: 'connxt' });
decode({ body: null }, { method: 'GET', api: 'connectpsp', url: 'https://example.com/' });
const input: ErrorInput = { status: 500 };
decode(input) satisfies DecodedError;
classify(503) satisfies Verdict;
classify(undefined, new Uint8Array(), 'GET') satisfies Verdict;
decodeResponse(new Response()) satisfies Promise<DecodedError>;
decodeResponse(new Response(), { method: 'GET' }) satisfies Promise<DecodedError>;

// @ts-expect-error: decode takes an object
decode();
// @ts-expect-error: not null
decode(null);
// @ts-expect-error: not a text
decode('{"code":"NOT_FOUND"}');
// @ts-expect-error: the status is a number
decode({ status: '422' });
// @ts-expect-error: there are two APIs
decode({ api: 'stripe' });
// @ts-expect-error: `body`, not `data`
decode({ status: 422, data: {} });
// @ts-expect-error: a response, not its promise
decodeResponse(fetch('https://example.com/'));

// The catalogue: a row's code gives the rest of its facts.
catalogue satisfies readonly CatalogueRow[];
export type Rows = Expect<Equal<CatalogueRow['code'], KnownCode>>;
declare const row: CatalogueRow;
if (row.code === 'INSUFFICIENT_FUNDS') {
  row.action satisfies 'escalate';
  row.remedy satisfies 'add-funds';
  row.status satisfies 422;
  row.api satisfies 'connectpsp';
}
if (row.api === 'connxt') row.code satisfies '1000' | '4001' | '4002' | '4003' | '4004' | '4005';
export type ARow = Extract<CatalogueRow, { code: '4002' }>;
export type ItsFacts = Expect<
  Equal<
    [ARow['api'], ARow['status'], ARow['action'], ARow['remedy']],
    ['connxt', 401, 're-auth', 'refresh-token']
  >
>;
// @ts-expect-error: the list is not written to
catalogue.push(row);

export { anyString, asString };
