// The types of `psp-errors/psp_errors.wasm`; there is no code to them.

/**
 * What `import` gives for the file depends on the tool: workerd compiles it, bundlers give its address
 * or its bytes, as they are told. `init` of `psp-errors/slim` takes all of these.
 *
 * @example
 * ```js
 * import { init } from 'psp-errors/slim';
 * import wasm from 'psp-errors/psp_errors.wasm';
 * await init(wasm);
 * ```
 */
declare const wasm: string | Uint8Array | WebAssembly.Module;
export default wasm;
