// Counts what a log holds, line by line. `psp-errors/lines` does this several times as fast, but has
// a WebAssembly module of its own, for which the budget of the page has no room (tests/e2e/page.test.mjs).
import { classify, type Verdict } from 'psp-errors';
import { readJson } from '../reading/json.js';
import { isRecord, parseJson } from '../reading/reading.js';

export interface Hour {
  /** Its beginning, as `2026-01-05T12`. */
  readonly hour: string;
  /** Errors by action and by code. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface LinesSummary {
  /** Lines that are not blank. */
  readonly lines: number;
  readonly errors: number;
  /** Lines that tell of a success. */
  readonly ok: number;
  /** Lines that are no JSON object, or over 1 MiB. */
  readonly bad: number;
  /** The numbers of the first of them, counted from 1. */
  readonly badLines: readonly number[];
  readonly byAction: Readonly<Record<string, number>>;
  readonly byCode: Readonly<Record<string, number>>;
  /** Of the lines that name a time. */
  readonly byHour: readonly Hour[];
}

const newline = 10;
const mostOfLine = 2 ** 20;
const mostBadLines = 1000;
const mostHours = 24 * 366;
/** A code that is in no documentation may be anything: only so many are told apart. */
const mostCodes = 1000;
/** So much of a line is searched for its time. */
const searched = 256;
const isoHour = /"(\d{4}-\d\d-\d\dT\d\d):\d\d/;
const decoder = new TextDecoder();

export async function countLines(
  source: ReadableStream<Uint8Array>,
  onProgress: (bytes: number) => void,
): Promise<LinesSummary> {
  const counter = new Counter();
  /** The beginning of a line whose end is still to come. */
  let rest: Uint8Array = new Uint8Array(0);
  let isTooLong = false;
  let read = 0;
  const reader = source.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const chunk = next.value;
    let start = 0;
    for (
      let end = chunk.indexOf(newline);
      end >= 0;
      start = end + 1, end = chunk.indexOf(newline, start)
    ) {
      const part = chunk.subarray(start, end);
      if (isTooLong) counter.addBad();
      else counter.add(rest.length === 0 ? part : joined(rest, part));
      rest = rest.subarray(0, 0);
      isTooLong = false;
    }
    if (!isTooLong) rest = joined(rest, chunk.subarray(start));
    if (rest.length > mostOfLine) {
      rest = rest.subarray(0, 0);
      isTooLong = true;
    }
    read += chunk.length;
    onProgress(read);
  }
  if (isTooLong) counter.addBad();
  else counter.add(rest);
  return counter.summary();
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

class Counter {
  #line = 0;
  #filled = 0;
  #errors = 0;
  #ok = 0;
  #bad = 0;
  readonly #badLines: number[] = [];
  readonly #actions = new Map<string, number>();
  readonly #codes = new Map<string, number>();
  readonly #hours = new Map<string, Map<string, number>>();

  add(bytes: Uint8Array): void {
    if (isBlank(bytes)) {
      this.#line += 1;
      return;
    }
    if (bytes.length > mostOfLine) {
      this.addBad();
      return;
    }
    const direct = classify(undefined, bytes);
    // A code that is documented says it all; otherwise the response may stand inside of a record.
    const verdict = direct.known ? direct : judgeRecord(decoder.decode(bytes));
    if (verdict === 'bad') {
      this.addBad();
      return;
    }
    this.#line += 1;
    this.#filled += 1;
    if (verdict === 'ok') {
      this.#ok += 1;
      return;
    }
    this.#errors += 1;
    const { action, code } = verdict;
    increase(this.#actions, action);
    if (this.#codes.has(code) || this.#codes.size < mostCodes) increase(this.#codes, code);
    const hour = isoHour.exec(decoder.decode(bytes.subarray(0, searched)))?.[1];
    const counts = hour === undefined ? undefined : this.#countsOf(hour);
    if (!counts) return;
    increase(counts, action);
    if (this.#codes.has(code)) increase(counts, code);
  }

  addBad(): void {
    this.#line += 1;
    this.#filled += 1;
    this.#bad += 1;
    if (this.#badLines.length < mostBadLines) this.#badLines.push(this.#line);
  }

  #countsOf(hour: string): Map<string, number> | undefined {
    const known = this.#hours.get(hour);
    if (known || this.#hours.size === mostHours) return known;
    const counts = new Map<string, number>();
    this.#hours.set(hour, counts);
    return counts;
  }

  summary(): LinesSummary {
    const hours = [...this.#hours].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      lines: this.#filled,
      errors: this.#errors,
      ok: this.#ok,
      bad: this.#bad,
      badLines: this.#badLines,
      byAction: Object.fromEntries(this.#actions),
      byCode: Object.fromEntries(this.#codes),
      byHour: hours.map(([hour, counts]) => ({ hour, counts: Object.fromEntries(counts) })),
    };
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function judgeRecord(text: string): Verdict | 'ok' | 'bad' {
  const value = parseJson(text);
  if (!isRecord(value)) return 'bad';
  const { status, method, body } = readJson(text, value);
  const verdict = classify(status, body, method);
  if (verdict.known) return verdict;
  const told = status ?? value['status'];
  return typeof told === 'number' && told >= 200 && told <= 299 ? 'ok' : verdict;
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
