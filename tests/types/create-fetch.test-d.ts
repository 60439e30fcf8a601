import {
  type Attempt,
  type Auth,
  type CallOptions,
  createFetch,
  type DecodedError,
  decode,
  digitalSignature,
  type EndEvent,
  type FetchOptions,
  type GiveUp,
  type PspError,
  type PspFetch,
  type PspRequestInit,
  planRetry,
  type RetryEvent,
  type RetryOptions,
  type RetryPlan,
  type RetryPolicy,
} from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import type { Assignable, Equal, Expect } from './expect.js';

declare const url: string;

// In the place of fetch.
const plain = createFetch({ api: 'connectpsp' });
export type Plain = Expect<Equal<typeof plain, PspFetch>>;
export type LikeFetch = Expect<
  Assignable<PspFetch, (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>>
>;
plain(url) satisfies Promise<Response>;
plain(new URL(url), { method: 'POST', body: '{}', signal: AbortSignal.timeout(1) });
plain(new Request(url));

// Every option.
const auth: Auth = {
  token: () => 'abc',
  refresh: async (rejected) => rejected satisfies string,
  sign: (token, request) => {
    request satisfies Request;
    return digitalSignature(token, 'key');
  },
  applicationToken: 'app',
};
const options: FetchOptions = {
  api: 'connxt',
  auth,
  fetch: (input, init) => {
    input satisfies string;
    init satisfies RequestInit;
    return fetch(input, init);
  },
  retry: { attempts: 5, baseMs: 1, capMs: 2, maxRetryAfterMs: 3, budget: false },
  timeoutMs: 1,
  deadlineMs: 2,
  idempotent: true,
  onRetry: ({ error, attempt, delayMs }) => {
    error satisfies DecodedError;
    attempt satisfies number;
    delayMs satisfies number;
  },
  onGiveUp: (error) => error satisfies PspError,
  onError: async (error) => error.gaveUp satisfies GiveUp | null,
  onEnd: (event) => {
    event satisfies EndEvent;
    event.error satisfies PspError | null;
    return event.durationMs satisfies number;
  },
  onUnknownCode: (error) => error satisfies DecodedError,
};
createFetch(options);
createFetch({ api: 'connxt', retry: false, fetch });
createFetch({ api: 'connectpsp', fetch: createSandbox().fetch });
export type AllButApi = Expect<Equal<keyof CallOptions, Exclude<keyof FetchOptions, 'api'>>>;
export type Event = Expect<
  Equal<
    RetryEvent,
    { readonly error: DecodedError; readonly attempt: number; readonly delayMs: number }
  >
>;

// What handlers return is a result, too.
const handled = createFetch({
  api: 'connectpsp',
  on: {
    INSUFFICIENT_FUNDS: (error) => {
      error.code satisfies 'INSUFFICIENT_FUNDS';
      return 'asked' as const;
    },
    'user-fix': async () => 'asked' as const,
    redirect: ({ location }) => {
      location satisfies string | null;
      return 'asked' as const;
    },
  },
});
export type Handled = Expect<Equal<Awaited<ReturnType<typeof handled>>, Response | 'asked'>>;

// The options of one call.
const init: PspRequestInit<'asked'> = {
  method: 'POST',
  psp: { retry: false, on: { default: () => 'asked' } },
};
handled(url, init) satisfies Promise<Response | 'asked'>;
plain(url, { psp: { retry: { attempts: 1 }, idempotent: undefined } });

// What it does not take.
// @ts-expect-error: the API must be said
createFetch({});
// @ts-expect-error: there are two
createFetch({ api: 'unknown' });
// @ts-expect-error: a misspelt option
createFetch({ api: 'connxt', timeout: 1 });
// @ts-expect-error: nobody knows how to retry by true
createFetch({ api: 'connxt', retry: true });
// @ts-expect-error: the deadline is an option of the call, not of its retries
createFetch({ api: 'connxt', retry: { deadlineMs: 1 } });
// @ts-expect-error: a budget can only be turned off
createFetch({ api: 'connxt', retry: { budget: 100 } });
// @ts-expect-error: auth without a token
createFetch({ api: 'connxt', auth: { refresh: () => 'abc' } });
// @ts-expect-error: a token is a string
createFetch({ api: 'connxt', auth: { token: () => undefined } });
// @ts-expect-error: a misspelt code
createFetch({ api: 'connxt', on: { INSUFICIENT_FUNDS: () => 1 } });
// @ts-expect-error: the API is that of the client
plain(url, { psp: { api: 'connxt' } });
// @ts-expect-error: both are needed
digitalSignature('abc');

// A plan narrows on retry.
declare const error: DecodedError & PspError;
const plan = planRetry(error, 1);
export type Plan = Expect<Equal<typeof plan, RetryPlan>>;
if (plan.retry) {
  plan.delayMs satisfies number;
  plan.cost satisfies number;
  // @ts-expect-error: no reason against it
  plan.reason;
} else {
  plan.reason satisfies GiveUp;
  plan.retryAfterMs satisfies number | null;
  // @ts-expect-error: nothing is waited for
  plan.delayMs;
}
const attempt: Attempt = {
  number: 2,
  elapsedMs: 1,
  random: 0.5,
  method: 'POST',
  api: 'connectpsp',
  hasIdempotencyKey: true,
  idempotent: false,
  replayable: true,
  aborted: false,
  budget: 500,
};
const policy: RetryPolicy = { attempts: 1, baseMs: 1, capMs: 1, deadlineMs: 1, maxRetryAfterMs: 1 };
planRetry(decode({ status: 503 }), attempt, policy);
planRetry(
  { action: 'retry', remedy: 'resend', outcome: 'unknown', status: 0, retryAfterMs: null },
  1,
);
export type RetryIsPolicy = Expect<Assignable<RetryOptions, Omit<RetryPolicy, 'deadlineMs'>>>;
// @ts-expect-error: how many requests were sent must be said
planRetry(error);
// @ts-expect-error: and in what follows, too
planRetry(error, { method: 'GET' });
// @ts-expect-error: an Error is no decoded error
planRetry(new Error('x'), 1);
