// What there is to read, and in which parts.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { nameOfSystemError } from '../system-errors.js';
import { magicLength, packingOf } from './decompress.js';

/** Part of an input, for one thread to read. */
export type Part =
  | { readonly kind: 'range'; readonly path: string; readonly start: number; readonly end: number }
  | { readonly kind: 'stream'; readonly path: string };

/** An input that can be opened; `path` is null for standard input. */
export interface Input {
  readonly name: string;
  readonly path: string | null;
  /** 0 where it cannot be told: of a pipe. */
  readonly bytes: number;
  readonly parts: readonly Part[];
}

/** Small enough that threads end at about the same time, large enough that nobody waits for parts. */
const usualRange = 32 * 1024 * 1024;
/** A thread's beginning costs as much as so many bytes do. */
const smallestRange = 4 * 1024 * 1024;

/** Looks at a file. @returns a sentence if it cannot be read */
export function inputOf(path: string, threads: number): Input | string {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return 'is a folder, not a file';
    // A pipe is not opened to look at it: whoever writes to it would take that for its reader.
    if (!stats.isFile()) return { name: path, path, bytes: 0, parts: [{ kind: 'stream', path }] };
    const isPlain = packingOf(beginningOf(path)) === 'plain';
    const parts = isPlain
      ? rangesOf(path, stats.size, threads)
      : [{ kind: 'stream', path } as const];
    return { name: path, path, bytes: stats.size, parts };
  } catch (error) {
    return nameOfSystemError(error);
  }
}

function beginningOf(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(magicLength);
    return bytes.subarray(0, readSync(file, bytes, 0, magicLength, 0));
  } finally {
    closeSync(file);
  }
}

function rangesOf(path: string, size: number, threads: number): Part[] {
  const length = Math.min(usualRange, Math.max(smallestRange, Math.ceil(size / threads)));
  const count = Math.max(1, Math.ceil(size / length));
  return Array.from({ length: count }, (_, index) => ({
    kind: 'range',
    path,
    start: index * length,
    end: Math.min((index + 1) * length, size),
  }));
}
