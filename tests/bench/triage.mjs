// `npm run bench:triage`: the tool's triage beside `jq -r .code | sort | uniq -c`, on one file, in
// one run, with the same counts.
//
//   --mib <n>   how large the file is; 1024 without it
//   --no-gate   ends well even if a bound is missed
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { main, SetupError } from '../../pkg/scripts/step.mjs';
import { findOnPath } from '../../pkg/scripts/tools.mjs';
import { responses } from '../fixtures/responses.mjs';

const cli = fileURLToPath(new URL('../../pkg/dist/cli.js', import.meta.url));
const MiB = 1024 * 1024;
const bounds = { times: 5, mib: 200 };

await main(async () => {
  const { values } = parseArgs({
    options: { mib: { type: 'string', default: '1024' }, 'no-gate': { type: 'boolean' } },
  });
  const mib = Number(values.mib);
  if (!(mib > 0)) throw new SetupError(`--mib takes a number above 0, not ${values.mib}`);
  if (findOnPath(['jq'], process.env) === null) {
    throw new SetupError('jq is missing: apt-get install jq, then run this command again.');
  }
  const folder = await mkdtemp(join(tmpdir(), 'psp-errors-triage-'));
  try {
    await compare(join(folder, 'errors.ndjson'), mib, values['no-gate'] !== true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function compare(file, mib, isGated) {
  await pipeline(linesOf(mib * MiB), createWriteStream(file));
  // Both find the file in memory, if it has room there.
  execFileSync('cat', [file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const triage = await measured(process.execPath, [cli, 'triage', '--json', file]);
  const script = `jq -r .code '${file}' | LC_ALL=C sort | uniq -c`;
  const jq = await measured('bash', ['-c', script]);

  const counted = JSON.parse(triage.output).byCode;
  const found = Object.fromEntries(
    jq.output
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' ').reverse()),
  );
  for (const [code, count] of Object.entries(found)) {
    if (counted[code] !== Number(count)) throw new Error(`${code}: ${counted[code]}, jq ${count}`);
  }
  const times = jq.seconds / triage.seconds;
  console.log(`${mib} MiB, ${availableParallelism()} cores, Node ${process.version}`);
  console.log(`jq | sort | uniq -c  ${jq.seconds.toFixed(1)} s`);
  console.log(
    `psp-errors triage    ${triage.seconds.toFixed(1)} s, ${triage.peakMiB.toFixed(0)} MiB`,
  );
  console.log(
    `${times.toFixed(1)} times as fast (bound ${bounds.times}), memory bound ${bounds.mib} MiB`,
  );
  const isMet = times >= bounds.times && triage.peakMiB < bounds.mib;
  if (!isMet) console.log('A bound is missed.');
  if (!isMet && isGated) process.exitCode = 1;
}

async function measured(program, args) {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let peakMiB = 0;
  const look = async () => {
    // The most that it ever held: Linux remembers it.
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peakMiB = Math.max(peakMiB, Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
  };
  const timer = setInterval(look, 50);
  const output = Buffer.concat(await child.stdout.toArray()).toString();
  clearInterval(timer);
  return { seconds: (performance.now() - start) / 1000, peakMiB, output };
}

/** Bodies as both APIs send them, each with a time, in an order that no branch predictor learns. */
function* linesOf(bytes) {
  const bodies = responses.map(({ body }) => JSON.stringify(JSON.parse(body)).slice(1));
  let random = 1;
  let written = 0;
  for (let hour = 0; written < bytes; hour++) {
    const time = new Date(Date.UTC(2026, 10, 1) + hour * 3_600_000).toISOString();
    let text = '';
    for (let line = 0; line < 20_000; line++) {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      text += `{"time":"${time}",${bodies[Math.floor((random / 2 ** 31) * bodies.length)]}\n`;
    }
    yield text;
    written += text.length;
  }
}
