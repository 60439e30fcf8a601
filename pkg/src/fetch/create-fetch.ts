import { decodeBody, isRepeatable, outcomeAfterUnknown, plan, RetryBudget } from '../core.js';
import { dispatch } from '../handle.js';
import { PspError } from '../psp-error.js';
import type { DecodedError } from '../types.js';
import type { Api, GiveUp } from '../words.js';
import { discard, type Exchange, exchange } from './exchange.js';
import {
  type Auth,
  checkCallOptions,
  checkFetchOptions,
  type FetchOptions,
  type PspRequestInit,
} from './options.js';
import { type Replayable, replayable } from './request.js';
import { tell } from './tell.js';
import { Tokens } from './tokens.js';
import { Limit, wait } from './waiting.js';

const TIMEOUT_MS = 30_000;
const DEADLINE_MS = 60_000;

/** A `fetch` that handles the errors of one of the two APIs. */
export type PspFetch<R = never> = (
  input: string | URL | Request,
  init?: PspRequestInit<R>,
) => Promise<Response | R>;

/**
 * Makes a `fetch` that retries, renews tokens, and never pays twice.
 *
 * An ok response resolves, and so does what a handler of `on` returns. Everything else rejects with
 * a `PspError`; an abort rejects with the signal's reason. What may have been executed is sent
 * again only where the API promises that twice is once: by the method, by `X-Idempotency-Key`
 * (made once per call for ConnectPSP), or because you say `idempotent: true`.
 *
 * @example
 * ```js
 * const connectpsp = createFetch({ api: 'connectpsp', auth: { token, refresh, sign, applicationToken } });
 * const response = await connectpsp('https://api.connectpsp.com/cash-out', { method: 'POST', body });
 * ```
 * @throws TypeError for an option that there is none of, or that is of a wrong type; nothing is sent.
 */
export function createFetch<R = never>(options: FetchOptions<R>): PspFetch<R> {
  checkFetchOptions(options);
  const standing = { ...options };
  const shared: Shared = { budget: new RetryBudget(), tokens: new WeakMap() };
  return async (input, given) => {
    // `fetch` takes null for no init, too.
    const { psp, ...init } = given ?? {};
    if (psp !== undefined) checkCallOptions(psp);
    const settings = { ...standing, ...told(psp) } as FetchOptions<unknown>;
    const request = await replayable(input, init, settings.deadlineMs ?? DEADLINE_MS);
    try {
      return await new Call(request, settings, shared).run();
    } catch (caught) {
      // Handlers see what the call ends with, and nothing else: their own errors are theirs.
      if (caught instanceof PspError && settings.on) return dispatch(caught, settings.on) as R;
      throw caught;
    }
  };
}

/** What the calls of one `createFetch` have in common. */
interface Shared {
  readonly budget: RetryBudget;
  readonly tokens: WeakMap<Auth, Tokens>;
}

/** The token that an attempt goes out with, and its headers. */
interface Proof {
  readonly token: string | undefined;
  readonly headers: Headers;
}

/** Where each API looks for the token. */
const tokenHeaders = { connectpsp: 'Authorization', connxt: 'X-SECRET-TOKEN' } as const;

type Failure = Extract<Exchange, { ok: false }>;

/** One call: its attempts, waits and renewals. */
class Call {
  readonly #request: Replayable;
  readonly #settings: FetchOptions<unknown>;
  readonly #shared: Shared;
  readonly #tokens: Tokens | undefined;
  readonly #hasIdempotencyKey: boolean;
  readonly #begun = performance.now();
  #attempts = 0;
  #requests = 0;
  #lastCost = 0;
  #sentAt = 0;
  #wasUnknown = false;
  #wasRenewed = false;

  constructor(request: Replayable, settings: FetchOptions<unknown>, shared: Shared) {
    this.#request = request;
    this.#settings = settings;
    this.#shared = shared;
    this.#tokens = tokensOf(settings.auth, shared);
    this.#hasIdempotencyKey = ensureIdempotencyKey(request, settings.api);
  }

  async run(): Promise<Response> {
    let failure: Failure | undefined;
    for (;;) {
      this.#attempts += 1;
      const { token, headers } = await this.#prove(failure);
      discard(failure?.response);
      const result = await this.#send(headers, failure);
      if (result.ok) {
        this.#shared.budget.succeed(this.#lastCost);
        this.#end(result.response.status, null);
        return result.response;
      }
      failure = this.#judgeAgain(result);
      const isRenewed = isRefusal(failure.error) && (await this.#renew(failure, token));
      if (!isRenewed) await this.#waitForRetry(failure);
    }
  }

  get #elapsedMs(): number {
    return performance.now() - this.#begun;
  }

