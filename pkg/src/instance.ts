// A WebAssembly module and its instances.

import { copyTextInto } from './copy-text.js';
import type { MakeInstance } from './core.js';

/** Compiles a module once, if it is not compiled yet. It imports nothing. */
export function instancesOf(source: WebAssembly.Module | BufferSource): MakeInstance {
  // Not by `instanceof`: a module may come from another realm (edge routes of Next.js).
  const isBytes = ArrayBuffer.isView(source) || source instanceof ArrayBuffer;
  const module = (
    isBytes ? new WebAssembly.Module(source as BufferSource) : source
  ) as WebAssembly.Module;
  return () => {
    const { exports } = new WebAssembly.Instance(module);
    return { exports, copyText: copyTextInto(exports['memory'] as object, module) };
  };
}
