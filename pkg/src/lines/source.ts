// Where lines come from: bytes at hand, a stream of the web, a stream of Node, any async iterable.

import { nameOf } from '../check.js';

/** Bytes or text, as a whole or in chunks. */
export type LineChunk = Uint8Array | ArrayBuffer | string;

/** Newline-delimited JSON; borders of chunks may be anywhere. */
export type LineSource =
  | LineChunk
  | ReadableStream<LineChunk>
  | AsyncIterable<LineChunk>
  | Iterable<LineChunk>;

/** The chunks of a source as bytes. Checks it before the first is asked for. */
export function partsOf(
  source: LineSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const chunks = chunksOf(source);
  if (chunks === undefined) {
    throw new TypeError(
      `classifyLines() takes bytes, a string, or a stream or iterable of them, got ${nameOf(source)}`,
    );
  }
  return read(chunks, signal);
}

type Chunks = Pick<AsyncIterator<unknown> | Iterator<unknown>, 'next' | 'return'>;

function chunksOf(source: unknown): Chunks | undefined {
  if (typeof source === 'string' || bytesOf(source)) return [source][Symbol.iterator]();
  if (typeof source !== 'object' || source === null) return undefined;
  // Not every browser can iterate over its streams.
  if ('getReader' in source) return readerOf(source as ReadableStream<unknown>);
  if (Symbol.asyncIterator in source) {
    return (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  }
  return Symbol.iterator in source ? (source as Iterable<unknown>)[Symbol.iterator]() : undefined;
}

function readerOf(stream: ReadableStream<unknown>): Chunks {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

async function* read(chunks: Chunks, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let isDone = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await orAbort(chunks.next(), signal);
      if (done) {
        isDone = true;
        return;
      }
      const bytes = typeof value === 'string' ? encoder.encode(value) : bytesOf(value);
      if (bytes === undefined) {
        throw new TypeError(`classifyLines() takes chunks of bytes or text, got ${nameOf(value)}`);
      }
      yield bytes;
    }
  } finally {
    // Not awaited: a source that hangs would keep the caller from learning why it ended.
    if (!isDone) Promise.resolve(chunks.return?.()).catch(() => {});
  }
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  const isBuffer = Object.prototype.toString.call(value) === '[object ArrayBuffer]';
  return isBuffer ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/** What is awaited, or a rejection as soon as the signal aborts. */
function orAbort<T>(awaited: T | Promise<T>, signal: AbortSignal | undefined): T | Promise<T> {
  if (signal === undefined) return awaited;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    Promise.resolve(awaited)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
