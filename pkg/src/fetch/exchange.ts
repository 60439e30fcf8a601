import { nameOf } from '../check.js';
import { decodeBody } from '../core.js';
import { isNetworkError, nameOfError } from '../handle.js';
import { readHeader } from '../headers.js';
import type { MessageOptions } from '../messages.js';
import { BODY_TIMEOUT_MS, isResponseLike, readAll, statusOf } from '../response.js';
import type { DecodedError } from '../types.js';
import type { Api } from '../words.js';
import type { Replayable } from './request.js';
import { Limit } from './waiting.js';

/** What one attempt ended with. */
export type Exchange =
  | { readonly ok: true; readonly response: Response }
  | {
      readonly ok: false;
      readonly error: DecodedError;
      readonly response: Response | undefined;
      readonly cause: unknown;
    };

/** What an attempt needs beside the request. */
export interface Sending {
  readonly api: Api;
  readonly messages: MessageOptions;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly headers: Headers;
  readonly timeoutMs: number;
  /** Counts a request that goes out. */
  readonly sent: () => void;
}

/** More redirects than this are a loop. */
const MAX_REDIRECTS = 10;
/** Headers that only the server they were meant for may see, in lower case. */
const credentialHeaders = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'applicationtoken',
  'digitalsignature',
  'x-secret-token',
  'x-idempotency-key',
];

/**
 * Sends a request once, follows its redirects, and reads the answer as far as it has to be judged.
 *
 * Rejects only with what is no failure of the exchange: the caller's abort, or an error that an
 * injected `fetch` throws and that the Fetch standard does not know.
 */
export async function exchange(request: Replayable, sending: Sending): Promise<Exchange> {
  const limit = new Limit(sending.timeoutMs, request.signal);
  let stillRead: ReadableStream | undefined;
  let response: Response | undefined;
  try {
    response = await follow(request, sending, limit);
    if (!response.ok) {
      const error = await judge(response, request, sending, limit);
      return { ok: false, error, response, cause: undefined };
    }
    const isWhole = await Promise.race([checkWhole(response), limit.over]);
    if (!isWhole) stillRead = response.body ?? undefined;
    return { ok: true, response };
  } catch (caught) {
    if (request.signal?.aborted) throw request.signal.reason;
    // Whatever a body breaks off with, the answer is lost; only `fetch` may throw what is no loss.
    if (!response && !isLoss(caught)) throw caught;
    return {
      ok: false,
      error: lost(caught, request, sending),
      response: undefined,
      cause: caught,
    };
  } finally {
    limit.end(stillRead);
  }
}

/**
 * Decodes an error answer. One whose body breaks off, or takes too long, is judged by its status:
 * what was refused was refused.
 */
async function judge(
  response: Response,
  { url, method, signal }: Replayable,
  { api, messages }: Sending,
  limit: Limit,
): Promise<DecodedError> {
  const reading = new Limit(BODY_TIMEOUT_MS, limit.signal);
  // An abort frees the connection by itself; to cancel a copy as well is, in Node, an unhandled
  // rejection of its own `fetch`.
  const until = reading.over.catch((reason) => {
    if (limit.signal.aborted) throw reason;
  });
  let bytes: Uint8Array | 'too-large' | null = null;
  try {
    bytes = await Promise.race([readAll(response.clone(), until), reading.over]);
  } catch {
    signal?.throwIfAborted();
  } finally {
    reading.end();
  }
  const body = bytes === 'too-large' ? null : bytes;
  const retryAfter = readHeader(response.headers, 'retry-after');
  const from = response.url || url;
  const status = statusOf(response);
  const error = decodeBody(body, status, method, from, api, retryAfter, false, messages);
  return bytes === 'too-large' ? { ...error, format: bytes } : error;
}

/** What a redirect changes of a request. */
interface Hop {
  url: string;
  headers: Headers;
}

