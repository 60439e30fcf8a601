import type { LineOptions, LineSummary } from 'psp-errors/lines';

/** What holds for lines that do not tell it themselves. */
export type Known = Pick<LineOptions, 'status' | 'api' | 'method'>;

/** What was counted of part of an input. */
export interface PartCounts {
  readonly summary: LineSummary;
  /** What went wrong while it was read; what was read before is counted. */
  readonly problem: string | null;
}

const newline = Uint8Array.of(10);

/**
 * Classifies the lines of a part. A byte order mark counts as one only at the beginning of the whole:
 * other parts get an empty line in front, which is not counted.
 */
export async function classifyPart(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  isFirst: boolean,
  known: Known,
  onProgress?: (bytes: number) => void,
): Promise<LineSummary> {
  const { classifyLines } = await import('psp-errors/lines');
  const options = onProgress ? { ...known, onProgress } : known;
  if (isFirst) return classifyLines(chunks, options);
  const summary = await classifyLines(after(newline, chunks), options);
  const { lines, blank, badLines } = summary;
  return {
    ...summary,
    lines: lines - 1,
    blank: blank - 1,
    badLines: badLines.map((line) => line - 1),
  };
}

async function* after(
  first: Uint8Array,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* chunks;
}
