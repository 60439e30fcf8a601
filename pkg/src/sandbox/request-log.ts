import type { Api } from './api.js';
import { isoTime } from './clock.js';

const KEPT_REQUESTS = 10_000;

/**
 * One request that the sandbox saw.
 *
 * @example
 * const keys = new Set(sandbox.state.requests.map(({ idempotencyKey }) => idempotencyKey)); // one for all attempts?
 */
export interface SeenRequest {
  /** Counts from 1; the oldest entries are dropped, their numbers are not reused. */
  readonly sequence: number;
  /** ISO 8601, by the sandbox's clock. */
  readonly at: string;
  readonly api: Api;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** The status that went out; null while it is under way and when no answer was given. */
  readonly status: number | null;
  /**
   * The status that the API itself came to; null when a fault kept the request from it. Where it differs from
   * `status`, a fault hid it: `apiStatus: 202, status: 500` is a payment that was made and not confirmed.
   */
  readonly apiStatus: number | null;
  /** The documented code that the API itself refused it with; null when it did not. */
  readonly apiCode: string | null;
  readonly idempotencyKey: string | null;
  readonly externalReference: string | null;
  /** Whether the answer was the first one under this idempotency key given again. */
  readonly replayed: boolean;
  /** The name of the fault that hit it. */
  readonly fault: string | null;
}

export type OpenRequest = { -readonly [Member in keyof SeenRequest]: SeenRequest[Member] };

/** What is known of a request when it arrives. */
export type Arrival = Pick<
  SeenRequest,
  'api' | 'method' | 'path' | 'idempotencyKey' | 'externalReference'
>;

/** The latest requests. */
export class RequestLog {
  readonly #entries: OpenRequest[] = [];
  #count = 0;

  get entries(): readonly SeenRequest[] {
    return this.#entries.map((entry) => Object.freeze({ ...entry }));
  }

  open(arrival: Arrival, now: number): OpenRequest {
    this.#count += 1;
    const entry = {
      sequence: this.#count,
      at: isoTime(now),
      ...arrival,
      status: null,
      apiStatus: null,
      apiCode: null,
      replayed: false,
      fault: null,
    };
    this.#entries.push(entry);
    if (this.#entries.length > KEPT_REQUESTS) this.#entries.shift();
    return entry;
  }
}
