// The budgets, the table, and who is below a bound.
import { groupTitles } from './bodies.mjs';
import { median } from './measure.mjs';
import { control } from './parts.mjs';

const documented = 'documented';

/**
 * How many times as fast as the reference: design section 6. Budgets are about the documented bodies;
 * the other groups show where they lead. For Rust, where the reference is compiled as well, there is
 * the bound alone that nobody should be faster by hand.
 */
const budgets = [
  { part: 'bytes', group: documented, name: 'classify', bound: 2, aim: 3 },
  { part: 'string', group: documented, name: 'classify', bound: 1.5, aim: 2 },
  { part: 'bytes', group: documented, name: 'decode', bound: 1, aim: 1.3 },
  { part: 'string', group: documented, name: 'decode', bound: 1, aim: 1.3 },
  { part: 'native', group: documented, name: 'classify', bound: 1, aim: 1.5 },
  { part: 'lines', name: 'classifyLines', bound: 3, aim: 6, boundMiB: 200 },
];

/** A row with its spread and, if it has one, its budget. */
export function summarised({ ratios, timesMs, ...row }) {
  const budget = budgets.find(
    ({ part, group = row.group, name }) =>
      part === row.part && group === row.group && name === row.name,
  );
  return {
    ...row,
    min: Math.min(...ratios),
    median: median(ratios),
    max: Math.max(...ratios),
    ...(timesMs && { medianMs: median(timesMs) }),
    ...(budget && { bound: budget.bound, aim: budget.aim }),
    ...(budget?.boundMiB && { boundMiB: budget.boundMiB }),
  };
}

const isTooSlow = ({ median, bound }) => bound !== undefined && median < bound;
const isTooLarge = ({ memoryMiB, boundMiB }) => boundMiB !== undefined && memoryMiB.own > boundMiB;

export const isOutOfBounds = (row) => isTooSlow(row) || isTooLarge(row);

/** What is as fast as itself only on a machine that lets one measure. */
export const isTooNoisy = ({ group, name, median }) =>
  group === documented && name === control && (median < 0.9 || median > 1.1);

export function printTable({ version, against = "the documented handler's way", rows }) {
  console.log(`\n${version}: times as fast as ${against} (min – median – max)`);
  let heading;
  for (const row of rows) {
    const title = `${row.part}: ${groupTitles[row.group] ?? row.group}`;
    if (title !== heading) console.log(`\n  ${title}`);
    heading = title;
    console.log(`    ${row.name.padEnd(28)} ${spread(row)}${verdict(row)}`);
  }
}

function spread({ min, median, max, medianMs }) {
  const numbers = [min, median, max].map((ratio) => ratio.toFixed(2).padStart(6));
  return numbers.join(' – ') + (medianMs === undefined ? '' : `   (${medianMs.toFixed(1)} ms)`);
}

function verdict(row) {
  if (row.bound === undefined) return '';
  const speed = isTooSlow(row) ? 'BELOW THE BOUND' : row.median < row.aim ? 'met' : 'aim reached';
  const text = `   bound ${row.bound}, aim ${row.aim}: ${speed}`;
  if (row.boundMiB === undefined) return text;
  const memory = isTooLarge(row) ? 'ABOVE THE BOUND' : 'met';
  return `${text}; ${row.memoryMiB.own} MiB, bound ${row.boundMiB}: ${memory}`;
}
