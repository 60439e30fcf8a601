// `npm run bench:exactly-once`: pays through a bank that goes wrong in every way, once with each
// client, and holds what each reports against the bank's ledger.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startBank } from './bank.mjs';
import { findClients, ours } from './clients.mjs';
import { experiment } from './experiment.mjs';
import { isPerfect } from './judge.mjs';
import { printLuck, printNotes, printRows } from './table.mjs';

const { seed, payments, concurrency, chosen } = readOptions();
const settings = { seed, payments, concurrency };
console.log(`seed ${seed}: ${payments} cash-outs, ${concurrency} at a time, over HTTP\n`);

const bank = startBank();
const results = [];
for (const client of chosen) {
  const result = await experiment(client, bank, settings);
  results.push(result);
  const { row, wallMs, complaints } = result;
  console.error(
    `${client.label}: ${row.once} of ${row.payments} once (${(wallMs / 1000).toFixed(1)} s)`,
  );
  if (client === ours) for (const complaint of complaints) console.error(complaint);
}

await bank.stop();

console.log();
printLuck(results[0]);
printRows(results);
printNotes(chosen);
await writeFile(new URL('result.json', import.meta.url), `${JSON.stringify(report(), null, 2)}\n`);
process.exitCode = verdict();

function readOptions() {
  const { values } = parseArgs({
    options: {
      payments: { type: 'string', default: '1000' },
      concurrency: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      clients: { type: 'string', default: '' },
    },
  });
  const wholeNumber = (name) => {
    const value = Number(values[name]);
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new RangeError(`--${name} takes a whole number from 1`);
    }
    return value;
  };
  return {
    seed: values.seed,
    payments: wholeNumber('payments'),
    concurrency: wholeNumber('concurrency'),
    chosen: findClients(values.clients.split(',').filter(Boolean)),
  };
}

function report() {
  const rows = results.map(({ client: { id, label, note }, row, wallMs, luck }) => {
    const { firsts: _firsts, ...counts } = luck;
    return { id, label, note, ...row, wallMs: Math.round(wallMs), faults: counts };
  });
  return { ...settings, node: process.version, rows };
}

function verdict() {
  const [{ luck }, ...others] = results;
  const isOther = ({ luck: { firsts } }) =>
    Object.keys(firsts).some((name) => name in luck.firsts && firsts[name] !== luck.firsts[name]);
  if (others.some(isOther)) {
    console.log('\nThe clients did not meet the same faults: this run compares nothing.');
    return 1;
  }
  const own = results.find(({ client }) => client === ours);
  if (!own) return 0;
  const { once, payments: all } = own.row;
  console.log(`\n${ours.label}: ${once} of ${all} executed exactly once and reported so.`);
  if (isPerfect(own.row)) return 0;
  console.log('That is not perfect.');
  return 1;
}
