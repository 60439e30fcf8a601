/**
 * Error rates of one process, over sliding windows, with thresholds that ring.
 *
 * @packageDocumentation
 */

import { nameOf } from '../check.js';
import { tell } from '../fetch/tell.js';
import { actions, apis } from '../words.js';
import type { CallResult } from './call-result.js';
import { CodeNames } from './code-names.js';
import { checkMonitorOptions, type MonitorOptions } from './options.js';
import { keyOf, type Report, reportOn } from './report.js';
import { SlidingWindow } from './sliding-window.js';
import { ThresholdWatch } from './threshold.js';

export type { CallResult, CountedError } from './call-result.js';
export type { MonitorOptions } from './options.js';
export type { ErrorShare, Report } from './report.js';
export type { Crossing, Threshold } from './threshold.js';

/** Counts calls and errors. Its functions need no `this`. */
export interface Monitor {
  /**
   * Counts a call that has ended; made to be the `onEnd` of `createFetch`.
   *
   * @throws TypeError if that is not how a call ends.
   */
  record(this: void, result: CallResult): void;
  /**
   * The counts of one window: the shortest, or another of `windowsMs`.
   *
   * @throws TypeError for a window that there is none of.
   */
  report(this: void, windowMs?: number): Report;
  /** Looks at the thresholds without a call: calls that no longer come end no crossing. */
  check(this: void): void;
}

const WINDOWS_MS = [60_000, 300_000, 3_600_000];
const MAX_UNKNOWN_CODES = 50;
const FORGET_EVERY_MS = 1_000;

/**
 * Makes a monitor. It has no timer, holds a bounded amount of memory whatever codes arrive, and
 * sends nothing anywhere.
 *
 * @example
 * ```js
 * const monitor = createMonitor({
 *   thresholds: [{ action: 'escalate', rate: 0.05 }, { code: 'INSUFFICIENT_FUNDS', count: 1 }],
 *   onCross: ({ threshold, isAbove, errorRate }) => alert(threshold, isAbove, errorRate),
 * });
 * const connectpsp = createFetch({ api: 'connectpsp', onEnd: monitor.record });
 * ```
 * @throws TypeError for an option that there is none of, or that is of a wrong type.
 */
export function createMonitor(options: MonitorOptions = {}): Monitor {
  checkMonitorOptions(options);
  const { windowsMs = WINDOWS_MS, thresholds = [], onCross } = options;
  const names = new CodeNames(options.maxUnknownCodes ?? MAX_UNKNOWN_CODES);
  const windows = [...windowsMs]
    .sort((one, other) => one - other)
    .map((windowMs) => new SlidingWindow(windowMs));
  const watches = thresholds.map((threshold) => new ThresholdWatch(threshold));
  const clock = checked(options.now ?? (() => performance.now()));

  /** Names that the longest window has forgotten are free again. */
  const forget = (now: number) => {
    const totals = windows.at(-1)?.totals(now) ?? new Map<string, number>();
    const inUse = new Set([...totals.keys()].map((key) => key.split(' ')[1]));
    names.keep((name) => inUse.has(name));
  };
  const look = (now: number) => {
    for (const watch of watches) {
      const crossing = watch.look(now);
      if (crossing) tell(onCross, crossing);
    }
  };
  let nextForgetting = Number.NEGATIVE_INFINITY;

  return Object.freeze<Monitor>({
    record(result) {
      checkResult(result);
      const now = clock();
      const { api, error } = result;
      if (now >= nextForgetting) {
        forget(now);
        nextForgetting = now + FORGET_EVERY_MS;
      }
      const key = error === null ? keyOf(api) : keyOf(api, names.nameOf(error), error.action);
      for (const window of windows) window.add(key, now);
      for (const watch of watches) watch.add(result, now);
      look(now);
    },
    report(windowMs = windows[0]?.lengthMs) {
      const window = windows.find(({ lengthMs }) => lengthMs === windowMs);
      if (!window) {
        const known = windows.map(({ lengthMs }) => lengthMs).join(', ');
        throw new TypeError(`report() takes one of the windows: ${known} milliseconds`);
      }
      return reportOn(window.lengthMs, window.totals(clock()));
    },
    check: () => look(clock()),
  });
}

function checked(now: () => number): () => number {
  return () => {
    const time = now();
    if (typeof time === 'number' && Number.isFinite(time)) return time;
    throw new TypeError('createMonitor(): the option now must give a number of milliseconds');
  };
}

function checkResult(result: CallResult): void {
  if (typeof result !== 'object' || result === null || !('error' in result)) {
    throw new TypeError(`record() takes { api, error }, got ${nameOf(result)}`);
  }
  const { api, error } = result;
  if (api !== 'unknown' && !apis.includes(api)) {
    throw new TypeError(`record() takes an api of ${apis.join(', ')} or unknown`);
  }
  if (error === null) return;
  if (typeof error?.code !== 'string' || !actions.includes(error.action)) {
    throw new TypeError('record() takes as error null, or one with a code and an action');
  }
}
