import {
  type DecodedError,
  decode,
  type Handlers,
  handle,
  isPspError,
  type KnownCode,
  type Messages,
  PspError,
  type Redirect,
} from 'psp-errors';
import { ptBR } from 'psp-errors/locales/pt-BR';
import type { Assignable, Equal, Expect } from './expect.js';

interface CashOut {
  readonly id: string;
}
declare const cashOut: CashOut;
declare const fetching: Promise<Response>;
declare const response: Response;

// What comes out, without handlers and with some.
const bare = handle<CashOut>(fetching);
export type Bare = Expect<Equal<typeof bare, Promise<CashOut>>>;
const untyped = handle(response);
export type Untyped = Expect<Equal<typeof untyped, Promise<unknown>>>;

const documented = handle<CashOut>(fetching, {
  INSUFFICIENT_FUNDS: () => {},
  DUPLICATED_EXTERNAL_REFERENCE: () => cashOut,
  RULE_VIOLATION: async () => {},
  PIX_KEY_NOT_FOUND: (error) => {
    throw new Error(error.userMessage);
  },
});
// biome-ignore lint/suspicious/noConfusingVoidType: a handler may return nothing
export type Documented = Expect<Equal<typeof documented, Promise<CashOut | void>>>;

// The same without a type for the JSON: each handler may give something else.
const mixed = handle(fetching, {
  INSUFFICIENT_FUNDS: () => {},
  DUPLICATED_EXTERNAL_REFERENCE: () => cashOut,
  RULE_VIOLATION: async () => 1,
  PIX_KEY_NOT_FOUND: (error) => {
    throw new Error(error.userMessage);
  },
  retry: () => null,
});
export type Mixed = Expect<Equal<typeof mixed, Promise<unknown>>>;

const two = handle<CashOut, 'asked'>(fetching, { escalate: () => 'asked' });
export type Two = Expect<Equal<typeof two, Promise<CashOut | 'asked'>>>;

const withOptions = handle<CashOut>(fetching, undefined, { method: 'POST', api: 'connectpsp' });
export type WithOptions = Expect<Assignable<CashOut, Awaited<typeof withOptions>>>;

// What a handler is given.
handle(fetching, {
  INVALID_AMOUNT: (error) => {
    error.code satisfies 'INVALID_AMOUNT';
    error satisfies PspError;
  },
  '4001': (error) => {
    error.code satisfies '4001';
    for (const { field, message } of error.fields) console.log(field, message);
  },
  'add-funds': (error) => error.attempts satisfies number,
  retry: (error) => error.retryAfterMs satisfies number | null,
  redirect: ({ location, status }, error) => {
    location satisfies string | null;
    status satisfies number;
    error satisfies PspError;
  },
  default: (error) => console.error(error),
});
const handlers: Handlers<string> = { escalate: async () => 'x', 'user-fix': () => 'y' };
handle<CashOut, string>(fetching, handlers) satisfies Promise<CashOut | string>;
export type Redirects = Expect<
  Equal<Redirect, { readonly location: string | null; readonly status: number }>
>;

// What it does not take.
// @ts-expect-error: the code is misspelt
handle(fetching, { INSUFICIENT_FUNDS: () => {} });
// @ts-expect-error: the action is misspelt
handle(fetching, { reauth: () => {} });
// @ts-expect-error: a handler is a function
handle(fetching, { NOT_FOUND: 'nothing' });
// @ts-expect-error: and not null
handle(fetching, { NOT_FOUND: null });
// @ts-expect-error: this handler gives a number where a CashOut is wanted
handle<CashOut>(fetching, { NOT_FOUND: () => 1 });
// @ts-expect-error: this one wants the error of another code
handle(fetching, { NOT_FOUND: (error: PspError & { code: 'TOKEN_EXPIRED' }) => error });
// @ts-expect-error: the handlers are an object
handle(fetching, () => {});
// @ts-expect-error: a response or a promise of one
handle('https://example.com/');
// @ts-expect-error: axios' response is none
handle(Promise.resolve({ status: 200, data: {} }));

// isPspError narrows what was caught.
try {
  await bare;
} catch (caught) {
  caught satisfies unknown;
  if (isPspError(caught)) {
    caught satisfies PspError;
    caught.code satisfies string;
    caught.response satisfies Response | null;
  }
  if (isPspError(caught, 'TOKEN_EXPIRED')) {
    caught.code satisfies 'TOKEN_EXPIRED';
    caught.userMessage satisfies string;
  }
  if (isPspError(caught, 'user-fix')) caught.action satisfies 'user-fix';
  if (isPspError(caught, 'A_CODE_OF_TOMORROW')) caught.code satisfies string;
}
declare const word: string;
declare const something: unknown;
if (isPspError(something, word)) something satisfies PspError;
declare const knownCode: KnownCode;
if (isPspError(something, knownCode)) something.code satisfies KnownCode;
// @ts-expect-error: a code is a string
isPspError(something, 4001);

// A PspError has all that a decoded error has, and is made of one.
export type AllOfIt = Expect<Assignable<keyof DecodedError, keyof PspError>>;
const error = new PspError(decode({ status: 500 }), {
  attempts: 2,
  gaveUp: 'attempts',
  response,
  cause: 1,
});
error satisfies Error;
// @ts-expect-error: there is no such reason to give up
new PspError(decode({ status: 500 }), { gaveUp: 'tired' });
// @ts-expect-error: nothing of it is written to
error.code = 'NOT_FOUND';

export function onAction({ action }: PspError): string {
  switch (action) {
    case 'retry':
    case 're-auth':
    case 'user-fix':
    case 'escalate':
      return action;
    default:
      return action satisfies never;
  }
}

// Languages and own texts.
const own: Messages = {
  locale: 'pt-BR',
  codes: { NOT_FOUND: 'Sumiu.' },
  statuses: { refused: 'Não.' },
};
handle(fetching, {}, { locale: 'pt', locales: [own, ptBR] });
decode({}, { locales: [ptBR] as const });
// @ts-expect-error: no such code
({ locale: 'pt', codes: { NO_SUCH_CODE: '' } }) satisfies Messages;
// @ts-expect-error: a tag, not a list of them
decode({}, { locale: ['pt'] });
// @ts-expect-error: a list
decode({}, { locales: ptBR });
