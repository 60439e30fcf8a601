import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode, PspError } from 'psp-errors';
import { createMonitor } from 'psp-errors/monitor';
import { ended, failed, monitorAt, repeat } from './support.mjs';

const MINUTE = 60_000;

describe('a report', () => {
  test('of nothing is all zeros', () => {
    const none = { errors: 0, errorRate: 0 };
    assert.deepEqual(createMonitor().report(), {
      ...{ windowMs: MINUTE, calls: 0, ...none, apis: [], codes: [] },
      actions: { retry: none, 're-auth': none, 'user-fix': none, escalate: none },
    });
  });

  test('has counts and rates by api, code and action', () => {
    const { record, report } = monitorAt(0);
    repeat(6, () => record(ended()));
    repeat(2, () => record(failed('INSUFFICIENT_FUNDS')));
    record(failed('PIX_KEY_NOT_FOUND', 'user-fix'));
    record(failed('HTTP_503', 'escalate', { known: false }));
    repeat(4, () => record(ended(null, 'connxt')));
    record({ ...failed('4002', 're-auth'), api: 'connxt' });
    assert.deepEqual(report(), {
      ...{ windowMs: MINUTE, calls: 15, errors: 5, errorRate: 5 / 15 },
      apis: [
        { api: 'connectpsp', calls: 10, errors: 4, errorRate: 0.4 },
        { api: 'connxt', calls: 5, errors: 1, errorRate: 0.2 },
      ],
      actions: {
        retry: { errors: 0, errorRate: 0 },
        're-auth': { errors: 1, errorRate: 1 / 15 },
        'user-fix': { errors: 1, errorRate: 1 / 15 },
        escalate: { errors: 3, errorRate: 3 / 15 },
      },
      codes: [
        ['connectpsp', 'INSUFFICIENT_FUNDS', 'escalate', 2, 0.2],
        ['connxt', '4002', 're-auth', 1, 0.2],
        ['connectpsp', 'HTTP_503', 'escalate', 1, 0.1],
        ['connectpsp', 'PIX_KEY_NOT_FOUND', 'user-fix', 1, 0.1],
      ].map(([api, code, action, errors, errorRate]) => ({ api, code, action, errors, errorRate })),
    });
  });

  test('counts what decode gave and what was caught', () => {
    const { record, report } = monitorAt(0);
    const decoded = decode({ status: 422, body: '{"code":"RULE_VIOLATION"}' });
    record({ api: decoded.api, error: decoded });
    record({ api: decoded.api, error: new PspError(decoded) });
    const [row] = report().codes;
    assert.deepEqual([row.code, row.action, row.errors], ['RULE_VIOLATION', 'escalate', 2]);
  });

  for (const [title, windowMs] of [
    ['the shortest window unless told otherwise', undefined],
    ['another window by its length', 10_000],
  ]) {
    test(`is of ${title}`, () => {
      const { report } = monitorAt(0, { windowsMs: [10_000, 2_000] });
      assert.equal(report(windowMs).windowMs, windowMs ?? 2_000);
    });
  }

  for (const windowMs of [1_000, '60000', null, Number.NaN]) {
    test(`of ${windowMs} is refused with the windows that there are`, () => {
      const { report } = createMonitor();
      const wanted = { name: 'TypeError', message: /60000, 300000, 3600000 milliseconds/ };
      assert.throws(() => report(windowMs), wanted);
    });
  }
});

describe('a window', () => {
  const errorsAfter = (start, elapsed) => {
    const { record, report, clock } = monitorAt(start);
    record(failed('TIMEOUT'));
    clock.time += elapsed;
    return report().errors;
  };

  for (const start of [0, 59_999, -1_234_567, 1.7e12]) {
    test(`that begins at ${start} holds a call for 59/60 of its length and no longer than it`, () => {
      assert.equal(errorsAfter(start, 59_000 - 1), 1);
      assert.equal(errorsAfter(start, MINUTE), 0);
    });
  }

  test('slides: what leaves is taken away, what stays is not', () => {
    const { record, report, clock } = monitorAt(0);
    for (let second = 0; second < 120; second++) {
      clock.time = second * 1_000;
      record(second % 2 ? ended() : failed('TIMEOUT'));
    }
    const { calls, errors, codes } = report();
    assert.deepEqual([calls, errors, codes.length], [60, 30, 1]);
    clock.time += 30_000;
    assert.deepEqual([report().calls, report().errors], [30, 15]);
    clock.time += MINUTE;
    assert.deepEqual([report().calls, report().codes, report().apis], [0, [], []]);
  });

  test('long and short are counted side by side', () => {
    const { record, report, clock } = monitorAt(0);
    record(failed('TIMEOUT'));
    clock.time += 2 * MINUTE;
    record(ended());
    assert.deepEqual(
      [MINUTE, 5 * MINUTE, 60 * MINUTE].map((windowMs) => report(windowMs).calls),
      [1, 2, 2],
    );
  });

  test('stays as it is when the clock is set back, and goes on from there', () => {
    const { record, report, clock } = monitorAt(10 * MINUTE);
    record(failed('TIMEOUT'));
    clock.time = 0;
    record(ended());
    assert.equal(report().calls, 2);
    clock.time = 10.5 * MINUTE;
    assert.equal(report().calls, 2);
    clock.time = 11 * MINUTE;
    assert.equal(report().calls, 0);
  });

  test('uses the clock of the platform unless given one', () => {
    const { record, report } = createMonitor();
    record(ended());
    assert.equal(report().calls, 1);
  });
});

