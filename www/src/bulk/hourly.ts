import type { Verdict } from 'psp-errors';

const decoder = new TextDecoder();
/** So much of a record is searched for its time. */
const searchedBytes = 256;
const mostHours = 24 * 31;
/** A code that is in no documentation may be anything: only so many are told apart. */
const mostNames = 100;
const isoHour = /"(\d{4}-\d\d-\d\dT\d\d):\d\d/;

/** Errors by the hour that their record names, each by its action and by its code. */
export type Hours = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts verdicts by the hour that their record names. */
export class Hourly {
  readonly counts: Record<string, Record<string, number>> = {};
  readonly #names = new Set<string>();
  #hours = 0;

  add({ action, code }: Verdict, record: Uint8Array): void {
    const hour = isoHour.exec(decoder.decode(record.subarray(0, searchedBytes)))?.[1];
    const row = hour === undefined ? undefined : this.#rowOf(hour);
    if (!row) return;
    for (const name of [action, code]) {
      if (!this.#names.has(name)) {
        if (this.#names.size === mostNames) continue;
        this.#names.add(name);
      }
      row[name] = (row[name] ?? 0) + 1;
    }
  }

  #rowOf(hour: string): Record<string, number> | undefined {
    const known = this.counts[hour];
    if (known || this.#hours === mostHours) return known;
    this.#hours += 1;
    const row: Record<string, number> = Object.create(null);
    this.counts[hour] = row;
    return row;
  }
}
