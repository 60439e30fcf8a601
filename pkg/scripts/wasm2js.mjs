// The core as plain JavaScript, for `psp-errors/js`: from the module of the package, by binaryen's
// wasm2js.
import { readFile, writeFile } from 'node:fs/promises';
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

/** Writes the module in a folder as `core.js` beside it. */
export async function convertToJs(folder, env) {
  const wasm = join(folder, 'psp_errors_bg.wasm');
  const lower = join(folder, 'psp_errors.wasm');
  const core = join(folder, 'core.js');
  const options = { env, quiet: true };
  await run('wasm-opt', [...features, ...lowered, '-O3', wasm, '-o', lower], options);
  await run('wasm2js', [...features, '-O3', lower, '-o', core], options);
  await writeFile(core, await callable(await readFile(core, 'utf8')));
}

/** wasm2js makes a module that starts itself. What stays is the function: of what to do when memory has grown. */
async function callable(code) {
  const { transform } = await import('esbuild');
  const edits = [
    [/^(?:import .*\n)*/, ''],
    [/\nvar retasmFunc = asmFunc\(\{\n(?:.*\n)*?\}\);\n(?:export var .*\n?)+$/, ''],
    [/^function asmFunc\(imports\) /m, 'export function instantiate(memoryHasGrown) '],
    [/(?<=\n +buffer = newBuffer;\n)/, 'memoryHasGrown();\n'],
    [/(?<=\n *initActiveSegments\()imports(?=\);)/, ''],
  ];
  let text = code;
  for (const [pattern, replacement] of edits) {
    if (!pattern.test(text)) throw new Error(`wasm2js no longer writes ${pattern}`);
    text = text.replace(pattern, replacement);
  }
  return (await transform(text, { minify: true, format: 'esm' })).code;
}
