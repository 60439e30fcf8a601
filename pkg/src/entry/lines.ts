// Many errors at once: logs. A module of its own, so that a page that shows one error at a time
// does not load it.

import wasm from 'inline:../../gen/lines/psp_errors_bg.wasm';
import { initSync } from '../../gen/lines/psp_errors.js';
import { startAtImport } from '../core.js';
import { bytesOfText } from '../inline-bytes.js';

export {
  classifyLines,
  type HourSummary,
  type LineOptions,
  type LineRow,
  type LineSummary,
} from '../lines/classify-lines.js';
export type { LineChunk, LineSource } from '../lines/source.js';
export type { Verdict } from '../types.js';

// Counts and texts cross that boundary as objects, by what wasm-bindgen made.
startAtImport(() => {
  const module = new WebAssembly.Module(bytesOfText(wasm));
  return () => ({ exports: initSync({ module }) });
});
