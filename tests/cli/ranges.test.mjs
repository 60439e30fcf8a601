// Any split of a file gives the same: lines, counts and the numbers of bad lines.
import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { catalogue } from 'psp-errors';
import { classifyLines } from 'psp-errors/lines';
import { classifyPart, FileTally, linesOfRange, Tally } from './internals.mjs';
import { folderWith, linesOf } from './support.mjs';

const isDocumented = (code) => catalogue.some((row) => row.code === code);

async function opened(context, content) {
  const folder = await folderWith(context, { file: content });
  const file = openSync(join(folder, 'file'));
  context.after(() => closeSync(file));
  return file;
}

/** The summary of ranges with these borders, counted in this order. */
async function summaryOf(file, borders, order) {
  const tally = new Tally(isDocumented);
  const own = new FileTally('file');
  for (const place of order) {
    const [start, end] = [borders[place], borders[place + 1]];
    const part = await classifyPart(linesOfRange(file, start, end), start === 0, {});
    own.add(place, part);
    tally.add(part);
  }
  return { ...tally.summary, badLines: own.badLines };
}

describe('ranges of a file', () => {
  for (const [name, content] of Object.entries({
    'all kinds of lines': [...linesOf(200)].join('\n'),
    'a newline at the end': `${[...linesOf(50, 3)].join('\n')}\n`,
    'nothing but newlines': '\n'.repeat(40),
    'one line': '{"code":"4001"}',
    'a byte order mark at the beginning': '\ufeff{"code":"4001"}\n\ufeff{"code":"4001"}\n',
    nothing: '',
  })) {
    it(`give the same as the whole, wherever the borders are: ${name}`, async (context) => {
      const bytes = Buffer.from(content);
      const file = await opened(context, bytes);
      const whole = await classifyLines(bytes);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(bytes.length), { maxLength: 12 }),
          fc.infiniteStream(fc.nat(1000)),
          async (inner, random) => {
            const borders = [0, ...inner.sort((a, b) => a - b), bytes.length];
            const places = borders.slice(1).map((_, place) => place);
            const keys = new Map(places.map((place) => [place, random.next().value]));
            const order = places.sort((a, b) => keys.get(a) - keys.get(b));
            assert.deepEqual(await summaryOf(file, borders, order), whole);
          },
        ),
        { numRuns: 100 },
      );
    });
  }

  it('give the same at each single border', async (context) => {
    const bytes = Buffer.from([...linesOf(30, 5)].join('\n'));
    const file = await opened(context, bytes);
    const whole = await classifyLines(bytes);
    for (let border = 0; border <= bytes.length; border++) {
      const borders = [0, border, bytes.length];
      assert.deepEqual(await summaryOf(file, borders, [1, 0]), whole, `border ${border}`);
    }
  });

  it('give a line that is longer than a range to the one in which it begins', async (context) => {
    const long = `{"code":"4001","x":"${'x'.repeat(900_000)}"}`;
    const bytes = Buffer.from(`bad\n${long}\nbad\n${long}`);
    const file = await opened(context, bytes);
    const borders = Array.from({ length: 20 }, (_, index) =>
      Math.floor((bytes.length * index) / 19),
    );
    const order = borders.slice(1).map((_, place) => place);
    assert.deepEqual(await summaryOf(file, borders, order), await classifyLines(bytes));
  });
});

describe('sums', () => {
  it('name a thousand codes that no documentation has, and the documented ones always', async () => {
    const tally = new Tally(isDocumented);
    for (let part = 0; part < 3; part++) {
      const codes = Array.from({ length: 600 }, (_, index) => `{"code":"OWN_${part}_${index}"}\n`);
      tally.add(await classifyLines([...codes, '{"code":"4001"}\n', '{"status":503,"body":""}\n']));
    }
    const { byCode, otherCodes, errors } = tally.summary;
    assert.equal(Object.keys(byCode).length, 1002);
    assert.deepEqual([byCode['4001'], byCode.HTTP_503, otherCodes], [3, 3, 800]);
    const named = Object.values(byCode).reduce((sum, count) => sum + count);
    assert.equal(named + otherCodes, errors);
  });

  it('keep the numbers of a thousand bad lines, the first ones', async () => {
    const file = new FileTally('file');
    const part = await classifyLines('x\n'.repeat(900));
    file.add(1, part);
    file.add(0, part);
    assert.deepEqual([file.bad, file.lines, file.badLines.length], [1800, 1800, 1000]);
    assert.deepEqual(
      file.badLines,
      Array.from({ length: 1000 }, (_, index) => index + 1),
    );
  });
});
