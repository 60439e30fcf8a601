import { nameOf } from './check.js';
import { decodeBody } from './core.js';
import { readHeader } from './headers.js';
import { wrongMessages } from './messages.js';
import { isPspError, PspError } from './psp-error.js';
import { decodeResponse, isResponseLike, statusOf } from './response.js';
import type { DecodeOptions } from './types.js';
import { type Action, actions, type KnownCode, type Remedy, remedies } from './words.js';

/** Where a redirect points. */
export interface Redirect {
  /** The `Location` header; `null` if there is none, or if the browser hides it. */
  readonly location: string | null;
  /** The HTTP status; 300 where the browser hides which 3xx it was. */
  readonly status: number;
}

/** A handler's answer becomes the result of the call; nothing, or a promise, is fine too. */
type Answer<R> = R | PromiseLike<R>;

/**
 * What to do about an error: the first handler found under the error's `code`, then its `remedy`,
 * then its `action`, then `default` is called.
 */
export type Handlers<R> = {
  readonly [Code in KnownCode]?: (error: PspError & { readonly code: Code }) => Answer<R>;
} & {
  readonly [Word in Remedy | Action]?: (error: PspError) => Answer<R>;
} & {
  /** For a 3xx response. */
  readonly redirect?: (redirect: Redirect, error: PspError) => Answer<R>;
  /** For every error that no other handler took. */
  readonly default?: (error: PspError) => Answer<R>;
};

/**
 * The documented fetch handler, repaired: gives a response's JSON, or calls the handler for its
 * error.
 *
 * An ok response resolves to its JSON, to `null` if it has no body. Any other becomes a
 * {@link PspError} and goes to the first handler found; what that returns, or throws, is the
 * result. With no handler the `PspError` is thrown. A fetch that fails (network, timeout) becomes
 * one too, with status 0; one that was aborted stays the `AbortError` that it is.
 *
 * @example
 * ```js
 * const cashOut = await handle(fetch(url, init), {
 *   INSUFFICIENT_FUNDS: () => alertOperator(),
 *   DUPLICATED_EXTERNAL_REFERENCE: () => getCashOut(payload.externalReference),
 *   PIX_KEY_NOT_FOUND: (error) => { throw new UserError(error.userMessage); },
 * });
 * ```
 * @throws TypeError (as a rejection) if a handler is no function, the response is none, or an option
 * is of a wrong type.
 */
export function handle<T = unknown>(response: Response | PromiseLike<Response>): Promise<T>;
// biome-ignore lint/suspicious/noConfusingVoidType: a handler may return nothing, or a promise of nothing
export function handle<T = unknown, R = T | void>(
  response: Response | PromiseLike<Response>,
  handlers: Handlers<NoInfer<R>> | undefined,
  options?: DecodeOptions,
): Promise<T | R>;
export async function handle(
  response: Response | PromiseLike<Response>,
  handlers: Handlers<unknown> = {},
  options: DecodeOptions = {},
): Promise<unknown> {
  const wrong = whatIsWrongWith(handlers) ?? wrongMessages(options, 'handle()');
  let settled: Response;
  try {
    settled = await response;
  } catch (caught) {
    if (wrong) throw wrong;
    return dispatch(failureOf(caught, options), handlers);
  }
  if (wrong) throw wrong;
  if (!isResponseLike(settled)) {
    throw new TypeError(`handle() takes a Response or a promise of one, got ${nameOf(settled)}`);
  }
  if (!settled.ok) {
    return dispatch(
      new PspError(await decodeResponse(settled, options), { response: settled }),
      handlers,
    );
  }
  if (settled.bodyUsed) {
    throw new TypeError('handle() takes a Response whose body was not read before');
  }
  let text: string;
  try {
    text = await settled.text();
  } catch (caught) {
    return dispatch(failureOf(caught, options, settled), handlers);
  }
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    // An answer that nobody can read: what was asked for may well be done.
    return dispatch(unreadable(settled, text, options, cause), handlers);
  }
}

