// A file of newline-delimited JSON through `classifyLines`, and through what one would write instead:
// readline, JSON.parse, switch. Each in a process of its own, in turns.
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { responses } from '../fixtures/responses.mjs';
import { median } from './measure.mjs';

const MiB = 2 ** 20;

/** What a line is: the body alone, or a record of a log that holds it. */
const kinds = {
  'NDJSON of bodies': ({ body }) => body,
  'NDJSON of records': ({ status, body }, index) => ({
    time: new Date(Date.UTC(2026, 10, 1) + index * 250).toISOString(),
    level: 'error',
    method: 'POST',
    url: 'https://api.connectpsp.com/cash-out',
    status,
    body,
  }),
};

/** Files of `size` MiB each. A row also has the nanoseconds a line and the most MiB of memory, of both. */
export async function measureLines({ size, rounds }) {
  const folder = await mkdtemp(join(tmpdir(), 'psp-errors-lines-'));
  try {
    const rows = [];
    for (const [group, lineOf] of Object.entries(kinds)) {
      const path = join(folder, 'lines.ndjson');
      await pipeline(Readable.from(linesOf(lineOf, size * MiB)), createWriteStream(path));
      rows.push({ part: 'lines', group, name: 'classifyLines', ...(await compare(path, rounds)) });
      await rm(path);
    }
    const version = `Node ${process.versions.node}, ${size} MiB from a file`;
    return { version, against: 'readline, JSON.parse and a switch', rows };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function* linesOf(lineOf, size) {
  const documented = responses.flatMap(({ status, body }) => {
    try {
      return [{ status, body: JSON.parse(body) }];
    } catch {
      return []; // HTML, and the like: no line of JSON
    }
  });
  let written = 0;
  for (let index = 0; written < size; ) {
    let chunk = '';
    for (; chunk.length < MiB; index++) {
      chunk += `${JSON.stringify(lineOf(documented[index % documented.length], index))}\n`;
    }
    written += chunk.length;
    yield chunk;
  }
}

async function compare(path, rounds) {
  const results = { classifyLines: [], readline: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [way, each] of Object.entries(results)) each.push(await run(way, path));
  }
  const { classifyLines, readline } = results;
  const [{ lines }] = classifyLines;
  if ([...classifyLines, ...readline].some((result) => result.lines !== lines)) {
    throw new Error('The two count different lines');
  }
  const of = (number) => ({ own: number(classifyLines), reference: number(readline) });
  return {
    ratios: classifyLines.map(({ ms }, round) => readline[round].ms / ms),
    nsPerLine: of((each) => Math.round(median(each.map(({ ms }) => (ms * 1e6) / lines)))),
    memoryMiB: of((each) => Math.round(Math.max(...each.map(({ memory }) => memory)))),
  };
}

async function run(way, path) {
  const part = fileURLToPath(new URL('lines-part.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [part, way, path]);
  return JSON.parse(stdout);
}
