// `psp-errors/lines`: sources, options, rows, abort. What a line is, is tested with the core.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { catalogue, classify } from 'psp-errors';
import { classifyLines } from 'psp-errors/lines';

const log = [
  '{"status":422,"body":{"code":"INSUFFICIENT_FUNDS"},"time":"2026-11-21T23:12:00Z"}',
  '',
  '{"status":503,"body":"<html>"}',
  'not JSON',
  '{"status":200,"body":"fine","time":"2026-11-22T01:00:00-03:00"}',
  '{"code":"NEW_CODE","status":400,"detail":"coração"}',
].join('\n');
const bytes = new TextEncoder().encode(log);

const summary = {
  lines: 6,
  blank: 1,
  errors: 3,
  ok: 1,
  bad: 1,
  badLines: [4],
  byApi: { connxt: 0, connectpsp: 2, unknown: 1 },
  byAction: { retry: 1, 're-auth': 0, 'user-fix': 1, escalate: 1 },
  byCode: { INSUFFICIENT_FUNDS: 1, HTTP_503: 1, NEW_CODE: 1 },
  otherCodes: 0,
  byHour: [
    {
      hour: '2026-11-21T23:00:00.000Z',
      ok: 0,
      byAction: { retry: 0, 're-auth': 0, 'user-fix': 0, escalate: 1 },
    },
    {
      hour: '2026-11-22T04:00:00.000Z',
      ok: 1,
      byAction: { retry: 0, 're-auth': 0, 'user-fix': 0, escalate: 0 },
    },
  ],
};

describe('classifyLines', () => {
  const sources = {
    'a string': () => log,
    'a Uint8Array': () => bytes,
    'another view': () => new DataView(bytes.buffer),
    'an ArrayBuffer': () => bytes.slice().buffer,
    'a list of strings': () => [log.slice(0, 50), '', log.slice(50)],
    'a stream of Node': () => Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]),
    'a stream of Node with an encoding': () => Readable.from([log]).setEncoding('utf8'),
    'a stream of the web': () => new Blob([bytes]).stream(),
    'a stream that cannot be iterated over': () => {
      const stream = new Blob([bytes]).stream();
      return { getReader: () => stream.getReader() };
    },
    'an async generator': async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    },
  };
  for (const [name, source] of Object.entries(sources)) {
    it(`reads ${name}`, async () => {
      assert.deepEqual(await classifyLines(source()), summary);
    });
  }

  it('gives the same from the CommonJS entry', async () => {
    const required = createRequire(import.meta.url)('psp-errors/lines');
    assert.deepEqual(await required.classifyLines(log), summary);
  });

  it('counts the most frequent code first', async () => {
    const lines = catalogue.flatMap(({ code }, index) =>
      Array.from({ length: index + 1 }, () => JSON.stringify({ code: `${code}` })),
    );
    const { byCode, errors } = await classifyLines(lines.map((line) => `${line}\n`));
    assert.equal(errors, lines.length);
    assert.equal(
      Object.values(byCode).reduce((sum, count) => sum + count),
      lines.length,
    );
    // Integer-like names come first in every object of JavaScript.
    const names = Object.keys(byCode).filter((code) => !/^\d+$/.test(code));
    const documented = catalogue.map(({ code }) => code).filter((code) => !/^\d+$/.test(code));
    assert.deepEqual(names, documented.reverse());
  });

  it('shows a row per line that is not blank', async () => {
    const rows = [];
    const text = new TextDecoder();
    await classifyLines(bytes, {
      method: 'GET',
      onRow: ({ line, kind, verdict, bytes: own }) =>
        rows.push([line, kind, verdict, text.decode(own)]),
    });
    const lines = log.split('\n');
    assert.deepEqual(rows, [
      [1, 'error', classify(422, '{"code":"INSUFFICIENT_FUNDS"}'), lines[0]],
      [3, 'error', { ...classify(503, '', 'GET'), api: 'unknown' }, lines[2]],
      [4, 'bad', null, lines[3]],
      [5, 'ok', null, lines[4]],
      [6, 'error', classify(400, lines[5]), lines[5]],
    ]);
    assert.ok(Object.isFrozen(rows[0][2]));
  });

  it('shows the same rows wherever the borders of chunks are', async () => {
    const rowsOf = async (source) => {
      const rows = [];
      const counts = await classifyLines(source, {
        onRow: ({ line, kind, verdict, bytes: own }) =>
          rows.push({ line, kind, verdict, own: Buffer.from(own).toString('latin1') }),
      });
      return { rows, counts };
    };
    const whole = await rowsOf(bytes);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
        assert.deepEqual(await rowsOf(chunks), whole);
      }),
    );
  });

  it('sees what ends a text at each place of it, and takes nothing else for that', async () => {
    for (let byte = 0; byte < 256; byte++) {
      const isPlain = byte >= 0x20 && byte !== 0x22 && byte !== 0x5c;
      for (const length of [1, 7, 15, 16, 17, 33]) {
        const lines = Array.from({ length }, (_, place) => {
          const line = Buffer.from(`{"detail":"${'x'.repeat(length)}","code":"4001"}\n`);
          line[11 + place] = byte;
          return line;
        });
        const { byCode, bad } = await classifyLines(lines);
        const seen = [byCode['4001'] ?? 0, bad];
        // A newline makes two bad lines of one; `\x` is no escape, `\"` leaves the text open.
        const broken = byte === 0x0a ? 2 * length : length;
        assert.deepEqual(seen, isPlain ? [length, 0] : [0, broken], `${byte}, ${length} long`);
      }
    }
  });

  it('takes a line with white space, as without', async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
    const body = fc.record(
      {
        code: fc.oneof(fc.constantFrom(...catalogue.map(({ code }) => code)), value),
        detail: value,
        status: fc.oneof(fc.integer({ min: 0, max: 999 }), value),
        type: value,
        timestamp: value,
        failure: fc.record({ code: value }, { requiredKeys: [] }),
        errors: fc.oneof(fc.array(fc.record({ field: value, message: value })), value),
      },
      { requiredKeys: [] },
    );
    const record = fc.record(
      { time: fc.oneof(fc.date({ noInvalidDate: true }), value), method: value, url: value, body },
      { requiredKeys: ['body'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(body, record)), async (objects) => {
        const compact = objects.map((each) => `${JSON.stringify(each)}\n`);
        const spaced = objects.map(
          (each) => `${JSON.stringify(each, null, 1).replaceAll('\n', '\t')}\r\n`,
        );
        assert.deepEqual(await classifyLines(compact), await classifyLines(spaced));
      }),
    );
  });

  it('reads chunks larger than what is handed over at once', async () => {
    const line = `${JSON.stringify({ code: '4001', message: 'é'.repeat(1000) })}\n`;
    const { errors, byCode } = await classifyLines(line.repeat(1000));
    assert.deepEqual([errors, byCode], [1000, { 4001: 1000 }]);
  });

  it('tells of progress in bytes', async () => {
    const seen = [];
    await classifyLines([log, log], { onProgress: (read) => seen.push(read) });
    assert.deepEqual(seen, [bytes.length, bytes.length * 2]);
  });

  it('may be called again from a row', async () => {
    const nested = [];
    const outer = await classifyLines(bytes, {
      onRow: ({ line }) => {
        classify(422, `{"code":"${'X'.repeat(300_000)}"}`);
        if (line === 1) nested.push(classifyLines(log));
      },
    });
    assert.deepEqual(outer, summary);
    assert.deepEqual(await Promise.all(nested), [summary]);
  });
});

