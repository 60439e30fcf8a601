import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { exitCodes } from './exit-codes.js';
import { nameOfSystemError } from './system-errors.js';

/** A reader that goes away, such as `head`, ends the tool without a word; a full disk, with one. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // At once: whatever else would be written has nowhere to go.
      if (error.code === 'EPIPE') process.exit(exitCodes.brokenPipe);
      say(`cannot write: ${nameOfSystemError(error)}`);
      process.exit(exitCodes.mistake);
    });
  }
}

/** Writes, and waits while the reader is slower. */
export async function write(stream: Writable, data: string | Uint8Array): Promise<void> {
  if (!stream.write(data)) await once(stream, 'drain');
}

/** Writes to standard output. */
export function print(text: string): Promise<void> {
  return write(process.stdout, text);
}

/** Tells a person something; it is no part of the output. */
export function say(sentence: string): void {
  process.stderr.write(`psp-errors: ${sentence}\n`);
}
