// Pages whose policy forbids WebAssembly, engines that have none: the same core as JavaScript. The
// build puts without-wasm.js in the place of what wasm-bindgen made.

import { start } from '../core.js';

export * from '../index.js';

start({});
