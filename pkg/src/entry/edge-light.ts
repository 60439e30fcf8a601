// Vercel Edge, edge routes of Next.js: like workerd, but there a module is asked for by `?module`.

import { startAtImport } from '../core.js';
import { instancesOf } from '../instance.js';
import module from '../psp_errors.wasm?module';

export * from '../index.js';

startAtImport(() => instancesOf(module));
