// For those who host the .wasm file themselves: the same API, once it is told where the file is.

import { nameOf } from '../check.js';
import { start } from '../core.js';
import { instancesOf } from '../instance.js';

export * from '../index.js';

/** The module: its address, a response with it, its bytes, or compiled. */
export type WasmSource =
  | string
  | URL
  | Response
  | PromiseLike<Response>
  | ArrayBuffer
  | Uint8Array
  | WebAssembly.Module;

/**
 * Starts the package; everything else throws until this has resolved.
 *
 * @example
 * ```js
 * import { decode, init } from 'psp-errors/slim';
 * await init(new URL('psp-errors/psp_errors.wasm', import.meta.url));
 * ```
 * @throws Error if the module cannot be fetched or compiled; TypeError if it is none of the above.
 */
export async function init(source: WasmSource): Promise<void> {
  start(instancesOf(await moduleOf(await source)));
}

/** Like {@link init} where the bytes or the module are at hand. */
export function initSync(source: ArrayBuffer | Uint8Array | WebAssembly.Module): void {
  start(instancesOf(source));
}

async function moduleOf(source: Awaited<WasmSource>): Promise<WebAssembly.Module | Uint8Array> {
  if (typeof source === 'string' || source instanceof URL) return moduleOf(await fetch(source));
  if (source instanceof Response) {
    if (!source.ok) throw new Error(`psp_errors.wasm: the server answered ${source.status}`);
    return new Uint8Array(await source.arrayBuffer());
  }
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof WebAssembly.Module || source instanceof Uint8Array) return source;
  throw new TypeError(
    `init() takes an address, a Response, bytes or a WebAssembly.Module, got ${nameOf(source)}`,
  );
}
