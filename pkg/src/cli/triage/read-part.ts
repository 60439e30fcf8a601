import { closeSync, createReadStream, openSync } from 'node:fs';
import { nameOfSystemError } from '../system-errors.js';
import { unpacked } from './decompress.js';
import type { Part } from './inputs.js';
import { classifyPart, type Known, type PartCounts } from './part.js';
import { linesOfRange } from './range.js';

/** Told of bytes of the input, as they are on the disk. */
export type OnBytes = (bytes: number) => void;

/** Reads and classifies a part. */
export async function countPart(part: Part, known: Known, onBytes: OnBytes): Promise<PartCounts> {
  if (part.kind === 'stream') {
    return countStream(createReadStream(part.path, { highWaterMark: 128 * 1024 }), known, onBytes);
  }
  const file = openSync(part.path, 'r');
  try {
    const noted = noting(linesOfRange(file, part.start, part.end));
    let told = 0;
    const summary = await classifyPart(noted.chunks, part.start === 0, known, (bytes) => {
      onBytes(bytes - told);
      told = bytes;
    });
    return { summary, problem: noted.problem() };
  } finally {
    closeSync(file);
  }
}

/** Reads and classifies a stream, of which the beginning tells whether it is packed. */
export async function countStream(
  source: AsyncIterable<Uint8Array>,
  known: Known,
  onBytes: OnBytes,
): Promise<PartCounts> {
  const noted = noting(unpacked(telling(source, onBytes)));
  return { summary: await classifyPart(noted.chunks, true, known), problem: noted.problem() };
}

async function* telling(source: AsyncIterable<Uint8Array>, onBytes: OnBytes) {
  for await (const chunk of source) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** Ends at an error as at an end, and tells of it later: what was read before counts. */
function noting(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
  let problem: string | null = null;
  async function* noted(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      problem = nameOfSystemError(error);
    }
  }
  return { chunks: noted(), problem: () => problem };
}
