/**
 * Calls, retries and durations as OpenTelemetry metrics, so that a fleet's rates add up in the
 * collector it already has. Needs the peer `@opentelemetry/api`.
 *
 * | instrument | kind | unit | counts |
 * |---|---|---|---|
 * | `psp.client.calls` | counter | `{call}` | calls that ended, well or not |
 * | `psp.client.retries` | counter | `{retry}` | attempts that failed and were followed by another |
 * | `psp.client.call.duration` | histogram | `s` | how long calls took, with all attempts and waits |
 *
 * | attribute | on | |
 * |---|---|---|
 * | `psp.api` | all | `connectpsp`, `connxt` |
 * | `error.type` | all | the code; absent after an ok response |
 * | `psp.action`, `psp.outcome` | calls, retries | absent after an ok response |
 * | `http.response.status_code` | calls, retries | absent where no response came |
 * | `http.request.method`, `server.address` | calls, duration | |
 *
 * @packageDocumentation
 */
import { type Attributes, type Meter, metrics } from '@opentelemetry/api';
import { type Check, checkOptions } from '../check.js';
import type { EndEvent, RetryEvent } from '../fetch/options.js';
import type { CallResult } from '../monitor/call-result.js';
import { CodeNames, OTHER } from '../monitor/code-names.js';

/** The options of `createMetrics`. */
export interface MetricsOptions {
  /** Makes the instruments. Default: the registered provider's meter `psp-errors`. */
  readonly meter?: Meter | undefined;
  /** So many undocumented codes become an `error.type`, all further ones `_OTHER`. Default: 50. */
  readonly maxUnknownCodes?: number | undefined;
}

/** What is counted of a call that ended; what is not known may be missing. */
export type MeasuredCall = CallResult &
  Partial<Pick<EndEvent, 'method' | 'url' | 'status' | 'durationMs'>>;

/** Hooks for `createFetch`; they need no `this`. */
export interface MetricsHooks {
  /** Counts a call that has ended, and how long it took. */
  onEnd(this: void, call: MeasuredCall): void;
  /** Counts an attempt that is followed by another. */
  onRetry(this: void, retry: Pick<RetryEvent, 'error'>): void;
}

/** The convention's buckets for HTTP, and more: a call may wait a minute between its attempts. */
const BUCKETS_S = [
  ...[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75],
  ...[1, 2.5, 5, 7.5, 10, 15, 30, 60],
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const MAX_UNKNOWN_CODES = 50;

const isFunction = (value: unknown) => typeof value === 'function';
const metricsOptions: Readonly<Record<keyof MetricsOptions, Check>> = {
  meter: [
    'a Meter of @opentelemetry/api',
    (value) => isFunction((value as Meter | null)?.createCounter),
  ],
  maxUnknownCodes: [
    'a whole number, 0 or more',
    (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  ],
};

/**
 * Makes the instruments, and the hooks that fill them. Call it once, after a provider is registered:
 * OpenTelemetry gives instruments that count nothing before.
 *
 * @example
 * ```js
 * const metrics = createMetrics();
 * const connectpsp = createFetch({ api: 'connectpsp', ...metrics });
 * ```
 * @throws TypeError for an option that there is none of, or that is of a wrong type.
 */
export function createMetrics(options: MetricsOptions = {}): MetricsHooks {
  checkOptions(options, metricsOptions, 'createMetrics()', '');
  const { meter = metrics.getMeter('psp-errors'), maxUnknownCodes = MAX_UNKNOWN_CODES } = options;
  const names = new CodeNames(maxUnknownCodes);
  const calls = meter.createCounter('psp.client.calls', {
    unit: '{call}',
    description: 'Calls that ended, well or not.',
  });
  const retries = meter.createCounter('psp.client.retries', {
    unit: '{retry}',
    description: 'Attempts that failed and were followed by another.',
  });
  const duration = meter.createHistogram('psp.client.call.duration', {
    unit: 's',
    description: 'How long calls took, with all their attempts and waits.',
    advice: { explicitBucketBoundaries: BUCKETS_S },
  });

  return Object.freeze<MetricsHooks>({
    onEnd({ api, error, method, url, status, durationMs }) {
      const type = error ? { 'error.type': names.nameOf(error) } : {};
      const request = { 'psp.api': api, ...type, ...requestAttributes(method, url) };
      calls.add(1, { ...request, ...verdictOf(error), ...statusOf(status) });
      if (durationMs !== undefined) duration.record(durationMs / 1_000, request);
    },
    onRetry({ error }) {
      retries.add(1, {
        'psp.api': error.api,
        'error.type': names.nameOf(error),
        ...verdictOf(error),
        ...statusOf(error.status),
      });
    },
  });
}

function requestAttributes(method: string | undefined, url: string | undefined): Attributes {
  return {
    ...(method !== undefined && {
      'http.request.method': METHODS.includes(method) ? method : OTHER,
    }),
    ...(url !== undefined && URL.canParse(url) && { 'server.address': new URL(url).hostname }),
  };
}

function verdictOf(error: CallResult['error']): Attributes {
  return error ? { 'psp.action': error.action, 'psp.outcome': error.outcome } : {};
}

/** Status 0 says that no response came. */
function statusOf(status: number | null | undefined): Attributes {
  return status ? { 'http.response.status_code': status } : {};
}