/** Says what is wrong with handlers, before any is needed. */
export function whatIsWrongWith(handlers: unknown, where = 'handle()'): TypeError | undefined {
  if (typeof handlers !== 'object' || handlers === null) {
    return new TypeError(`${where} takes an object of handlers, got ${nameOf(handlers)}`);
  }
  for (const [name, handler] of Object.entries(handlers)) {
    if (handler !== undefined && typeof handler !== 'function') {
      return new TypeError(`${where} takes functions: the handler ${name} is ${nameOf(handler)}`);
    }
  }
  return undefined;
}

/** Calls the handler for an error, or throws it. */
export function dispatch(error: PspError, handlers: Handlers<unknown>): unknown {
  const find = (name: string) =>
    Object.hasOwn(handlers, name)
      ? (handlers as Record<string, ((error: unknown, more?: unknown) => unknown) | undefined>)[
          name
        ]
      : undefined;
  const byCode = find(error.code);
  if (byCode && (error.known || !isWord(error.code))) return byCode(error);
  const redirect = find('redirect');
  if (redirect && error.remedy === 'follow-redirect') return redirect(redirectOf(error), error);
  const handler = find(error.remedy) ?? find(error.action) ?? find('default');
  if (handler) return handler(error);
  throw error;
}

/** A code that a server made up may look like a word of ours: it is none. */
function isWord(code: string): boolean {
  const words: readonly string[] = [...actions, ...remedies, 'redirect', 'default'];
  return words.includes(code);
}

function redirectOf({ response, status }: PspError): Redirect {
  const location = readHeader(response?.headers, 'location');
  return { location: typeof location === 'string' ? location : null, status: status ?? 300 };
}

/**
 * The error of a fetch that gave no (whole) response.
 *
 * The Fetch standard rejects with a TypeError if the network fails, and with the signal's reason
 * if aborted: `AbortSignal.timeout` makes that a TimeoutError. Anything else is not ours to judge.
 */
function failureOf(caught: unknown, options: DecodeOptions, response?: Response): PspError {
  if (isPspError(caught)) return caught;
  const timedOut = nameOfError(caught) === 'TimeoutError';
  if (!timedOut && !isNetworkError(caught)) throw caught;
  const url = options.url ?? response?.url;
  const { method, api } = options;
  const decoded = decodeBody(null, 0, method, url, api, undefined, timedOut, options);
  return new PspError(decoded, { cause: caught, response });
}

function unreadable(
  response: Response,
  text: string,
  options: DecodeOptions,
  cause: unknown,
): PspError {
  const url = response.url || options.url;
  const { method, api } = options;
  const status = statusOf(response);
  const decoded = decodeBody(text, status, method, url, api, undefined, false, options);
  return new PspError(decoded, { cause, response });
}

/** What runtimes say of a network that failed: Node, Chromium, Firefox, Safari, Deno, Bun. */
const networkMessages =
  /fetch failed|terminated|failed to fetch|network|load failed|error sending request|connection|socket|econn/i;

/**
 * A network error of the Fetch standard is a TypeError, but so is a call that was wrong in the first
 * place, and a bug in a caller's own wrapper: only the message tells them apart.
 */
export function isNetworkError(caught: unknown): boolean {
  const name = nameOfError(caught);
  if (name === undefined) return false;
  if (name === 'FetchError') return true; // node-fetch
  const { cause, code, message } = caught as { cause?: unknown; code?: unknown; message: unknown };
  // Bun rejects with an Error that has a code.
  if (name !== 'TypeError' && !(name === 'Error' && typeof code === 'string')) return false;
  const reason = (cause as { code?: unknown } | null | undefined)?.code ?? code;
  return networkMessages.test(`${message} ${reason}`) && reason !== 'ERR_INVALID_URL';
}

/** The `name` of something caught. */
export function nameOfError(caught: unknown): unknown {
  return typeof caught === 'object' && caught !== null ? (caught as Error).name : undefined;
}