describe('codes that nobody documents', () => {
  const junk = (index) => `E_${String.fromCharCode(65 + (index % 26))}${index}`;
  const unknown = (code) => failed(code, 'escalate', { known: false });
  const namesIn = ({ codes }) => codes.map(({ code }) => code);

  test('are counted by name up to the limit, then as one', () => {
    const { record, report } = monitorAt(0, { maxUnknownCodes: 3 });
    repeat(10, (index) => record(unknown(junk(index))));
    repeat(2, () => record(unknown(junk(0))));
    record(failed('RULE_VIOLATION'));
    assert.deepEqual(namesIn(report()), ['_OTHER', 'E_A0', 'E_B1', 'E_C2', 'RULE_VIOLATION']);
    assert.deepEqual(
      report().codes.map(({ errors }) => errors),
      [7, 3, 1, 1, 1],
    );
  });

  test('give their places back when the longest window has forgotten them', () => {
    const { record, report, clock } = monitorAt(0, {
      ...{ maxUnknownCodes: 1, windowsMs: [MINUTE, 2 * MINUTE] },
    });
    record(unknown('PAPER_JAM'));
    clock.time += MINUTE;
    record(unknown('OUT_OF_INK'));
    assert.deepEqual(namesIn(report()), ['_OTHER']);
    clock.time += 2 * MINUTE;
    record(unknown('OUT_OF_INK'));
    assert.deepEqual(namesIn(report()), ['OUT_OF_INK']);
  });

  for (const [what, code] of [
    ['a CPF', '12345678909'],
    ['a CPF with points', '123.456.789-09'],
    ['a CPF after a word', 'CPF_123.456.789-09'],
    ['an e-mail address', 'ana@example.com'],
    ['a random key', 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d'],
    ['a token', `sk_live_${'4f9a'.repeat(8)}`],
    ['a text', 'no account for Ana'],
    ['nothing', ''],
    ['what is too long', 'A'.repeat(65)],
    ['the name of all others', '_OTHER'],
  ]) {
    test(`are not counted by name if the code is ${what}`, () => {
      const { record, report } = monitorAt(0);
      record(unknown(code));
      assert.deepEqual(namesIn(report()), ['_OTHER']);
    });
  }

  for (const code of [
    '4999',
    'HTTP_503',
    'NETWORK_ERROR',
    'out-of-paper',
    'a.b.c9',
    'A'.repeat(64),
  ]) {
    test(`are counted by name if they look like one: ${code.slice(0, 20)}`, () => {
      const { record, report } = monitorAt(0);
      record(unknown(code));
      assert.deepEqual(namesIn(report()), [code]);
    });
  }

  test('cannot crowd out the documented ones, nor pass for them without end', () => {
    const { record, report } = monitorAt(0, { maxUnknownCodes: 2 });
    repeat(1_000, (index) => record(unknown(junk(index))));
    record(failed('RULE_VIOLATION'));
    assert.ok(namesIn(report()).includes('RULE_VIOLATION'));
    repeat(1_000, (index) => record(failed(junk(index))));
    assert.ok(report().codes.length <= 1 + 2 + 100, String(report().codes.length));
  });

  test('take no more memory the more of them come', { timeout: 60_000 }, () => {
    const { record, clock, report } = monitorAt(0);
    const run = (from) =>
      repeat(200_000, (index) => {
        clock.time += 7;
        record(unknown(`${junk(from + index)}`));
      });
    const sizeAfter = (from) => {
      run(from);
      return JSON.stringify(report(3_600_000)).length;
    };
    const first = sizeAfter(0);
    assert.ok(sizeAfter(200_000) < first * 1.5);
    assert.ok(report(3_600_000).codes.length <= 51);
  });
});

describe('record', () => {
  for (const [title, result, message] of [
    ['nothing', undefined, /got undefined/],
    ['an error alone', new PspError(decode({ status: 404 })), /\{ api, error \}/],
    ['a text', 'RULE_VIOLATION', /got a string/],
    ['no api', { error: null }, /an api of connxt, connectpsp or unknown/],
    ['another api', { api: 'stripe', error: null }, /an api of/],
    ['an error without a code', { api: 'connxt', error: new Error('no') }, /a code and an action/],
    ['an action of its own', failed('A', 'panic'), /a code and an action/],
    ['no error at all', { api: 'connxt', error: undefined }, /null, or one with/],
  ]) {
    test(`refuses ${title} and counts nothing`, () => {
      const { record, report } = createMonitor();
      assert.throws(() => record(result), { name: 'TypeError', message });
      assert.equal(report().calls, 0);
    });
  }

  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, undefined, '1']) {
    test(`refuses a clock that says ${time}`, () => {
      const { record } = createMonitor({ now: () => time });
      assert.throws(() => record(ended()), { name: 'TypeError', message: /the option now/ });
    });
  }
});
