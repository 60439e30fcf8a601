import { metrics } from '@opentelemetry/api';
import { createFetch, decode } from 'psp-errors';
import { createMonitor } from 'psp-errors/monitor';
import { createMetrics, type MetricsHooks, type MetricsOptions } from 'psp-errors/opentelemetry';
import type { Equal, Expect } from './expect.js';

const hooks = createMetrics();
export type Made = Expect<Equal<typeof hooks, MetricsHooks>>;
const options: MetricsOptions = { meter: metrics.getMeter('shop'), maxUnknownCodes: 10 };
createMetrics(options);

// Plugged in alone, and beside a monitor.
createFetch({ api: 'connectpsp', ...hooks });
const monitor = createMonitor();
createFetch({
  api: 'connectpsp',
  ...hooks,
  onEnd: (event) => {
    hooks.onEnd(event);
    monitor.record(event);
  },
});

// Without createFetch.
hooks.onEnd({ api: 'connxt', error: null });
const error = decode({ status: 503 });
hooks.onEnd({ api: error.api, error, status: 503, durationMs: 12 });

// @ts-expect-error: a misspelt option
createMetrics({ meterProvider: metrics });
// @ts-expect-error: the API must be said
hooks.onEnd({ error: null });
