// `npm test`: sets up, builds, and runs every test. A name runs one group: `npm test -- rust`.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../pkg/scripts/build.mjs';
import { setup } from '../pkg/scripts/setup.mjs';
import { main, run, SetupError, step } from '../pkg/scripts/step.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const groups = {
  rust: {
    title: 'Rust: unit, integration, property and documentation tests',
    run: ({ env }) => run('cargo', ['test', '--locked', '--quiet'], { cwd: root, env }),
  },
  fuzz: {
    title: 'What is fuzzed, in short',
    run: ({ env }) => {
      const fuzzEnv = { ...env, CARGO_TARGET_DIR: join(root, 'target', 'fuzz') };
      const cwd = join(root, 'tests', 'fuzz');
      return run('cargo', ['test', '--locked', '--quiet'], { cwd, env: fuzzEnv });
    },
  },
  'no-panic': {
    title: 'No way to a panic in the modules',
    run: (tools) => nodeTests(tools, 'tests/no-panic'),
  },
  'wasm-node': {
    title: 'WebAssembly in Node',
    run: (tools) => wasmPackTest(tools, ['--node', '.', '--locked', '--test', 'wasm_node']),
  },
  'wasm-browser': {
    title: 'WebAssembly in headless Chromium',
    run: (tools) =>
      wasmPackTest(tools, [
        ...['--headless', '--chrome', '--chromedriver', tools.chromedriver],
        ...['.', '--locked', '--test', 'wasm_browser'],
      ]),
  },
  types: {
    title: 'Types',
    run: ({ env }) => run('tsc', ['--project', 'tests/types'], { cwd: root, env }),
  },
  js: { title: 'The package in Node', run: (tools) => nodeTests(tools, 'tests/js') },
  'js-entry': {
    title: 'The same, with psp-errors/js for psp-errors',
    run: ({ env }) => {
      const hook = new URL('js-entry.mjs', import.meta.url);
      const options = `${env.NODE_OPTIONS ?? ''} --import=${hook}`;
      return nodeTests({ env: { ...env, NODE_OPTIONS: options } }, 'tests/js');
    },
  },
  cli: { title: 'The tool', run: (tools) => nodeTests(tools, 'tests/cli') },
  'exactly-once': {
    title: 'Payments over a bad network, in short',
    run: (tools) => nodeTests(tools, 'tests/exactly-once'),
  },
  observability: {
    title: 'Metrics as Prometheus reads them, alert rules and dashboard',
    needs: ['promtool'],
    run: (tools) => nodeTests(tools, 'tests/observability'),
  },
  faults: {
    title: 'The client behind a proxy that breaks, delays and forges, in short',
    run: (tools) => nodeTests(tools, 'tests/faults'),
  },
  soak: { title: 'Mixed load, in short', run: (tools) => nodeTests(tools, 'tests/soak') },
  'supply-chain': {
    title: 'Lock files, tarball, bill of materials, release',
    run: (tools) => nodeTests(tools, 'tests/supply-chain'),
  },
  packaging: {
    title: 'The package as it is installed',
    run: (tools) => nodeTests(tools, 'tests/packaging'),
  },
  matrix: {
    title: 'The package in Node, TypeScript and esbuild, in short',
    run: ({ env }) =>
      run('node', ['tests/packaging/matrix/run.mjs', '--quick'], { cwd: root, env }),
  },
  e2e: { title: 'The demo page in Chromium', run: (tools) => nodeTests(tools, 'tests/e2e') },
};

await main(async () => {
  const wanted = process.argv.slice(2);
  for (const name of wanted) {
    if (!(name in groups)) {
      throw new SetupError(`No test group ${name}; there are: ${Object.keys(groups).join(', ')}`);
    }
  }
  const chosen = Object.entries(groups)
    .filter(([name]) => wanted.length === 0 || wanted.includes(name))
    .map(([, group]) => group);
  const tools = await setup([
    ...['npm', 'wasm', 'browser'],
    ...chosen.flatMap(({ needs = [] }) => needs),
  ]);
  await build({ www: true });
  for (const group of chosen) await step(group.title, () => group.run(tools));
  console.log('\nAll tests passed.');
});

/**
 * With SIMD, as the modules of the package have it; without it run the tests in Rust and those of
 * `psp-errors/js`. wasm-pack finds the flags for Chromium in webdriver.json.
 */
function wasmPackTest({ env }, args) {
  const simd = { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: '-Ctarget-feature=+simd128' };
  const options = { cwd: root, env: { ...env, ...simd } };
  return run('wasm-pack', ['test', '--mode', 'no-install', ...args], options);
}

async function nodeTests({ env }, folder) {
  const files = await readdir(join(root, folder), { recursive: true });
  const tests = files.filter((name) => name.endsWith('.test.mjs')).sort();
  const paths = tests.map((name) => join(folder, name));
  await run('node', ['--test', '--test-reporter=./tests/reporter.mjs', ...paths], {
    cwd: root,
    env,
  });
}
