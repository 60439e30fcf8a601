import type { UnknownCode } from '../types.js';
import type { Action, Api, KnownCode, Outcome } from '../words.js';
import type { CallResult } from './call-result.js';
import { SlidingWindow } from './sliding-window.js';

/** What is too much, as a share of the calls (`rate`) or as a number of errors (`count`). */
export interface Threshold {
  /** Only calls of this API, and their errors. */
  readonly api?: Api | undefined;
  /** Only errors with this code. */
  readonly code?: KnownCode | UnknownCode | undefined;
  /** Only errors with this action. */
  readonly action?: Action | undefined;
  /** Only errors with this outcome: of `unknown`, money may have moved. */
  readonly outcome?: Outcome | undefined;
  /** How far back is counted, in milliseconds. Default: 300 000, five minutes. */
  readonly windowMs?: number | undefined;
  /** Crossed when this share of the calls ends with such an error: above 0, up to 1. */
  readonly rate?: number | undefined;
  /** Crossed when this many such errors have come: 1 or more. */
  readonly count?: number | undefined;
  /**
   * The rate or the count at which it has fallen back. Default: three quarters of it, so that a
   * rate which hovers about the threshold does not ring at every call.
   */
  readonly recovery?: number | undefined;
  /** With `rate`: not crossed before so many calls are in the window. Default: 20. */
  readonly minCalls?: number | undefined;
}

/** A threshold that was crossed, or that the errors have fallen back from. */
export interface Crossing {
  /** The threshold, as it was given. */
  readonly threshold: Threshold;
  /** `true` when it is crossed, `false` when the errors have fallen back. */
  readonly isAbove: boolean;
  /** The errors in the window that the threshold is for. */
  readonly errors: number;
  /** The calls in the window, well ended or not. */
  readonly calls: number;
  /** `errors` as a share of `calls`. */
  readonly errorRate: number;
}

const WINDOW_MS = 300_000;
const MIN_CALLS = 20;
const RECOVERY = 0.75;

/** Watches one threshold. */
export class ThresholdWatch {
  readonly #threshold: Threshold;
  readonly #window: SlidingWindow;
  #isAbove = false;

  constructor(threshold: Threshold) {
    this.#threshold = threshold;
    this.#window = new SlidingWindow(threshold.windowMs ?? WINDOW_MS);
  }

  /** Counts a call that ended. */
  add({ api, error }: CallResult, now: number): void {
    const wanted = this.#threshold;
    if (wanted.api !== undefined && wanted.api !== api) return;
    this.#window.add('calls', now);
    const isWanted = (name: 'code' | 'action' | 'outcome') =>
      wanted[name] === undefined || wanted[name] === error?.[name];
    if (error !== null && isWanted('code') && isWanted('action') && isWanted('outcome')) {
      this.#window.add('errors', now);
    }
  }

  /** The crossing, if there is one since the last look. */
  look(now: number): Crossing | null {
    const totals = this.#window.totals(now);
    const errors = totals.get('errors') ?? 0;
    const calls = totals.get('calls') ?? 0;
    const errorRate = errors / Math.max(1, calls);
    const { rate, count = 1, minCalls = MIN_CALLS } = this.#threshold;
    const [value, limit] = rate === undefined ? [errors, count] : [errorRate, rate];
    const { recovery = limit * RECOVERY } = this.#threshold;
    const isEnough = rate === undefined || calls >= minCalls;
    const isAbove = this.#isAbove ? value > recovery : value >= limit && isEnough;
    if (isAbove === this.#isAbove) return null;
    this.#isAbove = isAbove;
    return { threshold: this.#threshold, isAbove, errors, calls, errorRate };
  }
}
