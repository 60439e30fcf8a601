import type { Action, Verdict } from 'psp-errors';
import { classifyLines, type LineRow, type LineSummary } from 'psp-errors/lines';
import type { Equal, Expect } from './expect.js';

export type Gives = Expect<Equal<Awaited<ReturnType<typeof classifyLines>>, LineSummary>>;

classifyLines('');
classifyLines(new Uint8Array());
classifyLines(new ArrayBuffer(8));
classifyLines(['', new Uint8Array()]);
classifyLines(new Blob().stream());
classifyLines(new Blob().stream().pipeThrough(new TextDecoderStream()), {
  status: 503,
  api: 'connxt',
  method: 'GET',
  signal: AbortSignal.timeout(1),
  onProgress: (bytes) => bytes satisfies number,
});

export function narrow(row: LineRow): Action | 'none' {
  // @ts-expect-error: a line may have no verdict
  row.verdict.action;
  return row.kind === 'error' ? (row.verdict satisfies Verdict).action : 'none';
}

declare const summary: LineSummary;
summary.byAction['user-fix'] satisfies number;
summary.byApi.unknown satisfies number;
// @ts-expect-error: no such action
summary.byAction.resend;

// @ts-expect-error: no source
classifyLines(1);
// @ts-expect-error: no such API
classifyLines('', { api: 'stripe' });
// @ts-expect-error: no such option
classifyLines('', { onrow() {} });
