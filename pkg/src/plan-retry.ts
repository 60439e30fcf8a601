import { nameOf } from './check.js';
import { plan } from './core.js';
import type { DecodedError } from './types.js';
import type { Api, GiveUp } from './words.js';

/** How persistent a caller is. */
export interface RetryPolicy {
  /** How many requests are sent at most, the first one among them. Default: 3. */
  attempts?: number | undefined;
  /** The bound of the first delay, in milliseconds; it doubles each time. Default: 500. */
  baseMs?: number | undefined;
  /** No delay is longer, in milliseconds. Default: 20 000. */
  capMs?: number | undefined;
  /** No wait is begun that ends later than this after the first request, in ms. Default: 60 000. */
  deadlineMs?: number | undefined;
  /** A `Retry-After` that asks for more is not waited for, in milliseconds. Default: 60 000. */
  maxRetryAfterMs?: number | undefined;
}

/** Where a call stands, if there is more to say than how many requests were sent. */
export interface Attempt {
  /** How many requests were sent, the failed one among them: 1 after the first. */
  number: number;
  /** Milliseconds since the first request was begun. Default: 0. */
  elapsedMs?: number | undefined;
  /** From 0 to below 1. Default: `Math.random()`. */
  random?: number | undefined;
  /** The request's method. Unknown, it counts as one that must not be repeated. */
  method?: string | undefined;
  /** The API that was called. */
  api?: Api | undefined;
  /** The request carried an `X-Idempotency-Key`. Default: false. */
  hasIdempotencyKey?: boolean | undefined;
  /** Whether a repeat is safe, where you know better than the method tells. */
  idempotent?: boolean | undefined;
  /** The body can be sent again: it is no stream. Default: true. */
  replayable?: boolean | undefined;
  /** The caller has aborted. Default: false. */
  aborted?: boolean | undefined;
  /** What is left in a retry budget. Default: as much as one likes. */
  budget?: number | undefined;
}

/** What to do after a failed attempt. */
export type RetryPlan =
  | {
      readonly retry: true;
      /** How long to wait before the next request, in milliseconds. */
      readonly delayMs: number;
      /** What the retry takes from a budget. */
      readonly cost: number;
    }
  | {
      readonly retry: false;
      /** Why not. */
      readonly reason: GiveUp;
      /** After so many milliseconds a new call has a chance, where that is known. */
      readonly retryAfterMs: number | null;
    };

/**
 * Plans what comes after a failed attempt: for axios, got, undici or a queue. It waits for nothing
 * and sends nothing.
 *
 * The delay is `random · min(capMs, baseMs · 2^i)`, and at least what `Retry-After` asks for. A
 * request that may have been executed is sent again only if a repeat is safe: by its method
 * (GET, HEAD, OPTIONS, PUT, DELETE), by an idempotency key that the API honours, or by `idempotent`.
 *
 * @example
 * ```js
 * const plan = planRetry(error, { number: attempt, method: 'GET', elapsedMs });
 * if (plan.retry) await setTimeout(plan.delayMs);
 * else throw new Error(`gave up: ${plan.reason}`);
 * ```
 * @param attempt how many requests were sent, the failed one among them; or more about the call
 * @throws TypeError if `error` is no decoded error, or a number is none.
 */
export function planRetry(
  error: Pick<DecodedError, 'action' | 'remedy' | 'outcome' | 'status' | 'retryAfterMs'>,
  attempt: number | Attempt,
  policy: RetryPolicy = {},
): RetryPlan {
  if (typeof error !== 'object' || error === null || typeof error.action !== 'string') {
    throw new TypeError(`planRetry() takes a decoded error or a PspError, got ${nameOf(error)}`);
  }
  const at: Attempt =
    typeof attempt === 'object' && attempt !== null ? attempt : { number: attempt };
  if (!(Number.isInteger(at.number) && at.number >= 1)) {
    throw new TypeError(
      'planRetry() takes how many requests were sent: a whole number of 1 or more',
    );
  }
  if (typeof policy !== 'object' || policy === null) {
    throw new TypeError(`planRetry() takes a policy, an object, got ${nameOf(policy)}`);
  }
  checkNumbers(at, ['elapsedMs', 'random', 'budget']);
  checkNumbers(policy, ['attempts', 'baseMs', 'capMs', 'deadlineMs', 'maxRetryAfterMs']);
  return plan(error, { ...at, number: Math.min(at.number, 0xffff_ffff) }, policy);
}

/** What is no number would count as one that was not said. */
function checkNumbers<T extends object>(given: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    const value: unknown = given[name];
    if (value === undefined || (typeof value === 'number' && !Number.isNaN(value))) continue;
    const got = Number.isNaN(value) ? 'NaN' : nameOf(value);
    throw new TypeError(`planRetry(): ${name} takes a number, got ${got}`);
  }
}
