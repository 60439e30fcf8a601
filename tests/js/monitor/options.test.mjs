import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMonitor } from 'psp-errors/monitor';

const secret = 'sk_live_5up3r53cr3t';
const rate = 0.5;
const count = 1;

/** The options, the name that the message must say, and what it must say that it takes. */
const wrong = [
  ...[null, 1, secret, () => {}].map((options) => [options, '', /takes an object of options/]),
  ...[null, 60_000, [], [999], [secret], [Number.POSITIVE_INFINITY], Array(11).fill(1e4)].map(
    (windowsMs) => [{ windowsMs }, 'windowsMs', /1 to 10 numbers of milliseconds, 1000 or more/],
  ),
  ...[null, {}, secret, Array(101).fill({ rate })].map((thresholds) => [
    ...[{ thresholds }, 'thresholds', /at most 100 thresholds/],
  ]),
  ...[null, secret, {}].flatMap((value) => [
    [{ onCross: value }, 'onCross', /a function/],
    [{ now: value }, 'now', /a function/],
  ]),
  ...[-1, 1.5, '1', null, Number.NaN].map((maxUnknownCodes) => [
    ...[{ maxUnknownCodes }, 'maxUnknownCodes', /a whole number, 0 or more/],
  ]),
  [{ threshold: [] }, 'threshold', /it takes windowsMs, thresholds, onCross/],
  ...[
    [null, '', /a rate or a count, got null/],
    [secret, '', /got a string/],
    [{}, '', /either a rate or a count/],
    [{ rate, count }, '', /either a rate or a count/],
    [{ rate, window: 1 }, '.window', /it takes api, code/],
    ...[0, -1, 1.01, '1', null, Number.NaN].map((value) => [{ rate: value }, '.rate', /a share/]),
    ...[0, 1.5, '1', null].map((value) => [{ count: value }, '.count', /a whole number, 1/]),
    ...['stripe', 1, null].map((api) => [{ rate, api }, '.api', /'connxt' or 'connectpsp'/]),
    ...['', 4001, null].map((code) => [{ rate, code }, '.code', /a code/]),
    ...['panic', null].map((action) => [{ rate, action }, '.action', /'retry' or 're-auth'/]),
    ...['lost', null].map((outcome) => [{ rate, outcome }, '.outcome', /'unknown'/]),
    ...[999, '60000', null].map((windowMs) => [{ rate, windowMs }, '.windowMs', /1000 or more/]),
    ...[-1, null, Number.NaN].map((recovery) => [{ rate, recovery }, '.recovery', /0 or more/]),
    [{ rate, recovery: rate }, '.recovery', /less than the rate/],
    [{ count: 3, recovery: 3 }, '.recovery', /less than the count/],
    ...[0, 1.5, null].map((minCalls) => [{ rate, minCalls }, '.minCalls', /1 or more/]),
    [{ count, minCalls: 2 }, '.minCalls', /goes with a rate/],
  ].map(([threshold, path, message]) => [
    ...[{ thresholds: [{ rate }, threshold] }, `thresholds[1]${path}`, message],
  ]),
];

describe('a wrong option is refused by name, without its value', () => {
  for (const [index, [options, name, message]] of wrong.entries()) {
    test(`${index + 1}: ${name || 'options'}`, () => {
      const isRight = (error) =>
        error instanceof TypeError &&
        error.message.startsWith('createMonitor()') &&
        error.message.includes(name) &&
        message.test(error.message) &&
        !error.message.includes(secret);
      assert.throws(() => createMonitor(options), isRight);
    });
  }
});

describe('an option that is fine', () => {
  for (const [title, options] of [
    ['is absent', undefined],
    [
      'is undefined',
      Object.fromEntries(
        ['windowsMs', 'thresholds', 'onCross', 'maxUnknownCodes', 'now'].map((name) => [name]),
      ),
    ],
    ['is at its bounds', { windowsMs: [1_000], maxUnknownCodes: 0, thresholds: [] }],
    ['has the smallest threshold', { thresholds: [{ count: 1, recovery: 0, windowMs: 1_000 }] }],
    ['has the largest rate', { thresholds: [{ rate: 1, recovery: 0.999, minCalls: 1 }] }],
  ]) {
    test(title, () => {
      createMonitor(options).record({ api: 'connxt', error: null });
    });
  }
});
