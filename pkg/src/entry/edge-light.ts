// Vercel Edge, edge routes of Next.js: like workerd, but there a module is asked for by `?module`.

import { startAtImport } from '../core.js';
import module from '../psp_errors.wasm?module';

export * from '../index.js';

// Next compiles it in another realm, so that `instanceof`, by which wasm-bindgen tells a module
// from its bytes, would say no.
startAtImport(() => Object.setPrototypeOf(module, WebAssembly.Module.prototype));
