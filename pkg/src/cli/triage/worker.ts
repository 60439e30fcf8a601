// A thread: counts the parts that it is given, one after the other.

import { parentPort, workerData } from 'node:worker_threads';
import { nameOfSystemError } from '../system-errors.js';
import type { Part } from './inputs.js';
import type { Known, PartCounts } from './part.js';
import { countPart } from './read-part.js';

/** What a thread is told. */
export interface Order {
  readonly number: number;
  readonly part: Part;
}

/** What a thread tells. */
export type Answer =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | ({ readonly kind: 'counted'; readonly number: number } & PartCounts)
  | { readonly kind: 'failed'; readonly number: number; readonly problem: string };

/** Told of bytes so often that the bar moves, and no oftener. */
const bytesStep = 1024 * 1024;

/** The life of a thread. */
export async function work(): Promise<void> {
  const port = parentPort;
  if (!port) return;
  const known = workerData as Known;
  let untold = 0;
  const answer = (message: Answer) => port.postMessage(message);
  const onBytes = (bytes: number) => {
    untold += bytes;
    if (untold < bytesStep) return;
    answer({ kind: 'bytes', bytes: untold });
    untold = 0;
  };
  port.on('message', async ({ number, part }: Order) => {
    try {
      const counts = await countPart(part, known, onBytes);
      answer({ kind: 'bytes', bytes: untold });
      untold = 0;
      answer({ kind: 'counted', number, ...counts });
    } catch (error) {
      answer({ kind: 'failed', number, problem: nameOfSystemError(error) });
    }
  });
}
