// The budgets, the table, and who is below a bound.
import { groupTitles } from './bodies.mjs';
import { median } from './measure.mjs';
import { control } from './parts.mjs';

/** How many times as fast as the documented handler's way: design section 6. */
const budgets = [
  { part: 'bytes', name: 'classify', bound: 2, aim: 3 },
  { part: 'string', name: 'classify', bound: 1.5, aim: 2 },
  { part: 'bytes', name: 'decode', bound: 1, aim: 1.3 },
  { part: 'string', name: 'decode', bound: 1, aim: 1.3 },
];

/** Budgets are about the documented bodies; the other groups show where they lead. */
const budgeted = 'documented';

/** A row with its spread and, if it has one, its budget. */
export function summarised({ ratios, timesMs, ...row }) {
  const budget =
    row.group === budgeted &&
    budgets.find(({ part, name }) => part === row.part && name === row.name);
  return {
    ...row,
    min: Math.min(...ratios),
    median: median(ratios),
    max: Math.max(...ratios),
    ...(timesMs && { medianMs: median(timesMs) }),
    ...(budget && { bound: budget.bound, aim: budget.aim }),
  };
}

export const isBelowBound = ({ median, bound }) => bound !== undefined && median < bound;

/** What is as fast as itself only on a machine that lets one measure. */
export const isTooNoisy = ({ group, name, median }) =>
  group === budgeted && name === control && (median < 0.9 || median > 1.1);

export function printTable({ version, rows }) {
  console.log(`\n${version}: times as fast as the documented handler's way (min – median – max)`);
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
  const word = isBelowBound(row) ? 'BELOW THE BOUND' : row.median < row.aim ? 'met' : 'aim reached';
  return `   bound ${row.bound}, aim ${row.aim}: ${word}`;
}
