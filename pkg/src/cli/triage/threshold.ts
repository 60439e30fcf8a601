import type { LineSummary } from 'psp-errors/lines';
import { type Action, actions } from '../../words.js';
import { closest } from '../arguments.js';
import { Mistake } from '../mistake.js';

type Counts = Omit<LineSummary, 'badLines'>;

/** A limit of `--fail-on`. */
export interface Threshold {
  /** As it was given. */
  readonly text: string;
  readonly isPercent: boolean;
  readonly count: (counts: Counts) => number;
  readonly whole: (counts: Counts) => number;
  readonly isAbove: (value: number) => boolean;
}

/** What became of a limit. */
export interface ThresholdResult {
  readonly threshold: string;
  readonly count: number;
  /** What the share is of. */
  readonly of: number;
  readonly crossed: boolean;
}

const takes = '--fail-on takes a name, > or >=, and a number or a share: escalate>1%, retry>100';

/** Reads a limit. @throws Mistake */
export function thresholdOf(text: string, documented: readonly string[]): Threshold {
  const [, name, sign, digits, percent] =
    /^\s*([^\s<>=]+)\s*(>=?)\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text) ?? [];
  if (name === undefined || digits === undefined) throw new Mistake(`${takes}; not ${text}.`);
  const limit = Number(digits);
  if (percent && limit > 100) throw new Mistake(`${takes}; no share is above ${limit} %.`);
  return {
    text,
    isPercent: percent === '%',
    count: countOf(name, documented),
    whole: ({ errors, ok, bad }) => errors + ok + (name === 'bad' ? bad : 0),
    isAbove: sign === '>=' ? (value) => value >= limit : (value) => value > limit,
  };
}

function countOf(name: string, documented: readonly string[]): Threshold['count'] {
  if (name === 'errors' || name === 'bad') return (counts) => counts[name];
  if ((actions as readonly string[]).includes(name)) {
    return ({ byAction }) => byAction[name as Action];
  }
  const marked = /^code:(.+)$/.exec(name)?.[1];
  const isCode =
    documented.includes(name) || /^(HTTP_\d{3}|NETWORK_ERROR|TIMEOUT|UNKNOWN)$/.test(name);
  if (marked === undefined && !isCode) {
    const names = [...actions, 'errors', 'bad', ...documented];
    // An alarm on a misspelt code would never ring.
    throw new Mistake(
      `--fail-on knows no ${name}${closest(name, names)} A code without documentation is written code:${name}.`,
    );
  }
  const code = marked ?? name;
  return ({ byCode }) => (Object.hasOwn(byCode, code) ? (byCode[code] ?? 0) : 0);
}

/** Judges a limit. */
export function judge(threshold: Threshold, counts: Counts): ThresholdResult {
  const count = threshold.count(counts);
  const whole = threshold.whole(counts);
  const value = threshold.isPercent ? (whole === 0 ? 0 : (count / whole) * 100) : count;
  return { threshold: threshold.text, count, of: whole, crossed: threshold.isAbove(value) };
}
