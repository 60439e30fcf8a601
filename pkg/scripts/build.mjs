// `npm run build`: from the Rust core to an installable package in pkg/.
import { appendFile, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCli } from './bundle-cli.mjs';
import { encode } from './inline-text.mjs';
import { setup } from './setup.mjs';
import { main, run, step } from './step.mjs';
import { convertToJs } from './wasm2js.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pkg = join(root, 'pkg');
const gen = join(pkg, 'gen');
const dist = join(pkg, 'dist');
const wasm = join(gen, 'psp_errors_bg.wasm');
const target = join(root, 'target', 'wasm');
const compiled = join(target, 'wasm32-unknown-unknown', 'release', 'psp_errors.wasm');

/** What today's rustc emits and Node 20 and the browsers of the last years accept. */
const wasmFeatures = [
  'bulk-memory',
  'nontrapping-float-to-int',
  'reference-types',
  'multivalue',
  'sign-ext',
  'mutable-globals',
];

/**
 * A tenth smaller, and as fast where it counts: what is hot is marked in the source. (With opt-level
 * `s` it would be a little smaller and a quarter slower.)
 */
const inlineLittle = '-Cllvm-args=-inline-threshold=10';

/**
 * SIMD where the source asks for it (`src/sixteen.rs`). What the compiler would make of it elsewhere
 * is larger, and no faster.
 */
const onlyOwnVectors = ['-Ctarget-feature=+simd128', '-Cno-vectorize-slp', '-Cno-vectorize-loops'];

/**
 * The modules: what every application loads; the same without SIMD, which is turned into JavaScript;
 * and the same with the line classifier, which would make it half as large again. That one is for
 * speed alone: there is no limit on inlining.
 */
export const modules = [
  {
    name: 'lines',
    folder: join(gen, 'lines'),
    options: [],
    flags: ['-Ctarget-feature=+simd128'],
    features: [...wasmFeatures, 'simd'],
    finish: makeRestartable,
    onlyEntry: 'src/entry/lines.ts',
  },
  {
    name: 'js',
    folder: join(gen, 'js'),
    options: ['--no-default-features'],
    flags: [inlineLittle],
    features: wasmFeatures,
    finish: passNumbersOnly,
  },
  {
    name: 'psp_errors',
    folder: gen,
    options: ['--no-default-features'],
    flags: [inlineLittle, ...onlyOwnVectors],
    features: [...wasmFeatures, 'simd'],
    finish: passNumbersOnly,
  },
];

/** Builds the package; with `www` the demo page too. Gives the environment of the tools back. */
export async function build({ www = false } = {}) {
  const tools = await setup(['npm', 'wasm']);
  await step('Compile the core to WebAssembly', () => compileCore(tools.env));
  await step('Optimise the modules', () => optimiseModules(tools.env));
  await step('Add what copies texts', () => addCopyText(tools.env));
  await step('Turn the core into JavaScript', () => convertToJs(join(gen, 'js'), tools.env));
  await step('Bundle the entries of the package', bundleEntries);
  await step('Write the types', () => writeTypes(tools.env));
  await step('Copy README and licences', copyDocuments);
  const { printSizes } = await import('./sizes.mjs');
  await step('Measure', printSizes);
  if (www) await step('Build the demo page', () => buildPage(tools.env));
  return tools;
}

async function compileCore(env) {
  await rm(gen, { recursive: true, force: true });
  for (const module of modules) await compileModule(env, module);
}

async function compileModule(env, { name, folder, options, flags, finish }) {
  const common = ['--release', '--target', 'web', '--mode', 'no-install', '--no-pack'];
  const out = ['--out-dir', folder, '--out-name', 'psp_errors'];
  const cargo = ['--', '--locked', ...options];
  await run('wasm-pack', ['build', await cdylibOnly(), ...common, ...out, ...cargo], {
    cwd: root,
    env: { ...env, CARGO_TARGET_DIR: target, CARGO_ENCODED_RUSTFLAGS: encoded(flags, env) },
    quiet: true,
  });
  await finish(folder, env);
  // With the names of functions: for `tests/no-panic`.
  await copyFile(compiled, join(target, `${name}.wasm`));
  // wasm-pack hides its output from git and npm; .gitignore and package.json say what is what here.
  await rm(join(folder, '.gitignore'), { force: true });
}

