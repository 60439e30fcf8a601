// `npm run bench`: how fast the built package is beside the documented handler's way and its peers.
//
//   --only <name>   one of node, chromium, native (Rust) and lines (newline-delimited JSON)
//   --rounds <n>    15 without it
//   --quick         a few short rounds: shows that it runs, proves nothing
//   --no-gate       ends well even if a bound is not met
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { main, SetupError } from '../../pkg/scripts/step.mjs';
import { isOutOfBounds, isTooNoisy, printTable, summarised } from './report.mjs';

const runtimes = {
  node: async (options) => (await import('./node.mjs')).measureInNode(options),
  chromium: async (options) => (await import('./chromium.mjs')).measureInChromium(options),
  native: async (options) => (await import('./native.mjs')).measureNatively(options),
  lines: async ({ rounds, size }) =>
    (await import('./measure-lines.mjs')).measureLines({ rounds: Math.ceil(rounds / 3), size }),
};

await main(async () => {
  const { names, options, gate } = readOptions();
  const results = [];
  for (const name of names) {
    const measured = await runtimes[name](options);
    const result = { ...measured, rows: measured.rows.map(summarised) };
    printTable(result);
    results.push(result);
  }
  const result = { date: new Date().toISOString(), cpu: cpus()[0]?.model, options, results };
  await writeFile(new URL('result.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`);

  const all = results.flatMap(({ version, rows }) => rows.map((row) => ({ version, ...row })));
  const out = all.filter(isOutOfBounds);
  const noisy = all.filter(isTooNoisy);
  for (const row of out) console.log(`Out of its bounds: ${describe(row)}, bound ${row.bound}`);
  for (const row of noisy) console.log(`Too busy a machine to tell: ${describe(row)}`);
  if (out.length + noisy.length === 0) console.log('All bounds are met.');
  else if (gate) process.exitCode = 1;
});

function describe({ version, part, group, name, median }) {
  return `${version}, ${part}, ${group}, ${name}: ${median.toFixed(2)}`;
}

function readOptions() {
  const { values } = parse();
  const only = values.only;
  if (only !== undefined && !Object.hasOwn(runtimes, only)) {
    throw new SetupError(`--only takes ${Object.keys(runtimes).join(', ')}, not ${only}`);
  }
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 15));
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new SetupError(`--rounds takes a whole number from 1, not ${values.rounds}`);
  }
  return {
    names: only === undefined ? Object.keys(runtimes) : [only],
    options: {
      rounds,
      sampleMs: values.quick ? 0.1 : 0.3,
      startupRounds: values.quick ? 3 : rounds,
      // In MiB; `npm run bench:lines` takes more.
      size: values.quick ? 64 : 256,
    },
    gate: !values['no-gate'],
  };
}

function parse() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean' },
        'no-gate': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new SetupError(error.message);
  }
}
