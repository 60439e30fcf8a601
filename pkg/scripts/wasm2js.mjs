// The core as plain JavaScript, for `psp-errors/js`: from the same compilation, by wasm-bindgen for
// engines without reference types, and by binaryen's wasm2js.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './step.mjs';

/** What the compiler emits; `lowered` takes out all that wasm2js does not know. */
const features = [
  'bulk-memory',
  'bulk-memory-opt',
  'call-indirect-overlong',
  'mutable-globals',
  'nontrapping-float-to-int',
  'sign-ext',
].map((feature) => `--enable-${feature}`);
const lowered = [
  '--signext-lowering',
  '--llvm-nontrapping-fptoint-lowering',
  '--llvm-memory-copy-fill-lowering',
];

/**
 * Writes `psp_errors_bg.js`, the functions that the package calls, and `core.js`, what they call,
 * into the folder `out`. `compiled` is what cargo left, before wasm-bindgen.
 */
export async function convertToJs(compiled, out, env) {
  await mkdir(out, { recursive: true });
  const plain = join(out, 'psp_errors.wasm');
  const bound = join(out, 'psp_errors_bg.wasm');
  const core = join(out, 'core.js');
  const glue = join(out, 'psp_errors_bg.js');
  const options = { env, quiet: true };

  await writeFile(plain, withoutReferenceTypes(await readFile(compiled)));
  const names = ['--out-dir', out, '--out-name', 'psp_errors', '--no-typescript'];
  await run('wasm-bindgen', ['--target', 'bundler', ...names, plain], options);
  await run('wasm-opt', [...features, ...lowered, '-O3', bound, '-o', bound], options);
  await run('wasm2js', [...features, '-O3', bound, '-o', core], options);

  await writeFile(core, await callable(await readFile(core, 'utf8')));
  await keepsNoViews(glue);
}

/**
 * Objects cross the boundary as numbers then, and results of two numbers through memory: wasm2js
 * knows one table, of functions, and one result. wasm-bindgen goes by what the compiler has noted.
 */
function withoutReferenceTypes(wasm) {
  for (const feature of ['reference-types', 'multivalue']) {
    const name = Buffer.concat([Buffer.of(feature.length), Buffer.from(feature)]);
    const used = Buffer.concat([Buffer.from('+'), name]);
    const at = wasm.indexOf(used);
    const isNotedOnce = at >= 0 && wasm.indexOf(used, at + 1) < 0;
    if (!isNotedOnce) throw new Error(`the module does not note once that it uses ${feature}`);
    wasm.write('-', at);
  }
  return wasm;
}

/**
 * wasm2js makes a module that starts itself. What stays is the function: of its imports, and of what
 * to do when memory has grown.
 */
async function callable(code) {
  const { transform } = await import('esbuild');
  const edits = [
    [/^(?:import .*\n)*/, ''],
    [/\nvar retasmFunc = asmFunc\(\{\n(?:.*\n)*?\}\);\n(?:export var .*\n?)+$/, ''],
    [/^function asmFunc\(imports\) /m, 'export function instantiate(imports, memoryHasGrown) '],
    [/(?<=\n +buffer = newBuffer;\n)/, 'memoryHasGrown();\n'],
  ];
  let text = code;
  for (const [pattern, replacement] of edits) {
    if (!pattern.test(text)) throw new Error(`wasm2js no longer writes ${pattern}`);
    text = text.replace(pattern, replacement);
  }
  return (await transform(text, { minify: true, format: 'esm' })).code;
}

/** Views of memory notice its growth by their being detached, which those of an emulated one are not. */
async function keepsNoViews(glue) {
  if (/\w+Memory0/.test(await readFile(glue, 'utf8'))) {
    throw new Error('wasm-bindgen keeps views of memory: something other than numbers crosses');
  }
}
