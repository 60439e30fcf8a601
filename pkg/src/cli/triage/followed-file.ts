import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { Mistake } from '../mistake.js';
import { say } from '../output.js';
import { nameOfSystemError } from '../system-errors.js';
import { magicLength, packingOf } from './decompress.js';
import type { RunningCount } from './running-count.js';

const bufferLength = 1024 * 1024;

/** A file by its name: whichever stands there, as with `tail -F`. */
export class FollowedFile {
  readonly #path: string;
  readonly #count: RunningCount;
  #open: { readonly descriptor: number; position: number } | undefined;
  #isMissing = false;

  constructor(path: string, count: RunningCount) {
    this.#path = path;
    this.#count = count;
  }

  /** Counts what was added since it looked last. */
  async look(): Promise<void> {
    const now = this.#stats();
    if (this.#open) {
      await this.#readOn(this.#open);
      const { size, ino, dev } = fstatSync(this.#open.descriptor);
      if (now && (now.ino !== ino || now.dev !== dev)) {
        // Rotated: what had been written to the old one is read by now.
        await this.#count.end();
        this.#count.restart();
        closeSync(this.#open.descriptor);
        this.#open = undefined;
      } else if (size < this.#open.position) {
        say(`${this.#path}: was truncated, reading it from its beginning`);
        this.#count.restart();
        this.#open.position = 0;
        await this.#readOn(this.#open);
      }
    }
    if (!this.#open && now) {
      this.#open = this.#opened();
      if (this.#open) await this.#readOn(this.#open);
    }
  }

  #stats(): Stats | undefined {
    let stats: Stats;
    try {
      stats = statSync(this.#path);
    } catch (error) {
      this.#sayMissing(error);
      return undefined;
    }
    if (!stats.isFile()) throw new Mistake(`${this.#path}: --follow reads files, and this is none`);
    return stats;
  }

  #opened() {
    try {
      const descriptor = openSync(this.#path, 'r');
      this.#isMissing = false;
      const magic = Buffer.alloc(magicLength);
      const length = readSync(descriptor, magic, 0, magicLength, 0);
      if (packingOf(magic.subarray(0, length)) !== 'plain') {
        throw new Mistake(`${this.#path}: --follow reads plain files, and this is compressed`);
      }
      return { descriptor, position: 0 };
    } catch (error) {
      if (error instanceof Mistake) throw error;
      this.#sayMissing(error);
      return undefined;
    }
  }

  /** Once: the file may come back. */
  #sayMissing(error: unknown): void {
    if (!this.#isMissing) say(`${this.#path}: ${nameOfSystemError(error)}; waiting for it`);
    this.#isMissing = true;
  }

  async #readOn(open: { readonly descriptor: number; position: number }): Promise<void> {
    const buffer = Buffer.allocUnsafe(bufferLength);
    for (;;) {
      const length = readSync(open.descriptor, buffer, 0, bufferLength, open.position);
      if (length === 0) return;
      open.position += length;
      await this.#count.push(buffer.subarray(0, length));
    }
  }
}
