import { type Check, nameOf, wrongOption } from '../check.js';
import { type Handlers, whatIsWrongWith } from '../handle.js';
import { type MessageOptions, messageChecks } from '../messages.js';
import type { RetryPolicy } from '../plan-retry.js';
import type { PspError } from '../psp-error.js';
import type { DecodedError } from '../types.js';
import { type Api, apis } from '../words.js';

/**
 * How requests prove who is calling. ConnectPSP gets `Authorization: Bearer …` and
 * `ApplicationToken`, Connxt `X-SECRET-TOKEN`; a header that a request has already is left alone.
 */
export interface Auth {
  /** The token to send; called for every request, so keep it at hand. */
  token(): string | Promise<string>;
  /**
   * Fetches a new token in place of one that was refused. Called once for all calls that are
   * refused together; the answer replaces the old token even if `token()` goes on giving that.
   * Use the plain `fetch` in here.
   */
  refresh?(rejected: string): string | Promise<string>;
  /**
   * The `DigitalSignature` of a request that is no GET or HEAD; an empty one is not sent. On a
   * server: `(token) => digitalSignature(token, cryptoToken)`.
   */
  sign?(token: string, request: Request): string | Promise<string>;
  /** ConnectPSP's `ApplicationToken`. */
  applicationToken?: string | undefined;
}

/** How persistent the client is. */
export interface RetryOptions extends Omit<RetryPolicy, 'deadlineMs'> {
  /** `false` retries however many calls fail; by default a client that mostly fails stops retrying. */
  budget?: false | undefined;
}

/** A retry that is about to be waited for. */
export interface RetryEvent {
  /** What the last attempt ended with. */
  readonly error: DecodedError;
  /** How many attempts were made. */
  readonly attempt: number;
  /** How long is waited before the next one, in milliseconds; 0 after the credentials were renewed. */
  readonly delayMs: number;
}

/** What can be said for all calls, and again for one of them, in `init.psp`. */
export interface CallOptions<R = never> extends MessageOptions {
  /** How requests prove who is calling. */
  auth?: Auth | undefined;
  /** What sends a request. Default: the `fetch` of the platform. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** `false` sends exactly one request, whatever comes back. */
  retry?: false | RetryOptions | undefined;
  /** How long one attempt may take, in milliseconds. Default: 30 000. */
  timeoutMs?: number | undefined;
  /** How long all attempts and waits may take together, in milliseconds. Default: 60 000. */
  deadlineMs?: number | undefined;
  /** Whether a repeat is safe, where you know better than the method tells. */
  idempotent?: boolean | undefined;
  /** Handlers as in `handle`: what one returns is the result in place of a response. */
  on?: Handlers<R> | undefined;
  /** Told before each wait. */
  onRetry?: ((event: RetryEvent) => void) | undefined;
  /** Told when no further attempt is made though the error is one for a retry. */
  onGiveUp?: ((error: PspError) => void) | undefined;
  /** Told of every error that a call ends with. */
  onError?: ((error: PspError) => void) | undefined;
  /** Told of a code that the server sent and that is in no documentation. */
  onUnknownCode?: ((error: DecodedError) => void) | undefined;
}

/** The options of `createFetch`. */
export interface FetchOptions<R = never> extends CallOptions<R> {
  /** The API that is called. */
  api: Api;
}

/** What `fetch` takes, and options for this one call. */
export interface PspRequestInit<R = never> extends RequestInit {
  /** Options for this call alone; they replace those of `createFetch` one by one. */
  psp?: CallOptions<R> | undefined;
}

const isFunction = (value: unknown) => typeof value === 'function';
const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const isNumberFrom = (least: number) => (value: unknown) =>
  typeof value === 'number' && value >= least;
const aFunction: Check = ['a function', isFunction];
const milliseconds: Check = ['a number of milliseconds, 0 or more', isNumberFrom(0)];

const callOptions: Readonly<Record<string, Check>> = {
  auth: [
    'an object with a function token',
    (value) => isObject(value) && isFunction((value as Auth).token),
  ],
  fetch: aFunction,
  retry: ['false or an object', (value) => value === false || isObject(value)],
  timeoutMs: ['a number of milliseconds, 1 or more', isNumberFrom(1)],
  deadlineMs: ['a number of milliseconds, 1 or more', isNumberFrom(1)],
  idempotent: ['true or false', (value) => typeof value === 'boolean'],
  ...messageChecks,
  on: ['an object of handlers', isObject],
  onRetry: aFunction,
  onGiveUp: aFunction,
  onError: aFunction,
  onUnknownCode: aFunction,
};

const apiCheck: Check = [
  apis.map((api) => `'${api}'`).join(' or '),
  (value) => apis.includes(value as Api),
];
const fetchOptions: Readonly<Record<string, Check>> = {
  api: apiCheck,
  ...callOptions,
};

const authOptions: Readonly<Record<string, Check>> = {
  token: aFunction,
  refresh: aFunction,
  sign: aFunction,
  applicationToken: ['a string', (value) => typeof value === 'string'],
};

const retryOptions: Readonly<Record<string, Check>> = {
  attempts: ['a whole number, 1 or more', (value) => Number.isInteger(value) && Number(value) >= 1],
  baseMs: milliseconds,
  capMs: milliseconds,
  maxRetryAfterMs: milliseconds,
  budget: ['false, or nothing', (value) => value === false],
};

/** Throws a TypeError that names the option and what it takes; never its value, maybe a secret. */
export function checkFetchOptions(options: unknown): asserts options is FetchOptions<unknown> {
  const where = 'createFetch()';
  check(options, fetchOptions, where, '');
  if ((options as FetchOptions).api === undefined) {
    throw new TypeError(`${where} needs the option api: ${apiCheck[0]}`);
  }
  checkNested(options as FetchOptions, where);
}

/** The same for the options of one call. */
export function checkCallOptions(options: unknown): asserts options is CallOptions<unknown> {
  const where = 'init.psp';
  check(options, callOptions, where, '');
  checkNested(options as CallOptions, where);
}

function checkNested({ auth, retry, on }: CallOptions<never>, where: string): void {
  if (auth) check(auth, authOptions, where, 'auth.', false);
  if (retry) check(retry, retryOptions, where, 'retry.');
  const wrong = on && whatIsWrongWith(on, `${where}: the option on`);
  if (wrong) throw wrong;
}

/** `auth` may be an instance of a class of the caller's: there, further members are no mistake. */
function check(
  options: unknown,
  checks: Readonly<Record<string, Check>>,
  where: string,
  path: string,
  isClosed = true,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where} takes an object of options, got ${nameOf(options)}`);
  }
  if (isClosed) {
    for (const name of Object.keys(options)) {
      if (!Object.hasOwn(checks, name)) {
        const known = Object.keys(checks).join(', ');
        throw new TypeError(`${where} has no option ${path}${name}; it takes ${known}`);
      }
    }
  }
  const wrong = wrongOption(options, checks, where, path);
  if (wrong) throw wrong;
}
