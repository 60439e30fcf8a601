import { type Check, checkOptions } from '../check.js';
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

/** A call that has ended, well or not. */
export interface EndEvent {
  /** The API that was called. */
  readonly api: Api;
  /** The request's method. */
  readonly method: string;
  /** The request's URL, query and all: ids in it can be somebody's. */
  readonly url: string;
  /** The HTTP status of the last answer; 0 if none came. */
  readonly status: number;
  /** What the call ended with; `null` if that was an ok response. */
  readonly error: PspError | null;
  /** How many requests were sent. */
  readonly attempts: number;
  /** How long the call took, with all its attempts and waits, in milliseconds. */
  readonly durationMs: number;
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
  /** Told of every call that ended with a response or a `PspError`: for counting and timing. */
  onEnd?: ((event: EndEvent) => void) | undefined;
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
  onEnd: aFunction,
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
  checkOptions(options, fetchOptions, where, '');
  if ((options as FetchOptions).api === undefined) {
    throw new TypeError(`${where} needs the option api: ${apiCheck[0]}`);
  }
  checkNested(options as FetchOptions, where);
}

/** The same for the options of one call. */
export function checkCallOptions(options: unknown): asserts options is CallOptions<unknown> {
  const where = 'init.psp';
  checkOptions(options, callOptions, where, '');
  checkNested(options as CallOptions, where);
}

function checkNested({ auth, retry, on }: CallOptions<never>, where: string): void {
  if (auth) checkOptions(auth, authOptions, where, 'auth.', false);
  if (retry) checkOptions(retry, retryOptions, where, 'retry.');
  const wrong = on && whatIsWrongWith(on, `${where}: the option on`);
  if (wrong) throw wrong;
}
