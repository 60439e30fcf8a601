// Stands in for gen/psp_errors.js in `psp-errors/js`: the same functions, of the core as JavaScript.

import { instantiate } from '../gen/js/core.js';
import * as glue from '../gen/js/psp_errors_bg.js';
import { forgetViews } from './core.js';

export * from '../gen/js/psp_errors_bg.js';

/** Starts the core; there is no module to be told of. */
export function initSync() {
  const core = instantiate(
    {
      './psp_errors_bg.js': glue,
      // Objects below this are constants that are never dropped, which the glue sees to as well.
      __wbindgen_externref_xform__: { __wbindgen_externref_statics_end: () => 0 },
    },
    forgetViews,
  );
  glue.__wbg_set_wasm(core);
  return core;
}
