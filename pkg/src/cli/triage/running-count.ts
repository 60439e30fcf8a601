import { classifyPart, type Known } from './part.js';
import type { FileTally, Tally } from './tally.js';
import { WholeLines } from './whole-lines.js';

/** Counts an input as it grows. */
export class RunningCount {
  readonly #tally: Tally;
  readonly #file: FileTally;
  readonly #known: Known;
  #lines = new WholeLines();
  #isBeginning = true;
  #place = 0;

  constructor(tally: Tally, file: FileTally, known: Known) {
    this.#tally = tally;
    this.#file = file;
    this.#known = known;
  }

  /** Counts the lines that end in a chunk, which may be overwritten after that. */
  push(chunk: Buffer): Promise<void> {
    return this.#count(this.#lines.of(chunk));
  }

  /** Counts the last line, if no newline has ended it. */
  async end(): Promise<void> {
    await this.#count(this.#lines.last());
  }

  /** Another file takes the place of this one: its lines are numbered from 1. */
  restart(): void {
    this.#lines = new WholeLines();
    this.#isBeginning = true;
    this.#file.restart();
  }

  async #count(chunks: readonly Uint8Array[]): Promise<void> {
    if (chunks.length === 0) return;
    const summary = await classifyPart(chunks, this.#isBeginning, this.#known);
    this.#isBeginning = false;
    this.#file.add(this.#place++, summary);
    this.#tally.add(summary);
  }
}
