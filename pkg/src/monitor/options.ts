import { type Check, checkOptions, nameOf } from '../check.js';
import { actions, apis, outcomes } from '../words.js';
import type { Crossing, Threshold } from './threshold.js';

/** The options of `createMonitor`. */
export interface MonitorOptions {
  /** How far back `report` can look, in milliseconds. Default: 1 minute, 5 minutes, 1 hour. */
  readonly windowsMs?: readonly number[] | undefined;
  /** What is too much. */
  readonly thresholds?: readonly Threshold[] | undefined;
  /** Told once when a threshold is crossed, and once when the errors have fallen back from it. */
  readonly onCross?: ((crossing: Crossing) => void) | undefined;
  /** So many undocumented codes are counted by name, all further ones as `_OTHER`. Default: 50. */
  readonly maxUnknownCodes?: number | undefined;
  /** The time in milliseconds, from any zero. Default: `performance.now`, which never jumps. */
  readonly now?: (() => number) | undefined;
}

const WHERE = 'createMonitor()';
const MOST_WINDOWS = 10;
const MOST_THRESHOLDS = 100;
const SHORTEST_MS = 1_000;

const isWindow = (value: unknown) =>
  typeof value === 'number' && value >= SHORTEST_MS && Number.isFinite(value);
const isWholeFrom = (least: number) => (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= least;
const isFunction = (value: unknown) => typeof value === 'function';
const oneOf = (words: readonly string[]): Check => [
  words.map((word) => `'${word}'`).join(' or '),
  (value) => words.includes(value as string),
];
const milliseconds = `milliseconds, ${SHORTEST_MS} or more`;

const monitorOptions: Readonly<Record<keyof MonitorOptions, Check>> = {
  windowsMs: [
    `a list of 1 to ${MOST_WINDOWS} numbers of ${milliseconds}`,
    (value) => isList(value, MOST_WINDOWS) && value.length > 0 && value.every(isWindow),
  ],
  thresholds: [
    `a list of at most ${MOST_THRESHOLDS} thresholds`,
    (value) => isList(value, MOST_THRESHOLDS),
  ],
  onCross: ['a function', isFunction],
  maxUnknownCodes: ['a whole number, 0 or more', isWholeFrom(0)],
  now: ['a function', isFunction],
};

const thresholdOptions: Readonly<Record<keyof Threshold, Check>> = {
  api: oneOf(apis),
  code: ['a code', (value) => typeof value === 'string' && value !== ''],
  action: oneOf(actions),
  outcome: oneOf(outcomes),
  windowMs: [`a number of ${milliseconds}`, isWindow],
  rate: [
    'a share above 0, up to 1',
    (value) => typeof value === 'number' && value > 0 && value <= 1,
  ],
  count: ['a whole number, 1 or more', isWholeFrom(1)],
  recovery: ['a number, 0 or more', (value) => typeof value === 'number' && value >= 0],
  minCalls: ['a whole number, 1 or more', isWholeFrom(1)],
};

/** Throws a TypeError that names the option and what it takes. */
export function checkMonitorOptions(options: MonitorOptions): void {
  checkOptions(options, monitorOptions, WHERE, '');
  for (const [index, threshold] of (options.thresholds ?? []).entries()) {
    checkThreshold(threshold, `thresholds[${index}]`);
  }
}

function checkThreshold(threshold: Threshold, path: string): void {
  if (typeof threshold !== 'object' || threshold === null) {
    throw new TypeError(
      `${WHERE}: the option ${path} takes an object with a rate or a count, got ${nameOf(threshold)}`,
    );
  }
  checkOptions(threshold, thresholdOptions, WHERE, `${path}.`);
  const { rate, count, recovery = 0, minCalls } = threshold;
  if ((rate === undefined) === (count === undefined)) {
    throw new TypeError(`${WHERE}: the option ${path} takes either a rate or a count`);
  }
  if (recovery >= (rate ?? count ?? 1)) {
    const limit = rate === undefined ? 'count' : 'rate';
    throw new TypeError(`${WHERE}: the option ${path}.recovery takes less than the ${limit}`);
  }
  if (rate === undefined && minCalls !== undefined) {
    throw new TypeError(`${WHERE}: the option ${path}.minCalls goes with a rate, not with a count`);
  }
}

function isList(value: unknown, most: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= most;
}
