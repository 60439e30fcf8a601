import type { LineSummary } from 'psp-errors/lines';
import type { Codes } from './codes.js';
import type { FileTally, Tally } from './tally.js';
import { judge, type Threshold, type ThresholdResult } from './threshold.js';
import { type ToDo, toDoOf } from './to-do.js';

/** All that triage tells; what `--json` prints. */
export interface Result extends Omit<LineSummary, 'badLines'> {
  /** The first thousand bad lines. */
  readonly badLines: readonly { readonly file: string; readonly line: number }[];
  /** The most urgent first. */
  readonly toDo: readonly ToDo[];
  readonly thresholds: readonly ThresholdResult[];
  readonly files: readonly FileResult[];
}

/** What became of one input. */
export interface FileResult {
  readonly file: string;
  readonly lines: number;
  readonly bad: number;
  /** Why it could not be read, or not to its end. */
  readonly problem: string | null;
}

const maxBadLines = 1000;

/** Puts the result together. */
export function resultOf(
  tally: Tally,
  files: readonly FileTally[],
  thresholds: readonly Threshold[],
  codes: Codes,
): Result {
  const counts = tally.summary;
  const badLines = files.flatMap(({ name, badLines }) =>
    badLines.map((line) => ({ file: name, line })),
  );
  return {
    ...counts,
    byCode: shown(counts.byCode, codes),
    badLines: badLines.slice(0, maxBadLines),
    toDo: toDoOf(counts.byCode, codes),
    thresholds: thresholds.map((threshold) => judge(threshold, counts)),
    files: files.map(({ name, lines, bad, problem }) => ({ file: name, lines, bad, problem })),
  };
}

/** Codes as they may be shown; two may look the same then. */
function shown(byCode: Readonly<Record<string, number>>, codes: Codes): Record<string, number> {
  const counts = new Map<string, number>();
  for (const [code, count] of Object.entries(byCode)) {
    const name = codes.shown(code);
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
