import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ERROR_TYPE_VALUE_OTHER,
} from '@opentelemetry/semantic-conventions';
import { decode } from 'psp-errors';
import { createMetrics } from 'psp-errors/opentelemetry';

/** Hooks of a provider of their own, and what it has collected. */
function measuring(options) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const hooks = createMetrics({ meter: provider.getMeter('test'), ...options });
  const collect = async () => {
    await provider.forceFlush();
    const [{ scopeMetrics }] = exporter.getMetrics().slice(-1);
    await provider.shutdown();
    return Object.fromEntries(
      scopeMetrics[0].metrics.map((metric) => [metric.descriptor.name, metric]),
    );
  };
  return { ...hooks, collect };
}

const error = decode({ status: 422, body: '{"code":"RULE_VIOLATION"}' });
const call = {
  ...{ api: 'connectpsp', error, method: 'POST', status: 422, durationMs: 1_500 },
  url: 'https://api.connectpsp.com/cash-out?cpf=12345678909',
};
const attributesOf = ({ dataPoints }) => dataPoints.map(({ attributes }) => attributes);

describe('the instruments', () => {
  test('have the names and attributes of the conventions, and durations in seconds', async () => {
    const { onEnd, onRetry, collect } = measuring();
    onEnd(call);
    onRetry({ error });
    const collected = await collect();
    const {
      'psp.client.calls': calls,
      'psp.client.retries': retries,
      'psp.client.call.duration': duration,
    } = collected;
    assert.equal(Object.keys(collected).length, 3);
    assert.deepEqual(
      [calls, retries, duration].map(({ descriptor }) => descriptor.unit),
      ['{call}', '{retry}', 's'],
    );
    const verdict = { 'psp.action': 'escalate', 'psp.outcome': 'not-executed' };
    const common = { 'psp.api': 'connectpsp', [ATTR_ERROR_TYPE]: 'RULE_VIOLATION' };
    const request = {
      [ATTR_HTTP_REQUEST_METHOD]: 'POST',
      [ATTR_SERVER_ADDRESS]: 'api.connectpsp.com',
    };
    const status = { [ATTR_HTTP_RESPONSE_STATUS_CODE]: 422 };
    assert.deepEqual(attributesOf(calls), [{ ...common, ...request, ...verdict, ...status }]);
    assert.deepEqual(attributesOf(retries), [{ ...common, ...verdict, ...status }]);
    assert.deepEqual(attributesOf(duration), [{ ...common, ...request }]);
    const [{ value }] = duration.dataPoints;
    assert.equal(value.sum, 1.5);
    // The longest call that the defaults allow is in a bucket that ends.
    assert.ok(value.buckets.boundaries.at(-1) >= 60);
  });

  test('leave out what is not known, and what an ok response has not', async () => {
    const { onEnd, collect } = measuring();
    onEnd({ api: 'connxt', error: null });
    onEnd({ api: 'connxt', error: null, method: 'GET', url: 'no url', status: 0 });
    const { 'psp.client.calls': calls, ...others } = await collect();
    assert.deepEqual(attributesOf(calls), [
      { 'psp.api': 'connxt' },
      { 'psp.api': 'connxt', [ATTR_HTTP_REQUEST_METHOD]: 'GET' },
    ]);
    assert.deepEqual(Object.keys(others), []);
  });

  test('have few attributes whatever a server or a caller makes up', async () => {
    const { onEnd, collect } = measuring({ maxUnknownCodes: 2 });
    for (let index = 0; index < 1_000; index++) {
      const madeUp = { ...error, code: `E_${index}`, known: false };
      onEnd({ ...call, error: madeUp, method: `M${index}` });
    }
    onEnd({ ...call, error: { ...error, code: 'no account for 12345678909', known: false } });
    const types = new Set();
    const methods = new Set();
    for (const attributes of attributesOf((await collect())['psp.client.calls'])) {
      types.add(attributes[ATTR_ERROR_TYPE]);
      methods.add(attributes[ATTR_HTTP_REQUEST_METHOD]);
    }
    assert.deepEqual([...types], ['E_0', 'E_1', ERROR_TYPE_VALUE_OTHER]);
    assert.deepEqual([...methods], ['_OTHER', 'POST']);
  });

  test('come from the registered provider unless a meter is given', async (t) => {
    const { onEnd, collect } = measuring({ meter: undefined });
    onEnd(call);
    await assert.rejects(collect(), 'nobody is registered');
    const names = [];
    const provider = new MeterProvider();
    t.mock.method(provider, 'getMeter', (name) => {
      names.push(name);
      return new MeterProvider().getMeter(name);
    });
    metrics.setGlobalMeterProvider(provider);
    t.after(() => metrics.disable());
    createMetrics();
    assert.deepEqual(names, ['psp-errors']);
  });
});

describe('a wrong option is refused by name', () => {
  for (const [title, options, message] of [
    ['no options', null, /takes an object of options, got null/],
    ['a name', { provider: {} }, /no option provider; it takes meter, maxUnknownCodes/],
    ...[null, {}, 'psp', 1].map((meter) => [
      ...[`meter ${meter}`, { meter }, /the option meter takes a Meter of @opentelemetry\/api/],
    ]),
    ...[-1, 1.5, '1', null].map((maxUnknownCodes) => [
      ...[`maxUnknownCodes ${maxUnknownCodes}`, { maxUnknownCodes }],
      /the option maxUnknownCodes takes a whole number, 0 or more/,
    ]),
  ]) {
    test(title, () => assert.throws(() => createMetrics(options), { name: 'TypeError', message }));
  }
});
