import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFetch } from 'psp-errors';
import { createMonitor } from 'psp-errors/monitor';
import { createSandbox } from 'psp-errors/sandbox';
import { ended, failed, monitorAt, repeat } from './support.mjs';

const MINUTE = 60_000;

const watching = (threshold, more) => monitorAt(0, { thresholds: [threshold], ...more });
const states = ({ crossings }) => crossings.map(({ isAbove }) => isAbove);

describe('a rate', () => {
  test('that is crossed rings once, and once when it has fallen back', () => {
    const threshold = { rate: 0.1, minCalls: 10 };
    const monitor = watching(threshold);
    repeat(90, () => monitor.record(ended()));
    repeat(9, () => monitor.record(failed('TIMEOUT')));
    assert.deepEqual(monitor.crossings, []);
    monitor.record(failed('TIMEOUT'));
    assert.deepEqual(monitor.crossings, [
      { threshold, isAbove: true, errors: 10, calls: 100, errorRate: 0.1 },
    ]);
    repeat(50, () => monitor.record(failed('TIMEOUT')));
    assert.deepEqual(states(monitor), [true]);
    repeat(650, () => monitor.record(ended()));
    assert.deepEqual(states(monitor), [true, false]);
    const [, { errors, calls, errorRate }] = monitor.crossings;
    assert.deepEqual([errors, calls, errorRate], [60, 800, 0.075]);
  });

  test('that hovers about the threshold does not ring at every call', () => {
    const monitor = watching({ rate: 0.5, minCalls: 100 });
    repeat(1_000, (index) => monitor.record(index % 2 ? failed('TIMEOUT') : ended()));
    assert.deepEqual(states(monitor), [true]);
  });

  for (const [recovery, wanted] of [
    [0.3, [true]],
    [0.4, [true, false]],
  ]) {
    test(`falls back at the recovery that is asked for: ${recovery}`, () => {
      const monitor = watching({ rate: 0.5, minCalls: 4, recovery });
      repeat(4, (index) => monitor.record(index % 2 ? failed('TIMEOUT') : ended()));
      monitor.record(ended());
      assert.deepEqual(states(monitor), wanted);
    });
  }

  for (const [minCalls, calls, wanted] of [
    [undefined, 19, []],
    [undefined, 20, [true]],
    [3, 2, []],
    [3, 3, [true]],
  ]) {
    test(`of ${calls} calls is ${wanted.length ? 'enough' : 'too little'} for minCalls ${minCalls}`, () => {
      const monitor = watching({ rate: 0.5, minCalls });
      repeat(calls, () => monitor.record(failed('TIMEOUT')));
      assert.deepEqual(states(monitor), wanted);
    });
  }

  test('of 1 is crossed when every call fails', () => {
    const monitor = watching({ rate: 1, minCalls: 1 });
    monitor.record(failed('TIMEOUT'));
    assert.deepEqual(states(monitor), [true]);
  });

  test('falls back when its errors leave the window, at a call or a check', () => {
    for (const look of ['record', 'check']) {
      const monitor = watching({ rate: 0.5, minCalls: 1, windowMs: MINUTE });
      monitor.record(failed('TIMEOUT'));
      monitor.clock.time += MINUTE;
      assert.deepEqual(states(monitor), [true]);
      monitor[look](ended());
      assert.deepEqual(states(monitor), [true, false]);
      monitor[look](ended());
      assert.deepEqual(states(monitor), [true, false]);
    }
  });

  test('looks back five minutes unless told otherwise', () => {
    const monitor = watching({ count: 2 });
    monitor.record(failed('TIMEOUT'));
    monitor.clock.time += 4.9 * MINUTE;
    monitor.record(failed('TIMEOUT'));
    assert.deepEqual(states(monitor), [true]);
  });
});

describe('a count', () => {
  test('rings at the number, not before it, and again after it fell back', () => {
    const monitor = watching({ count: 3, windowMs: MINUTE });
    repeat(2, () => monitor.record(failed('TIMEOUT')));
    assert.deepEqual(states(monitor), []);
    repeat(5, () => monitor.record(failed('TIMEOUT')));
    assert.deepEqual(states(monitor), [true]);
    monitor.clock.time += MINUTE;
    repeat(3, () => monitor.record(failed('TIMEOUT')));
    assert.deepEqual(states(monitor), [true, false, true]);
  });

  test('of 1 falls back when the error has left the window', () => {
    const monitor = watching({ count: 1, windowMs: MINUTE });
    monitor.record(failed('TIMEOUT'));
    repeat(500, () => monitor.record(ended()));
    assert.deepEqual(states(monitor), [true]);
    monitor.clock.time += MINUTE;
    monitor.check();
    assert.deepEqual(states(monitor), [true, false]);
  });
});

