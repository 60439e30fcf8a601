// gzip and zstd, told by their first bytes: whatever a file is called.

import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';

/** What an input is packed as. */
export type Packing = 'plain' | 'gzip' | 'zstd';

/** So many first bytes tell the packing. */
export const magicLength = 4;

/** What the first bytes of an input say it is packed as. */
export function packingOf(bytes: Uint8Array): Packing {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  const [a, b, c, d] = bytes;
  const isFrame = a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd;
  // What pzstd and others put before a frame: one that is to be skipped.
  const isSkippable = a !== undefined && a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18;
  return isFrame || isSkippable ? 'zstd' : 'plain';
}

/** The bytes of a stream, unpacked if they are packed. What comes before an error is given first. */
export async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  while (first.length < magicLength) {
    const { done, value } = await chunks.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  const rest = { [Symbol.asyncIterator]: () => chunks };
  switch (packingOf(first)) {
    case 'gzip':
      yield* unpackedGzip(after(first, rest));
      break;
    case 'zstd':
      yield* unpackedZstd(after(first, rest));
      break;
    default:
      if (first.length > 0) yield first;
      yield* rest;
  }
}

const outputLength = 128 * 1024;

/**
 * So much is handed over at once. All that comes of a piece is held, and it may be a thousand times
 * as long; with zstd, ten thousand times.
 */
const gzipPiece = 16 * 1024;
const zstdPiece = 512;

function* pieces(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function* unpackedGzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: outputLength });
  // An iterator over the stream would lose what was unpacked before an error.
  const output: Uint8Array[] = [];
  let failure: Error | undefined;
  stream.on('data', (chunk: Uint8Array) => output.push(chunk));
  stream.on('error', (error) => {
    failure = error;
  });
  const closed = once(stream, 'close').catch(() => {});
  const written = (piece: Uint8Array) =>
    new Promise<void>((resolve) => stream.write(piece, () => resolve()));
  try {
    for await (const chunk of chunks) {
      for (const piece of pieces(chunk, gzipPiece)) {
        await Promise.race([written(piece), closed]);
        yield* output.splice(0);
        if (failure) throw failure;
      }
    }
    stream.end();
    await closed;
    yield* output.splice(0);
    if (failure) throw failure;
  } finally {
    stream.destroy();
  }
}

/** Node has zstd since 22.15, but (24.21) it refuses what comes behind the first frame. */
async function* unpackedZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const output: Uint8Array[] = [];
  const stream = new Decompress((chunk) => output.push(chunk));
  for await (const chunk of chunks) {
    for (const piece of pieces(chunk, zstdPiece)) {
      yield* unpackedBy(() => stream.push(piece));
    }
  }
  yield* unpackedBy(() => stream.push(new Uint8Array(0), true));

  function* unpackedBy(push: () => void): Generator<Uint8Array> {
    try {
      push();
    } finally {
      yield* output.splice(0);
    }
  }
}

async function* after<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}
