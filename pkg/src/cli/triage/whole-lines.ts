import { MAX_BODY_BYTES } from '../../words.js';

/** Holds the beginning of a line back until its end has come. */
export class WholeLines {
  #started: Uint8Array[] = [];
  #length = 0;

  /** The lines that end in a chunk; empty if none does. */
  of(chunk: Buffer): Uint8Array[] {
    const end = chunk.lastIndexOf(10);
    const whole = end === -1 ? [] : [...this.last(), chunk.subarray(0, end + 1)];
    this.#keep(Buffer.from(chunk.subarray(end + 1)));
    return whole;
  }

  /** The last line, if no newline has ended it. */
  last(): Uint8Array[] {
    const started = this.#started;
    this.#started = [];
    this.#length = 0;
    return started;
  }

  /** Of a line that is too long to be read, no more is kept than tells that. */
  #keep(part: Uint8Array): void {
    if (part.length === 0 || this.#length > MAX_BODY_BYTES) return;
    this.#started.push(part);
    this.#length += part.length;
  }
}