/**
 * The glue starts one instance and never another. After a trap a fresh one is needed; wasm-bindgen
 * has an (experimental) option for that, which wasm-pack cannot pass on.
 */
async function makeRestartable(folder) {
  const file = join(folder, 'psp_errors.js');
  const glue = await readFile(file, 'utf8');
  const early = 'function initSync(module) {\n    if (wasm !== undefined) return wasm;\n';
  if (!glue.includes(early)) throw new Error(`${file} no longer says ${early}`);
  await writeFile(file, glue.replace(early, 'function initSync(module) {\n'));
}

/**
 * wasm-bindgen keeps a table of JavaScript's objects, though none crosses this boundary: it goes by
 * what the compiler has noted. On a copy whose note says otherwise it leaves a module that imports
 * nothing, of which the package calls the exports.
 */
async function passNumbersOnly(folder, env) {
  const copy = join(target, 'numbers-only.wasm');
  await writeFile(copy, withoutReferenceTypes(await readFile(compiled)));
  const out = ['--out-dir', folder, '--out-name', 'psp_errors'];
  await run('wasm-bindgen', ['--target', 'web', ...out, copy], { cwd: root, env, quiet: true });
  const finished = await readFile(join(folder, 'psp_errors_bg.wasm'));
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(finished));
  if (imports.length > 0) {
    const names = imports.map(({ name }) => name).join(', ');
    throw new Error(`something other than numbers crosses the boundary: ${names}`);
  }
}

function withoutReferenceTypes(module) {
  for (const feature of ['reference-types', 'multivalue']) {
    const name = Buffer.concat([Buffer.of(feature.length), Buffer.from(feature)]);
    const used = Buffer.concat([Buffer.from('+'), name]);
    const at = module.indexOf(used);
    const isNotedOnce = at >= 0 && module.indexOf(used, at + 1) < 0;
    if (!isNotedOnce) throw new Error(`the module does not note once that it uses ${feature}`);
    module.write('-', at);
  }
  return module;
}

/**
 * In the form in which a path may hold spaces. The paths of this machine would end up in the module,
 * and make it another one on each machine.
 */
function encoded(flags, env) {
  const cargoHome = env.CARGO_HOME ?? join(homedir(), '.cargo');
  const prefixes = [`${cargoHome}=cargo`, `${root}=psp-errors`];
  const anonymous = prefixes.map((prefix) => `--remap-path-prefix=${prefix}`);
  return [...anonymous, ...flags].join('\x1f');
}

/**
 * Cargo leaves link-time optimisation out for a library that is an rlib too, which makes the module
 * a fifth larger. So the module is built by a copy of the manifest that says cdylib alone.
 */
async function cdylibOnly() {
  const folder = join(target, 'cdylib-only');
  await mkdir(folder, { recursive: true });
  const manifest = await readFile(join(root, 'Cargo.toml'), 'utf8');
  const crateType = 'crate-type = ["cdylib", "rlib"]';
  if (!manifest.includes(crateType)) throw new Error(`Cargo.toml no longer says ${crateType}`);
  const path = JSON.stringify(join(root, 'src', 'lib.rs'));
  const adapted = manifest.replace(crateType, `crate-type = ["cdylib"]\npath = ${path}`);
  await writeFile(join(folder, 'Cargo.toml'), adapted);
  await copyFile(join(root, 'Cargo.lock'), join(folder, 'Cargo.lock'));
  return folder;
}

