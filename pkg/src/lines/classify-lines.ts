import { Lines } from '../../gen/lines/psp_errors.js';
import { type Check, checkOptions } from '../check.js';
import { guarded, loadPart, ready, restartsSoFar, verdictById } from '../core.js';
import type { Verdict } from '../types.js';
import { type Action, type Api, apis } from '../words.js';
import { type LineSource, partsOf } from './source.js';

/** What holds for lines that do not tell it themselves, and whom to tell. */
export interface LineOptions {
  /** The HTTP status. */
  status?: number | undefined;
  /** The API that was called. */
  api?: Api | undefined;
  /** The request's method: after GET, HEAD and OPTIONS nothing can have moved. */
  method?: string | undefined;
  /** Ends the work early; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called for each line that is not blank. Rows cost time: without it, lines are only counted. */
  onRow?: ((row: LineRow) => void) | undefined;
  /** Called after each chunk with the bytes that were read so far. */
  onProgress?: ((bytes: number) => void) | undefined;
}

/** One line that is not blank. */
export type LineRow = {
  /** Counted from 1, blank lines included. */
  readonly line: number;
  /**
   * The line's bytes without its end; empty if it is longer than 1 MiB. A view of its neighbours'
   * bytes too: copy what you keep for long.
   */
  readonly bytes: Uint8Array;
} & (
  | { readonly kind: 'error'; readonly verdict: Verdict }
  /** A response with a 2xx status; or no JSON object, or longer than 1 MiB. */
  | { readonly kind: 'ok' | 'bad'; readonly verdict: null }
);

/** What was counted. */
export interface LineSummary {
  /** All lines; the sum of the next four. */
  readonly lines: number;
  /** Lines of nothing but white space. */
  readonly blank: number;
  /** Lines that tell of an error, and have a verdict. */
  readonly errors: number;
  /** Lines that tell of a response with a 2xx status. */
  readonly ok: number;
  /** Lines that are no JSON object, or longer than 1 MiB. */
  readonly bad: number;
  /** The numbers of the bad lines, counted from 1; the first thousand of them. */
  readonly badLines: readonly number[];
  /** Errors by API. */
  readonly byApi: Readonly<Record<Api | 'unknown', number>>;
  /** Errors by action. */
  readonly byAction: Readonly<Record<Action, number>>;
  /** Errors by code, the most frequent first; at most a thousand codes that are not documented. */
  readonly byCode: Readonly<Record<string, number>>;
  /** Errors whose code is not in `byCode`, because there were too many different ones. */
  readonly otherCodes: number;
  /** Lines that tell a time, by hour, in the order of time. */
  readonly byHour: readonly HourSummary[];
}

/** What was counted of one hour. */
export interface HourSummary {
  /** The hour's beginning: `2026-11-21T23:00:00.000Z`. */
  readonly hour: string;
  /** Lines that tell of a response with a 2xx status. */
  readonly ok: number;
  /** Errors by action. */
  readonly byAction: Readonly<Record<Action, number>>;
}

/**
 * Classifies newline-delimited JSON: error bodies, or records of a log such as
 * `{"status":422,"body":{…},"time":"…"}`. Memory stays constant, however long the input is.
 *
 * @example
 * ```js
 * const { byAction } = await classifyLines(createReadStream('errors.ndjson'));
 * byAction.escalate; // 12
 * ```
 * @throws TypeError if the source or an option is none; what the source or a callback throws.
 */