async function follow(request: Replayable, sending: Sending, limit: Limit): Promise<Response> {
  const { url, method, body } = request;
  // Not called as a method: a browser's own `fetch` refuses any `this` but its window.
  const { fetch } = sending;
  let hop: Hop | undefined = { url, headers: sending.headers };
  let response: Response;
  let hops = 0;
  do {
    sending.sent();
    const init: RequestInit = {
      ...request.rest,
      method,
      headers: hop.headers,
      body,
      // Where a redirect is an error, too: by itself, `fetch` makes it look like a lost connection.
      redirect: 'manual',
      signal: limit.signal,
    };
    response = await inTime(fetch(hop.url, init), limit);
    if (!isResponseLike(response)) {
      throw new TypeError(`the option fetch must give a Response, got ${nameOf(response)}`);
    }
    hops += 1;
    const follows = request.redirect === 'follow' && hops <= MAX_REDIRECTS;
    hop = follows ? nextHop(response, hop, request) : undefined;
    if (hop) discard(response);
  } while (hop);
  return response;
}

/** The answer, if it comes in time. A `fetch` that does not heed its signal may give one later. */
async function inTime(answer: Promise<Response>, { over }: Limit): Promise<Response> {
  try {
    return await Promise.race([answer, over]);
  } catch (thrown) {
    Promise.resolve(answer).then(discard, () => {});
    throw thrown;
  }
}

/**
 * Where a redirect leads, as the Fetch standard says; nowhere, if money or secrets would go along,
 * or if what may move money would be dropped on the way.
 */
function nextHop(response: Response, from: Hop, request: Replayable): Hop | undefined {
  const location = readHeader(response.headers, 'location');
  if (![301, 302, 303, 307, 308].includes(response.status) || typeof location !== 'string') {
    return undefined;
  }
  const url = URL.canParse(location, from.url) ? new URL(location, from.url) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
  const { method, body, isReplayable } = request;
  const isRead = method === 'GET' || method === 'HEAD';
  const isElsewhere = url.origin !== new URL(from.url).origin;
  // It would become a GET, and even an ok says nothing then of what was to be done.
  const isDropped = response.status === 303 || (response.status < 303 && method === 'POST');
  // What may move money goes where the caller sent it, and nowhere else.
  if (!isRead && (isElsewhere || isDropped)) return undefined;
  if (body !== null && !isReplayable) return undefined;
  const headers = new Headers(from.headers);
  if (isElsewhere) for (const name of credentialHeaders) headers.delete(name);
  return { url: url.href, headers };
}

/**
 * Reads a copy of an ok answer in JSON, so that one which was cut off is found here, where the
 * request can be sent again, and not by the caller, who can only guess whether it was executed.
 *
 * Gives whether it came whole; one that was too long to be kept is still to be read.
 */
async function checkWhole(response: Response): Promise<boolean> {
  if (response.body === null) return true;
  const type = readHeader(response.headers, 'content-type');
  if (typeof type !== 'string' || !/^[^;]*[/+]json\s*(;|$)/i.test(type)) return false;
  if (response.bodyUsed || response.body?.locked || typeof response.clone !== 'function') {
    return false;
  }
  const bytes = await readAll(response.clone());
  if (bytes === 'too-large') return false;
  const text = new TextDecoder().decode(bytes);
  if (text.trim() !== '') JSON.parse(text);
  return true;
}

/** Whether `fetch` says that no answer came; an AbortError that is not the caller's says so, too. */
function isLoss(caught: unknown): boolean {
  const name = nameOfError(caught);
  return name === 'TimeoutError' || name === 'AbortError' || isNetworkError(caught);
}

/** An answer that did not come, or not whole. */
function lost(
  caught: unknown,
  { method, url }: Replayable,
  { api, messages }: Sending,
): DecodedError {
  const timedOut = nameOfError(caught) === 'TimeoutError';
  return decodeBody(null, 0, method, url, api, undefined, timedOut, messages);
}

/** Frees the connection of an answer that nobody will read. */
export function discard(response: Response | undefined): void {
  response?.body?.cancel?.().catch(() => {});
}
