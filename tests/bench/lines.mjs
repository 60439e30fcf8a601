// `npm run bench:lines`: a file of newline-delimited JSON that is larger than any memory it may take.
//
//   --size <MiB>     of the file, 1024 without it
//   --rounds <n>     3 without it
//   --no-gate        ends well even if a bound is not met
import { parseArgs } from 'node:util';
import { main } from '../../pkg/scripts/step.mjs';
import { measureLines } from './measure-lines.mjs';
import { isOutOfBounds, printTable, summarised } from './report.mjs';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    'no-gate': { type: 'boolean' },
  },
});

await main(async () => {
  const { size, rounds } = values;
  const result = await measureLines({ size: Number(size), rounds: Number(rounds) });
  const rows = result.rows.map(summarised);
  printTable({ ...result, rows });
  for (const { group, nsPerLine, memoryMiB } of rows) {
    for (const [whose, ns] of Object.entries(nsPerLine)) {
      console.log(`  ${group}, ${whose}: ${ns} ns a line, ${memoryMiB[whose]} MiB at the most`);
    }
  }
  if (rows.some(isOutOfBounds) && !values['no-gate']) process.exitCode = 1;
});