export async function classifyLines(
  source: LineSource,
  options: LineOptions = {},
): Promise<LineSummary> {
  checkOptions(options, checks, 'classifyLines()', '');
  const { status, api, method, signal, onRow, onProgress } = options;
  const parts = partsOf(source, signal);
  // Also says it if the module could not be started.
  loadPart(new Uint8Array(0));
  const lines = new InstanceLines(
    () => new Lines(status ?? Number.NaN, apis.indexOf(api as Api) + 1, method ?? ''),
  );
  let read = 0;
  try {
    for await (const part of parts) {
      for (let at = 0; at < part.length; ) {
        const length = loadPart(at === 0 ? part : part.subarray(at));
        if (onRow)
          tell(
            lines,
            lines.call((own) => own.pushRows(length)),
            onRow,
          );
        else lines.call((own) => own.push(length));
        at += length;
      }
      read += part.length;
      onProgress?.(read);
    }
    const last = lines.call((own) => own.finish());
    if (onRow) tell(lines, last, onRow);
    return summaryOf(lines.call((own) => own.counts()));
  } finally {
    lines.free();
  }
}

/** Lines, and the instance of the core that they are of: one that was started later knows none. */
class InstanceLines {
  readonly #own: Lines;
  readonly #begun = restartsSoFar();
  #isTrapped = false;

  constructor(make: () => Lines) {
    this.#own = guarded(make);
  }

  call<T>(act: (own: Lines) => T): T {
    ready();
    if (restartsSoFar() !== this.#begun) {
      throw new Error('classifyLines() was interrupted by a restart of the core: begin again');
    }
    try {
      return guarded(() => act(this.#own));
    } catch (thrown) {
      this.#isTrapped = true;
      throw thrown;
    }
  }

  free(): void {
    const isLost = this.#isTrapped || restartsSoFar() !== this.#begun;
    // What wasm-bindgen has for giving an object up without freeing it: its memory is gone.
    if (isLost) (this.#own as unknown as { __destroy_into_raw(): number }).__destroy_into_raw();
    else this.#own.free();
  }
}

const OK = 0xffff_ffff;
const BAD = 0xffff_fffe;

/** Reads rows as src/wasm/lines.rs leaves them. */
function tell(lines: InstanceLines, count: number, onRow: (row: LineRow) => void): void {
  if (count === 0) return;
  const text = lines.call((own) => own.text());
  const rows = lines.call((own) => own.rows());
  let start = 0;
  for (let row = 0; row < count; row++) {
    const at = row * 4;
    const line = rows[at + 1]! * 2 ** 32 + rows[at]!;
    const id = rows[at + 2]!;
    const end = start + rows[at + 3]!;
    const bytes = text.subarray(start, end);
    start = end;
    if (id === OK || id === BAD) {
      onRow({ line, bytes, kind: id === OK ? 'ok' : 'bad', verdict: null });
    } else {
      const verdict = verdictById(id, () => lines.call((own) => own.code(row)) ?? '');
      onRow({ line, bytes, kind: 'error', verdict });
    }
  }
}

interface Counts extends Omit<LineSummary, 'byHour'> {
  /** Hours since the Unix epoch. */
  readonly byHour: readonly (Omit<HourSummary, 'hour'> & { readonly hour: number })[];
}

function summaryOf(counts: unknown): LineSummary {
  const summary = objectsOf(counts) as Counts;
  const byHour = summary.byHour.map((each) => ({
    ...each,
    hour: new Date(each.hour * 3_600_000).toISOString(),
  }));
  return { ...summary, byHour };
}

/** Objects in place of maps, by entries: set one by one, a member `__proto__` would be none. */
function objectsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(objectsOf);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([name, each]) => [name, objectsOf(each)]));
}

const isFunction = (value: unknown) => typeof value === 'function';

const checks: Readonly<Record<string, Check>> = {
  status: ['an HTTP status, or 0', (value) => Number.isInteger(value) && Number(value) >= 0],
  api: [
    apis.map((api) => `'${api}'`).join(' or '),
    (value) => (apis as readonly unknown[]).includes(value),
  ],
  method: ["a string such as 'POST'", (value) => typeof value === 'string'],
  signal: ['an AbortSignal', (value) => typeof (value as AbortSignal)?.aborted === 'boolean'],
  onRow: ['a function', isFunction],
  onProgress: ['a function', isFunction],
};
