// Cloudflare Workers, Vercel Edge: they compile modules when they are deployed, and never later.

import { startAtImport } from '../core.js';
import { instancesOf } from '../instance.js';
import module from '../psp_errors.wasm';

export * from '../index.js';

startAtImport(() => instancesOf(module));
