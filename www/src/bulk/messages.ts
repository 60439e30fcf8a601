import type { Judged, Told } from '../decode/judge.js';
import type { LinesSummary } from './count-lines.js';

/** What the page asks of its worker. A file is read there, and never as a whole. */
export interface Work {
  readonly source: string | File;
  readonly told: Told;
}

export type Answer =
  | { readonly type: 'progress'; readonly bytes: number; readonly total: number }
  | { readonly type: 'judged'; readonly judged: Judged | null; readonly ms: number }
  | {
      readonly type: 'lines';
      readonly summary: LinesSummary;
      readonly bytes: number;
      readonly ms: number;
    }
  | { readonly type: 'failed'; readonly message: string };
