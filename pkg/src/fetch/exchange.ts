import { decodeBody } from '../core.js';
import { isNetworkError, nameOfError } from '../handle.js';
import { readHeader } from '../headers.js';
import { decodeResponse, readAll } from '../response.js';
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
  let isStillRead = false;
  try {
    const response = await follow(request, sending, limit);
    if (!response.ok) {
      const about = { api: sending.api, method: request.method, url: request.url };
      const error = await Promise.race([decodeResponse(response, about), limit.over]);
      return { ok: false, error, response, cause: undefined };
    }
    isStillRead = await Promise.race([checkWhole(response), limit.over]);
    return { ok: true, response };
  } catch (caught) {
    if (request.signal?.aborted) throw request.signal.reason;
    return {
      ok: false,
      error: failure(caught, request, sending.api),
      response: undefined,
      cause: caught,
    };
  } finally {
    limit.end(isStillRead);
  }
}

/** The request as it goes out; a redirect changes it. */
interface Hop {
  url: string;
  method: string;
  headers: Headers;
  body: Replayable['body'];
}

async function follow(request: Replayable, sending: Sending, limit: Limit): Promise<Response> {
  const { url, method, body } = request;
  let hop: Hop | undefined = { url, method, headers: sending.headers, body };
  let response: Response;
  let hops = 0;
  do {
    sending.sent();
    const init: RequestInit = {
      ...request.rest,
      method: hop.method,
      headers: hop.headers,
      body: hop.body,
      redirect: request.redirect === 'error' ? 'error' : 'manual',
      signal: limit.signal,
    };
    response = await Promise.race([sending.fetch(hop.url, init), limit.over]);
    hop = request.redirect === 'follow' ? nextHop(response, hop, request) : undefined;
    hops += 1;
  } while (hop && hops <= MAX_REDIRECTS);
  return response;
}

/** Where a redirect leads, as the Fetch standard says; nowhere, if money or secrets would go along. */
function nextHop(response: Response, from: Hop, { isReplayable }: Replayable): Hop | undefined {
  const location = readHeader(response.headers, 'location');
  if (![301, 302, 303, 307, 308].includes(response.status) || typeof location !== 'string') {
    return undefined;
  }
  const url = URL.canParse(location, from.url) ? new URL(location, from.url) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const isRead = from.method === 'GET' || from.method === 'HEAD';
  const isElsewhere = url.origin !== new URL(from.url).origin;
  // What may move money goes where the caller sent it, and nowhere else.
  if (isElsewhere && !isRead) return undefined;
  const keepsMethod = response.status > 303 || isRead;
  if (keepsMethod && from.body !== null && !isReplayable) return undefined;
  const headers = new Headers(from.headers);
  if (isElsewhere) for (const name of credentialHeaders) headers.delete(name);
  if (!keepsMethod) headers.delete('content-type');
  return keepsMethod
    ? { ...from, url: url.href, headers }
    : { url: url.href, method: 'GET', headers, body: null };
}

/**
 * Reads a copy of an ok answer in JSON, so that one which was cut off is found here, where the
 * request can be sent again, and not by the caller, who can only guess whether it was executed.
 *
 * Gives whether the answer is still to be read from the network: it was too long to be kept.
 */
async function checkWhole(response: Response): Promise<boolean> {
  const type = readHeader(response.headers, 'content-type');
  if (typeof type !== 'string' || !/[/+]json\b/i.test(type) || response.bodyUsed) return true;
  const bytes = await readAll(response.clone());
  if (bytes === 'too-large') return true;
  const text = new TextDecoder().decode(bytes);
  if (text.trim() !== '') JSON.parse(text);
  return false;
}

/** An answer that did not come, or not whole. */
function failure(caught: unknown, request: Replayable, api: Api): DecodedError {
  const name = nameOfError(caught);
  const timedOut = name === 'TimeoutError';
  // A SyntaxError is of `checkWhole`; an AbortError that is not the caller's is a lost connection.
  const isLost =
    timedOut || name === 'SyntaxError' || name === 'AbortError' || isNetworkError(caught);
  if (!isLost) throw caught;
  return decodeBody(null, 0, request.method, request.url, api, undefined, timedOut);
}
