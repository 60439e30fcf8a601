// Stands in for `psp-errors/lines` until the package has it.
import { classify, type Verdict } from 'psp-errors';

export interface LinesSummary {
  lines: number;
  bad: number;
  badLines: number[];
  ok: number;
  byApi: Record<string, number>;
  byAction: Record<string, number>;
  byCode: Record<string, number>;
  byHour: Record<string, number>;
}

export interface LinesOptions {
  onProgress?(bytes: number): void;
  onRow?(row: { line: number; verdict: Verdict; bytes: Uint8Array }): void;
}

export async function classifyLines(
  source: ReadableStream<Uint8Array>,
  { onProgress, onRow }: LinesOptions = {},
): Promise<LinesSummary> {
  const summary: LinesSummary = {
    lines: 0,
    bad: 0,
    badLines: [],
    ok: 0,
    byApi: {},
    byAction: {},
    byCode: {},
    byHour: {},
  };
  const add = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  const take = (bytes: Uint8Array) => {
    summary.lines += 1;
    if (bytes.length < 2) return;
    const verdict = classify(undefined, bytes);
    onRow?.({ line: summary.lines, verdict, bytes });
    add(summary.byApi, verdict.api);
    add(summary.byAction, verdict.action);
    add(summary.byCode, verdict.code);
  };
  let rest = new Uint8Array(0);
  let read = 0;
  const reader = source.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    read += next.value.length;
    const chunk = new Uint8Array(rest.length + next.value.length);
    chunk.set(rest);
    chunk.set(next.value, rest.length);
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, end));
      start = end + 1;
    }
    rest = chunk.slice(start);
    onProgress?.(read);
  }
  if (rest.length > 0) take(rest);
  return summary;
}