  get #remainingMs(): number {
    return Math.max(1, (this.#settings.deadlineMs ?? DEADLINE_MS) - this.#elapsedMs);
  }

  /** How long the next step may take. */
  get #stepMs(): number {
    return Math.min(this.#settings.timeoutMs ?? TIMEOUT_MS, this.#remainingMs);
  }

  /**
   * Asks the caller's hooks for what proves who is calling. One that fails after an attempt must
   * not hide what that attempt ended with: money may have moved.
   */
  async #prove(failure: Failure | undefined): Promise<Proof> {
    const { signal, method, url } = this.#request;
    const limit = new Limit(this.#stepMs, signal);
    const asking = async () => {
      this.#sentAt = performance.now();
      const token = await this.#tokens?.current();
      return { token, headers: await this.#headersWith(token) };
    };
    try {
      return await Promise.race([asking(), limit.over]);
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      if (failure) throw this.#giveUp({ ...failure, cause }, 'reauth-failed');
      if (!limit.signal.aborted) throw cause;
      const settings = this.#settings;
      const late = decodeBody(null, 0, method, url, settings.api, undefined, true, settings);
      const error: DecodedError = { ...late, outcome: 'not-executed' };
      throw this.#giveUp({ ok: false, error, response: undefined, cause }, 'reauth-failed');
    } finally {
      limit.end();
    }
  }

  /** An injected `fetch` that throws after an attempt must not hide how that ended either. */
  async #send(headers: Headers, failure: Failure | undefined): Promise<Exchange> {
    const { signal } = this.#request;
    signal?.throwIfAborted();
    try {
      return await exchange(this.#request, {
        api: this.#settings.api,
        messages: this.#settings,
        headers,
        // Looked up now: tests and tracing libraries replace the global one.
        fetch: this.#settings.fetch ?? ((url, init) => fetch(url, init)),
        timeoutMs: this.#stepMs,
        sent: () => {
          this.#requests += 1;
        },
      });
    } catch (cause) {
      if (!failure || signal?.aborted) throw cause;
      throw this.#giveUp({ ...failure, cause }, 'not-retryable');
    }
  }

  /** The request's headers, and those that prove who is calling where it has none of its own. */
  async #headersWith(token: string | undefined): Promise<Headers> {
    const { api, auth } = this.#settings;
    const { url, method } = this.#request;
    const headers = new Headers(this.#request.headers);
    const add = (name: string, value: string | undefined) => {
      if (!value || headers.has(name)) return;
      try {
        headers.set(name, value);
      } catch {
        // What the platform throws shows the value.
        throw new TypeError(`auth gave a value for ${name} that no header can hold`);
      }
    };
    if (token !== undefined) {
      add(tokenHeaders[api], api === 'connxt' ? token : `Bearer ${token}`);
    }
    if (api === 'connectpsp') {
      add('ApplicationToken', auth?.applicationToken);
      const isSigned = auth?.sign && token !== undefined && !/^(GET|HEAD)$/.test(method);
      if (isSigned) {
        const { body, isReplayable } = this.#request;
        const init = { method, headers, body: isReplayable ? body : null };
        add('DigitalSignature', await auth.sign?.(token, new Request(url, init)));
      }
    }
    return headers;
  }

