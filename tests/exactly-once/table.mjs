import { BASE_MS, TIMEOUT_MS } from './clients/common.mjs';
import { DEFINITIONS } from './judge.mjs';
import { EXPIRIES, FAULT_KINDS, MOST_FAULTS, SHARES, SLOW, SLOW_SHARE } from './luck.mjs';

/** Aligned columns: the first to the left, numbers to the right. */
export function table(head, rows) {
  const lines = [head, ...rows].map((cells) => cells.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const format = (cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join('  ');
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [format(lines[0]), rule, ...lines.slice(1).map(format)].join('\n');
}

/** At most a hundred characters a line, four of them blank. */
const wrap = (text) => text.replace(/(.{1,96})(?:\s+|$)/g, '    $1\n').trimEnd();

const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;

export function printLuck({ luck, row }) {
  const planned = { ...SHARES, [SLOW]: SLOW_SHARE };
  const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);
  const hit = (counts, whole) => [sum(counts), percent(sum(counts), whole)];
  const rows = FAULT_KINDS.map((kind) => [
    kind,
    percent(planned[kind], 1),
    luck.onFirst[kind] ?? 0,
    percent(luck.onFirst[kind] ?? 0, row.payments),
    luck.onAll[kind] ?? 0,
    luck.hidden[kind] ?? 0,
  ]);
  rows.push([
    'together',
    '',
    ...hit(luck.onFirst, row.payments),
    sum(luck.onAll),
    sum(luck.hidden),
  ]);
  const head = ['fault', 'planned', 'on first', 'share', 'on all', 'payment made and hidden'];
  console.log(table(head, rows));
  console.log(`
Planned are the shares of a payment's first ${MOST_FAULTS} requests (${SLOW}: of its first one); later ones are let
through. "On first" is the same for every client; the columns after it are of the first client's run,
which sent ${luck.requests} requests. All tokens expired ${EXPIRIES} times during the run; ${luck.expired} requests met that.\n`);
}

export function printRows(results) {
  const head = [
    'client',
    ...['once', 'twice+', 'never', 'done, not executed', 'failed, executed'],
    ...['unknown', 'no id', 'requests', 'refreshes', 'seconds'],
  ];
  const rows = results.map(({ client, row, wallMs }) => [
    client.label,
    ...[row.once, row.twice, row.never, row.doneNotExecuted, row.failedExecuted],
    ...[row.reportedUnknown, row.withoutId, row.requests, row.refreshes],
    (wallMs / 1000).toFixed(1),
  ]);
  console.log(table(head, rows));
}

export function printNotes(clients) {
  console.log(`\n${DEFINITIONS}

All have a timeout of ${TIMEOUT_MS} ms per try and back off from ${BASE_MS} ms, but for the row "as by default".
psp-errors, ky and axios-retry honour Retry-After and wait a second at every 429, which shows in
their seconds; this bank would have served them at once. Where the reference stays the same, the
bank refuses a second payment by itself: what goes wrong then is not the money but the report.\n`);
  for (const { label, note } of clients) console.log(`${label}\n${wrap(note)}`);
}
