// `npm run test:faults`: 100 000 calls through a network that breaks, delays and forges, and what is
// left behind after them. `-- --calls 5000 --seed 7 --share 0.3 --concurrency 200` for another run.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { TOO_LATE_MS } from './kinds.mjs';
import { assertNothingHeld, held, watchProcess } from './leaks.mjs';
import { endings, judge, makeCalls, makeClients } from './load.mjs';
import { startNetwork } from './network.mjs';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    share: { type: 'string', default: '0.3' },
    concurrency: { type: 'string', default: '64' },
  },
});
const [calls, share, concurrency] = [values.calls, values.share, values.concurrency].map(Number);
/** So many, and the sandbox, which remembers everything, begins anew. */
const ROUND = 5000;

const whatWentWrong = watchProcess();
const atFirst = held();
const network = await startNetwork({ seed: values.seed, share });
const clients = await makeClients(network);
const { signal } = new AbortController();

const complaints = [];
const ends = {};
const struck = {};
let slowestMs = 0;
const begun = performance.now();
for (let done = 0; done < calls; done += ROUND) {
  const seed = `${values.seed}-${done}`;
  const count = Math.min(ROUND, calls - done);
  const reports = await makeCalls(network, clients, { seed, count, concurrency, signal });
  // What a client no longer waits for is still worked on.
  await sleep(TOO_LATE_MS + 500);
  const seen = await network.look();
  const wrong = judge(reports, seen);
  complaints.push(...wrong);
  add(ends, endings(reports));
  add(struck, seen.struck);
  for (const { tookMs } of reports) slowestMs = Math.max(slowestMs, tookMs);
  for (const complaint of wrong.slice(0, 10)) console.error(complaint);
  console.error(`${done + count} calls, ${complaints.length} complaints`);
}
const seconds = (performance.now() - begun) / 1000;
try {
  await assertNothingHeld(atFirst, signal);
} catch (error) {
  complaints.push(error.message);
}
await network.stop();
complaints.push(...whatWentWrong());

console.table(ends);
console.table(struck);
console.log(
  `${calls} calls in ${seconds.toFixed(0)} s, the slowest took ${Math.round(slowestMs)} ms.`,
);
for (const complaint of complaints.slice(0, 50)) console.log(complaint);
console.log(`${complaints.length} complaints.`);
process.exitCode = complaints.length === 0 ? 0 : 1;

function add(sums, counts) {
  for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
}
