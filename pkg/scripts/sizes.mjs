// The sizes that users pay, beside the bounds that they should not pass.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const KiB = 1024;

/** What is measured; `bound` is for the gzip size, in bytes: more fails the tests. */
export async function sizes() {
  return [
    measure('wasm', await readFile(join(dist, 'psp_errors.wasm')), 20 * KiB),
    measure('app that decodes and handles', await appOf('{ decode, handle }'), 30 * KiB),
    measure('default entry, minified', await minified('index.js'), 30 * KiB),
    measure('lines entry, minified', await minified('lines.js'), 40 * KiB),
    measure('entry without WebAssembly, minified', await minified('js.js'), 60 * KiB),
  ];
}

async function minified(name) {
  const { transform } = await import('esbuild');
  const entry = await readFile(join(dist, name), 'utf8');
  return Buffer.from((await transform(entry, { minify: true, format: 'esm' })).code);
}

/** What is left of the default entry in an application that imports these names. */
async function appOf(names) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents: `export ${names} from './index.js';`, resolveDir: dist },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles[0].contents;
}

function measure(name, bytes, bound) {
  const gzip = gzipSync(bytes, { level: 9 }).length;
  return { name, raw: bytes.length, gzip, brotli: brotliCompressSync(bytes).length, bound };
}

export async function printSizes() {
  for (const { name, raw, gzip, brotli, bound } of await sizes()) {
    const kib = (bytes) => `${(bytes / KiB).toFixed(1)} KiB`;
    const verdict = gzip > bound ? 'OVER ITS BOUND OF' : 'bound';
    console.log(
      `  ${name}: ${kib(raw)}, gzip ${kib(gzip)} (${verdict} ${kib(bound)}), brotli ${kib(brotli)}`,
    );
  }
}