describe('classifyLines that is broken off', () => {
  it('rejects with the reason, at once, and lets the source go', async () => {
    let isReturned = false;
    const hanging = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          isReturned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const controller = new AbortController();
    const promise = classifyLines(hanging, { signal: controller.signal });
    await turn();
    controller.abort(new Error('enough'));
    await assert.rejects(promise, { message: 'enough' });
    assert.ok(isReturned);
  });

  it('asks for nothing when the signal is aborted already', async () => {
    let asked = 0;
    const source = { [Symbol.iterator]: () => ({ next: () => ({ done: ++asked > 0 }) }) };
    const signal = AbortSignal.abort(new Error('no'));
    await assert.rejects(classifyLines(source, { signal }), { message: 'no' });
    assert.equal(asked, 0);
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    signal.addEventListener = new Proxy(signal.addEventListener, {
      apply: (target, self, args) => {
        listeners += 1;
        return Reflect.apply(target, self, args);
      },
    });
    signal.removeEventListener = new Proxy(signal.removeEventListener, {
      apply: (target, self, args) => {
        listeners -= 1;
        return Reflect.apply(target, self, args);
      },
    });
    await classifyLines([log, log], { signal });
    await turn();
    assert.equal(listeners, 0);
  });

  it('rejects with what the source or a callback throws', async () => {
    const broken = async function* () {
      yield log;
      throw new Error('disk');
    };
    await assert.rejects(classifyLines(broken()), { message: 'disk' });
    let isClosed = false;
    const closing = async function* () {
      try {
        yield log;
      } finally {
        isClosed = true;
      }
    };
    const onRow = () => {
      throw new Error('mine');
    };
    await assert.rejects(classifyLines(closing(), { onRow }), { message: 'mine' });
    await turn();
    assert.ok(isClosed);
  });
});

describe('classifyLines with a mistake in its arguments', () => {
  for (const [options, message] of [
    [{ status: '503' }, /status takes an HTTP status, or 0, got a string/],
    [{ status: -1 }, /status takes/],
    [{ status: 1.5 }, /status takes/],
    [{ api: 'stripe' }, /api takes 'connxt' or 'connectpsp', got a string/],
    [{ method: 1 }, /method takes a string such as 'POST', got a number/],
    [{ signal: {} }, /signal takes an AbortSignal, got an object/],
    [{ onRow: 'x' }, /onRow takes a function/],
    [{ onProgress: 1 }, /onProgress takes a function/],
    [{ onrow() {} }, /has no option onrow; it takes status, api, method, signal, onRow/],
    [null, /takes an object of options, got null/],
  ]) {
    it(`says what is wrong with ${JSON.stringify(options)}`, async () => {
      await assert.rejects(classifyLines('', options), (error) => {
        assert.ok(error instanceof TypeError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  for (const source of [undefined, null, 1, {}, true]) {
    it(`takes no ${JSON.stringify(source)} for a source`, async () => {
      await assert.rejects(classifyLines(source), {
        name: 'TypeError',
        message: /takes bytes, a string, or a stream or iterable of them, got/,
      });
    });
  }

  it('takes no chunks but bytes and text', async () => {
    await assert.rejects(classifyLines([log, 1]), {
      name: 'TypeError',
      message: 'classifyLines() takes chunks of bytes or text, got a number',
    });
  });
});
