import { nameOf } from './check.js';
import { decodeBody } from './core.js';
import { readHeader } from './headers.js';
import { wrongMessages } from './messages.js';
import type { DecodedError, DecodeOptions } from './types.js';
import { MAX_BODY_BYTES } from './words.js';

/** How long the body of an error response is waited for, in milliseconds. */
export const BODY_TIMEOUT_MS = 10_000;

/**
 * Decodes an error response of `fetch`.
 *
 * Reads a copy of the body, at most 1 MiB of it and for at most 10 seconds, so that you can still
 * read the response. It does not reject: a body that cannot be read leaves the status to decide.
 *
 * @example
 * ```js
 * const response = await fetch(url);
 * if (!response.ok) {
 *   const error = await decodeResponse(response);
 *   if (error.action === 'user-fix') show(error.userMessage, error.fields);
 * }
 * ```
 * @throws TypeError (as a rejection) if `response` is no `Response`, or `locale` or `locales` is of a
 * wrong type.
 */
export async function decodeResponse(
  response: Response,
  options: DecodeOptions = {},
): Promise<DecodedError> {
  if (!isResponseLike(response)) {
    throw new TypeError(`decodeResponse() takes a Response, got ${nameOf(response)}`);
  }
  const wrong = wrongMessages(options, 'decodeResponse()');
  if (wrong) throw wrong;
  return decodeBody(
    await readBody(response),
    statusOf(response),
    options.method,
    response.url || options.url,
    options.api,
    readHeader(response.headers, 'retry-after'),
    false,
    options,
  );
}

/** By its members, since it may come from another realm, from node-fetch or from a mock. */
export function isResponseLike(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers, text } = value as Partial<Response>;
  return typeof status === 'number' && typeof headers === 'object' && typeof text === 'function';
}

/**
 * A redirect that `fetch` was told not to follow has status 0 in browsers. It is no lost response:
 * of its status only the class is known, which RFC 9110, section 15 lets one read as x00.
 */
export function statusOf(response: Response): number {
  return response.type === 'opaqueredirect' ? 300 : response.status;
}

/** The body's bytes, or its text where there is no stream; `null` if it cannot be read. */
async function readBody(response: Response): Promise<Uint8Array | string | null> {
  try {
    const copy = response.clone();
    const stream = copy.body as ReadableStream<Uint8Array> | null | undefined;
    if (typeof stream?.getReader === 'function') return await readStream(stream.getReader());
    return stream === null ? null : await inTime(copy.text());
  } catch {
    // Read before, broken off, aborted: the status is still there.
    return null;
  }
}

/**
 * All the bytes of a body, unless they are too many. Rejects if it breaks off; once `until` has
 * resolved nothing more is read, so that a body that never ends holds no connection.
 */
export async function readAll(
  response: Response,
  until?: Promise<unknown>,
): Promise<Uint8Array | 'too-large'> {
  const stream = response.body as ReadableStream<Uint8Array> | null | undefined;
  if (typeof stream?.getReader !== 'function') {
    return stream === null ? new Uint8Array() : new TextEncoder().encode(await response.text());
  }
  const reader = stream.getReader();
  until?.then(
    () => letGo(reader),
    () => {},
  );
  const bytes = new Gathered();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.all;
    bytes.add(value);
    if (bytes.size > MAX_BODY_BYTES) {
      letGo(reader);
      return 'too-large';
    }
  }
}

async function readStream(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  const bytes = new Gathered();
  // One byte over the limit says that it is too large.
  const read = async () => {
    while (bytes.size <= MAX_BODY_BYTES) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes.add(value);
    }
  };
  try {
    await inTime(read());
    // Not cancelled: the caller's own abort cancels the original, and when both halves of a body are
    // cancelled after an abort, Node's `fetch` leaves a rejection unhandled, which ends the process.
    reader.releaseLock();
  } catch {
    // It broke off: what came until then is judged.
  }
  return bytes.all;
}

/** Not awaited: a copy's end waits for the original's. */
function letGo(reader: ReadableStreamDefaultReader<Uint8Array>): void {
  reader.cancel().catch(() => {});
}

async function inTime<T>(reading: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), BODY_TIMEOUT_MS);
  });
  try {
    return await Promise.race([reading, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Chunks in one piece. Kept apart, a million of one byte each would take hundreds of MB. */
class Gathered {
  size = 0;
  #room: Uint8Array = new Uint8Array(0);

  get all(): Uint8Array {
    return this.#room.subarray(0, this.size);
  }

  add(chunk: Uint8Array): void {
    const size = this.size + chunk.length;
    if (this.size === 0) this.#room = chunk;
    else {
      if (size > this.#room.length) {
        const larger = new Uint8Array(Math.max(size, 2 * this.#room.length));
        larger.set(this.all);
        this.#room = larger;
      }
      this.#room.set(chunk, this.size);
    }
    this.size = size;
  }
}
