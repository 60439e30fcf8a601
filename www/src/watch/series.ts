// From events, or from the hours of a log, to what a chart shows.
import type { Hour } from '../bulk/count-lines.js';

import { actions } from '../words.js';
import { type Event, windowMs } from './traffic.js';

export type By = 'action' | 'code';

export interface Series {
  /** An action, a code, or `null` for all other codes together. */
  readonly name: string | null;
  readonly counts: readonly number[];
  readonly total: number;
}

export interface Chart {
  /** When each interval begins, in milliseconds. */
  readonly starts: readonly number[];
  readonly intervalMs: number;
  readonly series: readonly Series[];
}

export const liveIntervalMs = 10_000;
const hourMs = 3_600_000;
const mostHours = 24 * 31;
/** More codes than this cannot be told apart by looking. */
const mostCodes = 5;

/** The last minutes in intervals, the latest last. */
export function chartOfEvents(events: readonly Event[], now: number, by: By): Chart {
  const end = (Math.floor(now / liveIntervalMs) + 1) * liveIntervalMs;
  const length = windowMs / liveIntervalMs;
  const first = end - windowMs;
  const counts = new Map<string, number[]>();
  for (const event of events) {
    const index = Math.floor((event.at - first) / liveIntervalMs);
    if (index < 0 || index >= length) continue;
    const name = event[by];
    const row = counts.get(name) ?? Array<number>(length).fill(0);
    row[index] = (row[index] ?? 0) + 1;
    counts.set(name, row);
  }
  const starts = Array.from({ length }, (_, index) => first + index * liveIntervalMs);
  return { starts, intervalMs: liveIntervalMs, series: seriesOf(counts, length, by) };
}

/** A log by its hours, those without an error among them. */
export function chartOfHours(hours: readonly Hour[], by: By): Chart {
  const timeOf = ({ hour }: Hour) => Date.parse(`${hour}:00:00Z`);
  const valid = hours.filter((hour) => !Number.isNaN(timeOf(hour)));
  const [first, last] = [valid[0], valid.at(-1)];
  if (!first || !last) return { starts: [], intervalMs: hourMs, series: [] };
  // A log that spans years cannot be shown by the hour: its last month is.
  const length = Math.min((timeOf(last) - timeOf(first)) / hourMs + 1, mostHours);
  const from = timeOf(last) - (length - 1) * hourMs;
  const counts = new Map<string, number[]>();
  for (const hour of valid) {
    const index = (timeOf(hour) - from) / hourMs;
    for (const [name, count] of Object.entries(hour.counts)) {
      const isAction = actions.some((action) => action === name);
      if (index < 0 || isAction !== (by === 'action')) continue;
      const values = counts.get(name) ?? Array<number>(length).fill(0);
      values[index] = count;
      counts.set(name, values);
    }
  }
  const starts = Array.from({ length }, (_, index) => from + index * hourMs);
  return { starts, intervalMs: hourMs, series: seriesOf(counts, length, by) };
}

/** Actions in their usual order, codes by how many there are, the rare ones put together. */
function seriesOf(counts: ReadonlyMap<string, number[]>, length: number, by: By): Series[] {
  const sum = (values: readonly number[]) => values.reduce((total, count) => total + count, 0);
  if (by === 'action') {
    return actions.map((name) => {
      const values = counts.get(name) ?? Array<number>(length).fill(0);
      return { name, counts: values, total: sum(values) };
    });
  }
  const all = [...counts]
    .map(([name, values]) => ({ name, counts: values, total: sum(values) }))
    .sort((one, other) => other.total - one.total);
  const rare = all.slice(mostCodes);
  if (rare.length < 2) return all;
  const together = Array.from({ length }, (_, index) =>
    rare.reduce((total, series) => total + (series.counts[index] ?? 0), 0),
  );
  return [...all.slice(0, mostCodes), { name: null, counts: together, total: sum(together) }];
}
