// `npm run bench:lines`: a file of newline-delimited JSON through `classifyLines`, and through what one
// would write instead: readline, JSON.parse, switch. Each in a process of its own, in turns.
//
//   --size <MiB>     of the file, 1024 without it
//   --rounds <n>     3 without it
//   --no-gate        ends well even if a bound is not met
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { main } from '../../pkg/scripts/step.mjs';
import { responses } from '../fixtures/responses.mjs';
import { median } from './measure.mjs';

const MiB = 2 ** 20;
/** Times as fast, per line; MiB of memory at the most. */
const bounds = { ratio: 3, aim: 6, memory: 200 };

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    'no-gate': { type: 'boolean' },
  },
});

/** What a line is: the body alone, or a record of a log that holds it. */
const kinds = {
  bodies: ({ body }) => body,
  records: ({ status, body }, index) => ({
    time: new Date(Date.UTC(2026, 10, 1) + index * 250).toISOString(),
    level: 'error',
    method: 'POST',
    url: 'https://api.connectpsp.com/cash-out',
    status,
    body,
  }),
};

await main(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'psp-errors-lines-'));
  try {
    let isMet = true;
    for (const [kind, lineOf] of Object.entries(kinds)) {
      const path = join(folder, `${kind}.ndjson`);
      await pipeline(
        Readable.from(linesOf(lineOf, Number(values.size) * MiB)),
        createWriteStream(path),
      );
      isMet = (await compare(kind, path)) && isMet;
      await rm(path);
    }
    if (!isMet && !values['no-gate']) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
});

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

async function compare(kind, path) {
  const results = { 'psp-errors': [], readline: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [way, each] of Object.entries(results)) each.push(await run(way, path));
  }
  const { 'psp-errors': own, readline } = results;
  const ratios = own.map(({ ms }, round) => readline[round].ms / ms);
  const memory = Math.max(...own.map((each) => each.memory));
  const [{ lines }] = own;
  for (const [way, each] of Object.entries(results)) {
    if (each.some((result) => result.lines !== lines)) throw new Error(`${way} counts other lines`);
    const ns = median(each.map(({ ms }) => (ms * 1e6) / lines));
    const peak = Math.max(...each.map((result) => result.memory));
    console.log(
      `  ${kind}, ${way}: ${Math.round(ns)} ns a line, ${Math.round(peak)} MiB at the most`,
    );
  }
  const spread = [Math.min(...ratios), median(ratios), Math.max(...ratios)].map((ratio) =>
    ratio.toFixed(2),
  );
  const isMet = median(ratios) >= bounds.ratio && memory < bounds.memory;
  console.log(
    `  ${kind}: ${spread.join(' – ')} times as fast (bound ${bounds.ratio}, aim ${bounds.aim}; memory below ${bounds.memory} MiB): ${isMet ? 'met' : 'BELOW THE BOUND'}\n`,
  );
  return isMet;
}

async function run(way, path) {
  const part = fileURLToPath(new URL('lines-part.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [part, way, path]);
  return JSON.parse(stdout);
}