async function optimiseModules(env) {
  // Of the compiler, for tools: nobody reads them any more.
  const notes = ['--strip-producers', '--strip-target-features'];
  for (const { name, folder, features, onlyEntry } of modules) {
    const path = join(folder, 'psp_errors_bg.wasm');
    const enable = features.map((feature) => `--enable-${feature}`);
    const options = { cwd: root, env, quiet: true };
    if (onlyEntry) {
      const graph = join(target, `${name}-exports.json`);
      await writeFile(graph, JSON.stringify(graphOf(await exportsOf(onlyEntry))));
      await run('wasm-metadce', [...enable, path, '--graph-file', graph, '-o', path], options);
    }
    await run('wasm-opt', [...enable, ...notes, '-O3', '-O3', path, '-o', path], options);
  }
}

/**
 * What copies texts works by string builtins, which no Rust compiler knows of
 * (pkg/src/copy-text.wat). The module of the core brings it along in a section that engines pass over.
 */
async function addCopyText(env) {
  const features = ['--enable-reference-types', '--enable-gc', '--enable-simd'];
  const source = join(pkg, 'src', 'copy-text.wat');
  const out = join(gen, 'copy-text.wasm');
  const options = { cwd: root, env, quiet: true };
  await run('wasm-as', [...features, source, '-o', out], options);
  await run('wasm-opt', [...features, '-Oz', out, '-o', out], options);
  await appendFile(wasm, customSection('copy-text', await readFile(out)));
}

/** As the specification of WebAssembly has it: 0, a length, the name and its length, the content. */
function customSection(name, content) {
  const named = Buffer.concat([leb128(name.length), Buffer.from(name), content]);
  return Buffer.concat([Buffer.of(0), leb128(named.length), named]);
}

/** A number in seven bits a byte, the lowest first. */
function leb128(number) {
  const bytes = [];
  let rest = number;
  for (; rest > 0x7f; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.of(...bytes, rest);
}

/** The exports of its module that an entry calls, without what esbuild leaves out of the bundle. */
async function exportsOf(entry) {
  const { build: bundle } = await import('esbuild');
  const noModule = {
    name: 'no-module',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^inline:/ }, ({ path }) => ({ path, namespace: 'none' }));
      onLoad({ filter: /./, namespace: 'none' }, () => ({ contents: '', loader: 'text' }));
    },
  };
  const { outputFiles } = await bundle({
    absWorkingDir: pkg,
    entryPoints: [entry],
    bundle: true,
    platform: 'neutral',
    write: false,
    plugins: [noModule],
  });
  const [{ text }] = outputFiles;
  return new Set(Array.from(text.matchAll(/\bwasm\d*\.(\w+)/g), ([, name]) => name));
}

/** As wasm-metadce takes it: what is outside of a module, and which of its exports that reaches. */
function graphOf(exports) {
  const nodes = [...exports].map((name) => ({ name: `export ${name}`, export: name }));
  return [{ name: 'entry', root: true, reaches: nodes.map(({ name }) => name) }, ...nodes];
}

