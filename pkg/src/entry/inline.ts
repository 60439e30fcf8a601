// The default entry: Node, browsers, bundlers, Deno, Bun. The module is part of the file, so that
// there is no second file to find, to serve or to lose when a bundler moves this one.

import wasm from 'inline:../../gen/psp_errors_bg.wasm';
import { startAtImport } from '../core.js';
import { bytesOfText } from '../inline-bytes.js';
import { instancesOf } from '../instance.js';

export * from '../index.js';

startAtImport(() => instancesOf(bytesOfText(wasm)));