describe('a threshold is for', () => {
  const own = { api: 'connxt', code: '1000', action: 'escalate', outcome: 'unknown' };
  const matching = { ...failed('1000', 'escalate', { outcome: 'unknown' }), api: 'connxt' };
  const others = {
    api: { ...matching, api: 'connectpsp' },
    code: { ...matching, error: { ...matching.error, code: '4001' } },
    action: { ...matching, error: { ...matching.error, action: 'retry' } },
    outcome: { ...matching, error: { ...matching.error, outcome: 'executed' } },
  };
  for (const [name, other] of Object.entries(others)) {
    test(`its ${name} alone`, () => {
      const monitor = watching({ [name]: own[name], count: 1 });
      monitor.record(other);
      assert.deepEqual(states(monitor), []);
      monitor.record(matching);
      assert.deepEqual(states(monitor), [true]);
    });
  }

  test('everything if it names nothing', () => {
    const monitor = watching({ count: 4 });
    for (const other of Object.values(others)) monitor.record(other);
    assert.deepEqual(states(monitor), [true]);
  });

  test('a share of the calls of its API', () => {
    const monitor = watching({ api: 'connxt', rate: 0.5, minCalls: 2 });
    repeat(100, () => monitor.record(ended()));
    repeat(2, () => monitor.record(matching));
    assert.deepEqual(
      monitor.crossings.map(({ errors, calls }) => [errors, calls]),
      [[2, 2]],
    );
  });

  test('a code that has no name of its own in the report', () => {
    const monitor = watching({ code: 'OUT_OF_PAPER', count: 1 }, { maxUnknownCodes: 0 });
    monitor.record(failed('OUT_OF_PAPER', 'escalate', { known: false }));
    assert.deepEqual(states(monitor), [true]);
  });
});

test('several thresholds ring for themselves, in their order', () => {
  const thresholds = [{ count: 2 }, { code: 'TIMEOUT', count: 1 }];
  const monitor = monitorAt(0, { thresholds });
  repeat(2, () => monitor.record(failed('TIMEOUT')));
  assert.deepEqual(
    monitor.crossings.map(({ threshold }) => thresholds.indexOf(threshold)),
    [1, 0],
  );
});

test('what onCross throws does not reach the call, and it may record itself', () => {
  const throwing = createMonitor({
    thresholds: [{ count: 1 }],
    onCross: () => {
      throw new Error('the pager is broken');
    },
  });
  throwing.record(failed('TIMEOUT'));
  const monitor = monitorAt(0, {
    thresholds: [{ count: 1 }],
    onCross: () => monitor.record(failed('TIMEOUT')),
  });
  monitor.record(failed('TIMEOUT'));
  assert.equal(monitor.report().errors, 2);
});

test('createFetch feeds it by onEnd: each call once, however often it was sent', async () => {
  const monitor = monitorAt(0, { thresholds: [{ code: 'PIX_KEY_NOT_FOUND', count: 2 }] });
  const sandbox = createSandbox();
  const connectpsp = createFetch({
    ...{ api: 'connectpsp', fetch: sandbox.fetch, retry: { baseMs: 0 }, onEnd: monitor.record },
    on: { default: () => 'handled' },
  });
  const pay = async (externalReference, pixKey) =>
    connectpsp('https://sandbox.test/cash-out', {
      method: 'POST',
      headers: await sandbox.signIn(),
      body: JSON.stringify({
        ...{ amount: 1, externalReference },
        payee: {
          ...{ name: 'Ana', document: '12345678909' },
          destination: { type: 'PIX', pixKeyType: 'EMAIL', pixKey },
        },
      }),
    });
  sandbox.faults.next('execute-then-500');
  await pay('invoice-1', 'ana@example.com');
  await pay('invoice-2', 'nowhere@sandbox.example');
  await pay('invoice-3', 'nowhere@sandbox.example');
  const { calls, errors, codes } = monitor.report();
  assert.deepEqual([calls, errors, codes[0].code], [3, 2, 'PIX_KEY_NOT_FOUND']);
  assert.equal(sandbox.state.requests.length, 4);
  assert.deepEqual(states(monitor), [true]);
});