  /** What earlier attempts of this call have to say about the last one. */
  #judgeAgain(failure: Failure): Failure {
    let { error } = failure;
    if (this.#wasUnknown) error = { ...error, outcome: outcomeAfterUnknown(error) };
    if (error.outcome === 'unknown') this.#wasUnknown = true;
    const isUnknownCode = !error.known && failure.response && error.code !== `HTTP_${error.status}`;
    if (isUnknownCode) tell(this.#settings.onUnknownCode, error);
    return { ...failure, error };
  }

  /** Renews what was refused, once per call and outside the attempts; false if there is no way. */
  async #renew(failure: Failure, token: string | undefined): Promise<boolean> {
    const { error } = failure;
    const { api, auth, retry } = this.#settings;
    const isOurs = (name: string) => !this.#request.headers.has(name);
    const canRenew =
      error.remedy === 'refresh-token'
        ? this.#tokens?.canRefresh && isOurs(tokenHeaders[api])
        : auth?.sign !== undefined && isOurs('DigitalSignature');
    if (retry === false || !canRenew || token === undefined) return false;
    if (this.#wasRenewed) throw this.#giveUp(failure, 'reauth-failed');
    if (!this.#request.isReplayable) throw this.#giveUp(failure, 'body-not-replayable');
    this.#wasRenewed = true;
    if (error.remedy === 'refresh-token') await this.#refresh(failure, token);
    tell(this.#settings.onRetry, { error, attempt: this.#attempts, delayMs: 0 });
    this.#attempts -= 1;
    return true;
  }

  async #refresh(failure: Failure, token: string): Promise<void> {
    const { timeoutMs = TIMEOUT_MS } = this.#settings;
    const limit = new Limit(this.#stepMs, this.#request.signal);
    try {
      await this.#tokens?.renew(token, this.#sentAt, timeoutMs, limit.over);
    } catch (cause) {
      if (this.#request.signal?.aborted) throw this.#request.signal.reason;
      throw this.#giveUp({ ...failure, cause }, 'reauth-failed');
    } finally {
      limit.end();
    }
  }

  async #waitForRetry(failure: Failure): Promise<void> {
    const { error } = failure;
    const { api, idempotent, deadlineMs = DEADLINE_MS } = this.#settings;
    const retry = this.#settings.retry === false ? { attempts: 1 } : this.#settings.retry;
    const { method, isReplayable, signal } = this.#request;
    const planned = plan(
      error,
      {
        number: this.#attempts,
        elapsedMs: this.#elapsedMs,
        idempotent: idempotent ?? isRepeatable(method, api, this.#hasIdempotencyKey),
        replayable: isReplayable,
        budget: retry?.budget === false ? undefined : this.#shared.budget.left,
      },
      { ...retry, deadlineMs },
    );
    if (!planned.retry) {
      if (planned.reason === 'not-retryable') throw this.#failed(failure, error, null);
      throw this.#giveUp(failure, planned.reason, planned.retryAfterMs);
    }
    if (retry?.budget !== false) {
      this.#lastCost = planned.cost;
      this.#shared.budget.left -= planned.cost;
    }
    tell(this.#settings.onRetry, { error, attempt: this.#attempts, delayMs: planned.delayMs });
    await wait(planned.delayMs, signal);
  }

  /** A retryable error that is not retried is for somebody to look at: whoever switches on the
   * action must not loop. */
  #giveUp(failure: Failure, reason: GiveUp, retryAfterMs = failure.error.retryAfterMs): PspError {
    const error = { ...failure.error, action: 'escalate' as const, retryAfterMs };
    const given = this.#failed(failure, error, reason);
    tell(this.#settings.onGiveUp, given);
    return given;
  }

  #failed({ response, cause }: Failure, error: DecodedError, gaveUp: GiveUp | null): PspError {
    const { method, url } = this.#request;
    const request = { method, url };
    const attempts = this.#requests;
    const failed = new PspError(error, { response, cause, gaveUp, attempts, request });
    tell(this.#settings.onError, failed);
    this.#end(error.status ?? 0, failed);
    return failed;
  }

  #end(status: number, error: PspError | null): void {
    const { api, onEnd } = this.#settings;
    const { method, url } = this.#request;
    const event = { api, method, url, status, error };
    tell(onEnd, { ...event, attempts: this.#requests, durationMs: this.#elapsedMs });
  }
}

/** An option that is undefined is one that nothing was said about. */
function told(options: object | undefined): object {
  return Object.fromEntries(
    Object.entries(options ?? {}).filter(([, value]) => value !== undefined),
  );
}

/** The API does not know who is calling, in a way that the software can mend. */
function isRefusal({ remedy }: DecodedError): boolean {
  return remedy === 'refresh-token' || remedy === 're-sign';
}

function tokensOf(auth: Auth | undefined, { tokens }: Shared): Tokens | undefined {
  if (!auth) return undefined;
  const known = tokens.get(auth) ?? new Tokens(auth);
  tokens.set(auth, known);
  return known;
}

/** ConnectPSP answers a key that it has seen with the first answer, and executes nothing. */
function ensureIdempotencyKey({ method, headers }: Replayable, api: Api): boolean {
  const name = 'X-Idempotency-Key';
  // An empty one is none: no server can tell two payments by it.
  if (api === 'connectpsp' && /^(POST|PATCH)$/.test(method) && !headers.get(name)) {
    headers.set(name, crypto.randomUUID());
  }
  return headers.has(name);
}
