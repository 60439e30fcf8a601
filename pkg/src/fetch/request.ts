import { Limit } from './waiting.js';

/** A request that can be sent more than once, if its body allows. */
export interface Replayable {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  /** The same bytes for every attempt; a stream as it is, for one attempt. */
  readonly body: ArrayBuffer | ReadableStream | null;
  /** Whether the body is no stream. */
  readonly isReplayable: boolean;
  /** What the caller wants of redirects. */
  readonly redirect: RequestRedirect;
  /** Everything else that the caller's init says: credentials, cache, a dispatcher of undici's … */
  readonly rest: RequestInit;
  readonly signal: AbortSignal | null;
}

/** What a `Request` says beside its address, method, headers and body. */
const carriedOver = ['cache', 'credentials', 'integrity', 'keepalive', 'referrerPolicy'] as const;

/**
 * Takes what `fetch` takes.
 *
 * @throws TypeError as `fetch` does: for an address that is none, or a `Request` that was used; a
 * TimeoutError if a `Request`'s body takes longer than the deadline. Nothing is sent then.
 */
export async function replayable(
  input: string | URL | Request,
  init: RequestInit,
  deadlineMs: number,
): Promise<Replayable> {
  const { method: _method, headers: _headers, body, signal, redirect, ...rest } = init;
  const isStream = isStreaming(body);
  // Without the signal: a Request would go on listening to it until it is collected.
  const unsigned = { ...init, signal: null };
  const request = new Request(input, isStream ? { ...unsigned, body: null } : unsigned);
  const given: RequestInit = typeof input === 'object' && 'method' in input ? carry(request) : {};
  const callers = signal === undefined && input instanceof Request ? input.signal : signal;
  callers?.throwIfAborted();
  const bytes = isStream ? null : await readWhole(request, deadlineMs, callers ?? null);
  return {
    url: request.url,
    method: request.method,
    headers: request.headers,
    body: isStream ? (body as ReadableStream) : bytes?.byteLength ? bytes : null,
    isReplayable: !isStream,
    redirect: redirect ?? request.redirect,
    rest: { ...given, ...rest, ...(isStream ? { duplex: 'half' } : {}) },
    signal: callers ?? null,
  };
}

/** A `Request` may hold a stream, and that may never end. */
async function readWhole(
  request: Request,
  deadlineMs: number,
  signal: AbortSignal | null,
): Promise<ArrayBuffer> {
  const limit = new Limit(deadlineMs, signal);
  try {
    return await Promise.race([request.arrayBuffer(), limit.over]);
  } finally {
    limit.end();
  }
}

function isStreaming(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return body instanceof ReadableStream || Symbol.asyncIterator in body;
}

function carry(request: Request): RequestInit {
  return Object.fromEntries(carriedOver.map((name) => [name, request[name]]));
}
