// Pages whose policy forbids WebAssembly, engines that have none: the same core as JavaScript.

import { instantiate } from '../../gen/js/core.js';
import { forgetViews, start } from '../core.js';

export * from '../index.js';

start(() => ({ exports: instantiate(forgetViews) }));
