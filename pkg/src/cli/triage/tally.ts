// Sums of what parts were counted as.

import type { HourSummary, LineSummary } from 'psp-errors/lines';
import { type Action, type Api, actions, apis } from '../../words.js';

/** So many codes that no documentation has are summed by name, as in one part. */
const maxUndocumented = 1000;
/** So many bad lines are named of a file, as in one part. */
const maxBadLines = 1000;
const maxHours = 10_000;

/** Sums summaries; the order is none. */
export class Tally {
  #total = emptySummary();
  readonly #codes = new Map<string, number>();
  readonly #hours = new Map<string, HourSummary>();
  readonly #isDocumented: (code: string) => boolean;
  #undocumented = 0;

  constructor(isDocumented: (code: string) => boolean) {
    this.#isDocumented = isDocumented;
  }

  add(part: LineSummary): void {
    const total = this.#total;
    this.#total = {
      ...total,
      lines: total.lines + part.lines,
      blank: total.blank + part.blank,
      errors: total.errors + part.errors,
      ok: total.ok + part.ok,
      bad: total.bad + part.bad,
      byApi: sum(total.byApi, part.byApi),
      byAction: sum(total.byAction, part.byAction),
      otherCodes: total.otherCodes + part.otherCodes,
    };
    for (const [code, count] of Object.entries(part.byCode)) this.#addCode(code, count);
    for (const hour of part.byHour) this.#addHour(hour);
  }

  #addCode(code: string, count: number): void {
    const before = this.#codes.get(code);
    if (before === undefined && !isOfStatus(code) && !this.#isDocumented(code)) {
      if (this.#undocumented >= maxUndocumented) {
        this.#total = { ...this.#total, otherCodes: this.#total.otherCodes + count };
        return;
      }
      this.#undocumented++;
    }
    this.#codes.set(code, (before ?? 0) + count);
  }

  #addHour({ hour, ok, byAction }: HourSummary): void {
    const before = this.#hours.get(hour);
    if (!before && this.#hours.size >= maxHours) return;
    this.#hours.set(hour, {
      hour,
      ok: ok + (before?.ok ?? 0),
      byAction: before ? sum(byAction, before.byAction) : byAction,
    });
  }

  /** The sum; bad lines are kept by file. */
  get summary(): Omit<LineSummary, 'badLines'> {
    const { badLines: _, ...total } = this.#total;
    const codes = [...this.#codes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return {
      ...total,
      byCode: Object.fromEntries(codes),
      byHour: [...this.#hours.values()].sort((a, b) => (a.hour < b.hour ? -1 : 1)),
    };
  }
}

type Part = Pick<LineSummary, 'lines' | 'bad' | 'badLines'>;

/** What is told of one file: parts by their place in it, in whichever order they come. */
export class FileTally {
  readonly name: string;
  /** Why it could not be read, or not to its end. */
  problem: string | null = null;
  lines = 0;
  bad = 0;
  /** The numbers of the first bad lines, counted from 1. */
  readonly badLines: number[] = [];
  /** Parts that came before one that stands before them. */
  readonly #early = new Map<number, Part>();
  #next = 0;
  /** How many lines stood before those that are numbered from 1. */
  #before = 0;

  constructor(name: string) {
    this.name = name;
  }

  add(place: number, { lines, bad, badLines }: Part): void {
    this.#early.set(place, { lines, bad, badLines });
    for (let part = this.#early.get(this.#next); part; part = this.#early.get(this.#next)) {
      this.#append(part);
      this.#early.delete(this.#next++);
    }
  }

  /** Tells of a part that could not be read. */
  fail(place: number, problem: string): void {
    this.problem ??= problem;
    this.add(place, { lines: 0, bad: 0, badLines: [] });
  }

  /** The lines that follow are those of another file under the same name. */
  restart(): void {
    this.#before = this.lines;
  }

  #append({ lines, bad, badLines }: Part): void {
    for (const line of badLines) {
      if (this.badLines.length >= maxBadLines) break;
      this.badLines.push(this.lines - this.#before + line);
    }
    this.lines += lines;
    this.bad += bad;
  }
}

function isOfStatus(code: string): boolean {
  return /^(HTTP_\d{1,3}|NETWORK_ERROR|TIMEOUT|UNKNOWN)$/.test(code);
}

function sum<K extends string>(a: Readonly<Record<K, number>>, b: Readonly<Record<K, number>>) {
  const names = Object.keys(a) as K[];
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as Record<K, number>;
}

function emptySummary(): LineSummary {
  const zero = <K extends string>(names: readonly K[]) =>
    Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
  return {
    lines: 0,
    blank: 0,
    errors: 0,
    ok: 0,
    bad: 0,
    badLines: [],
    byApi: zero<Api | 'unknown'>([...apis, 'unknown']),
    byAction: zero<Action>(actions),
    byCode: {},
    otherCodes: 0,
    byHour: [],
  };
}