async function bundleEntries() {
  const { build: bundle } = await import('esbuild');
  await rm(dist, { recursive: true, force: true });
  const shared = {
    absWorkingDir: pkg,
    bundle: true,
    target: 'es2022',
    platform: 'neutral',
    legalComments: 'none',
    // What some entries are built on, and whoever uses those installs.
    external: [
      ...['hono', 'hono/*', '@hono/node-server', '@opentelemetry/api', '@cfworker/json-schema'],
      'node:*',
    ],
    plugins: [inlineModule, moduleBeside, rootOutside],
    // In a function of wasm-bindgen's that no entry calls, and that is left out.
    logOverride: { 'empty-import-meta': 'silent' },
  };
  const besideCore = { ...shared, plugins: [startedCore] };
  const entry = (format, source, name = source, settings = shared) =>
    bundle({
      ...settings,
      format,
      entryPoints: [`src/${source}.ts`],
      outfile: `dist/${name}.${format === 'cjs' ? 'cjs' : 'js'}`,
      // Nobody reads what wasm2js writes, and indented it is twice as large.
      minifyWhitespace: name === 'js',
    });
  const both = (...of) => Promise.all([entry('esm', ...of), entry('cjs', ...of)]);
  const locales = await readdir(join(pkg, 'src', 'locales'));
  await Promise.all([
    both('entry/inline', 'index'),
    both('entry/slim', 'slim'),
    entry('esm', 'entry/edge', 'edge'),
    entry('esm', 'entry/edge-light', 'edge-light'),
    both('entry/lines', 'lines'),
    both('entry/js', 'js'),
    both('requests/check', 'check'),
    both('monitor/index', 'monitor'),
    both('opentelemetry/index', 'opentelemetry'),
    both('sandbox/index', 'sandbox'),
    both('sandbox/serve', 'sandbox-serve'),
    both('webhook'),
    both('log', 'log', besideCore),
    both('problem', 'problem', besideCore),
    bundleCli(),
    ...locales.map((file) => both(`locales/${basename(file, '.ts')}`)),
  ]);
  await copyFile(wasm, join(dist, 'psp_errors.wasm'));
}

/** `inline:path` is the file as text, in the form that inline-module.mjs and its reader agree on. */
const inlineModule = {
  name: 'inline-module',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^inline:/ }, ({ path, resolveDir }) => ({
      // Relative, because it stands in a comment of the bundle.
      path: relative(pkg, join(resolveDir, path.slice('inline:'.length))),
      namespace: 'inline',
    }));
    onLoad({ filter: /./, namespace: 'inline' }, async ({ path }) => ({
      contents: encode(await readFile(join(pkg, path))),
      loader: 'text',
    }));
  },
};

/** What goes with the package uses the core that the default entry has started, not one of its own. */
const startedCore = {
  name: 'started-core',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/index\.js$/ }, () => ({ path: 'psp-errors', external: true }));
  },
};

/** A `.wasm` stays an import of the file beside the bundle. */
const moduleBeside = {
  name: 'module-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\..*\.wasm(\?module)?$/ }, ({ path }) => ({
      path: `./${path.slice('../'.length)}`,
      external: true,
    }));
  },
};

/** An entry that needs the package's root shares it with the app: a second copy has a second module. */
const rootOutside = {
  name: 'root-outside',
  setup({ initialOptions, onResolve }) {
    if (initialOptions.entryPoints[0] !== 'src/requests/check.ts') return;
    onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: 'psp-errors', external: true }));
  },
};

async function writeTypes(env) {
  await run('tsc', ['--project', 'pkg/tsconfig.json'], { cwd: root, env });
  // Nobody imports the tool.
  await rm(join(dist, 'types', 'cli'), { recursive: true });
  await forRequire(join(dist, 'types'));
}

/** `require` has types of its own: the same ones, in files that are called `.d.cts`. */
async function forRequire(folder) {
  for (const file of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, file.name);
    if (file.isDirectory()) await forRequire(path);
    if (!file.name.endsWith('.d.ts')) continue;
    const text = await readFile(path, 'utf8');
    await writeFile(
      path.replace(/\.d\.ts$/, '.d.cts'),
      text.replace(/(from\s+'\.[^']*)\.js'/g, "$1.cjs'"),
    );
  }
}

async function copyDocuments() {
  await mkdir(pkg, { recursive: true });
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  // The package does not hold the picture, so its README must not show one that is broken.
  await writeFile(join(pkg, 'README.md'), readme.replace(/^!\[.*\]\(www\/.*\)\n\n/m, ''));
  for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    await copyFile(join(root, name), join(pkg, name));
  }
}

async function buildPage(env) {
  await run('npm', ['run', 'build', '--workspace', 'psp-errors-www', '--silent'], {
    cwd: root,
    env,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => build({ www: process.argv.includes('www') }));
}
