import { createFetch, type DecodedError, decode, type PspError } from 'psp-errors';
import {
  type CallResult,
  type Crossing,
  createMonitor,
  type Monitor,
  type MonitorOptions,
  type Report,
  type Threshold,
} from 'psp-errors/monitor';
import type { Equal, Expect } from './expect.js';

const monitor = createMonitor();
export type Made = Expect<Equal<typeof monitor, Monitor>>;

// It is plugged in as it is, and takes what decode gave or what was caught.
createFetch({ api: 'connectpsp', onEnd: monitor.record });
const error: DecodedError = decode({ status: 503 });
monitor.record({ api: error.api, error });
declare const caught: PspError;
monitor.record({ api: 'connxt', error: caught });
monitor.record({ api: 'connxt', error: null } satisfies CallResult);

// Every option.
const threshold: Threshold = {
  ...{ api: 'connxt', code: '1000', action: 'escalate', outcome: 'unknown', windowMs: 60_000 },
  ...{ rate: 0.1, recovery: 0.05, minCalls: 10 },
};
const options: MonitorOptions = {
  windowsMs: [60_000],
  thresholds: [threshold, { count: 1, code: 'OUT_OF_PAPER' }],
  onCross: (crossing) => {
    crossing satisfies Crossing;
    crossing.threshold.action satisfies Threshold['action'];
    return crossing.isAbove satisfies boolean;
  },
  maxUnknownCodes: 10,
  now: () => Date.now(),
};
createMonitor(options);

const report: Report = monitor.report(60_000);
report.actions['re-auth'].errorRate satisfies number;
report.codes[0]?.code satisfies string | undefined;
monitor.check();

// What it does not take.
// @ts-expect-error: a misspelt option
createMonitor({ threshold: [] });
// @ts-expect-error: there are two
createMonitor({ thresholds: [{ api: 'stripe', count: 1 }] });
// @ts-expect-error: there are four
createMonitor({ thresholds: [{ action: 'panic', count: 1 }] });
// @ts-expect-error: the API must be said
monitor.record({ error: null });
// @ts-expect-error: an Error is no decoded error
monitor.record({ api: 'connxt', error: new Error('x') });
