// `npm run lint`: formatting, clippy on both targets, the JavaScript linter, the compiler of types.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemsOfCargoLock, problemsOfNpmLock } from './lock-files.mjs';
import { setup } from './setup.mjs';
import { main, run, SetupError, step } from './step.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Crates beside the core's, each with a lock file of its own. */
const crates = [
  { name: 'fuzzing', folder: ['tests', 'fuzz'], target: 'fuzz' },
  { name: 'benchmark', folder: ['tests', 'bench', 'native'], target: 'bench' },
].map(({ folder, ...crate }) => ({
  ...crate,
  manifest: ['--manifest-path', join(...folder, 'Cargo.toml')],
}));

await main(async () => {
  const { env } = await setup(['npm', 'wasm', 'deny']);
  const command = (title, program, ...args) =>
    step(title, () =>
      run(program, args, { cwd: root, env: { ...env, RUSTDOCFLAGS: '-D warnings' }, quiet: true }),
    );
  await command('rustfmt', 'cargo', 'fmt', '--check');
  for (const { name, manifest } of crates) {
    await command(`rustfmt, ${name}`, 'cargo', 'fmt', '--check', ...manifest);
  }
  await command(
    'clippy, host',
    'cargo',
    'clippy',
    '--locked',
    '--all-targets',
    '--',
    '-D',
    'warnings',
  );
  // With SIMD as the module with the line classifier; what is there without it, the host has too.
  const simd = `target.wasm32-unknown-unknown.rustflags=["-Ctarget-feature=+simd128"]`;
  await command(
    'clippy, wasm32',
    ...['cargo', 'clippy', '--locked', '--all-targets', '--config', simd],
    ...['--target', 'wasm32-unknown-unknown', '--', '-D', 'warnings'],
  );
  for (const { name, manifest, target } of crates) {
    await command(
      `clippy, ${name}`,
      ...['cargo', 'clippy', '--locked', '--all-targets', ...manifest],
      ...['--target-dir', join('target', target), '--', '-D', 'warnings'],
    );
  }
  await command('rustdoc', 'cargo', 'doc', '--locked', '--no-deps', '--document-private-items');
  await command('biome', 'biome', 'ci', '--colors=off', '--error-on-warnings', '.');
  await step('Lock files', checkLockFiles);
  await command(
    'cargo-deny: licences, sources, duplicates',
    ...['cargo-deny', '--locked', 'check', '--deny', 'warnings', 'licenses', 'bans', 'sources'],
  );
  // The types of the core come from the build.
  const { build } = await import('./build.mjs');
  await build();
  await command('tsc, types of the package', 'tsc', '--project', join('tests', 'types'));
  await command('tsc, demo page', 'tsc', '--project', 'www');
});

async function checkLockFiles() {
  const read = (name) => readFile(join(root, name), 'utf8');
  const problems = [
    ...problemsOfNpmLock(await read('package-lock.json')),
    ...problemsOfCargoLock(await read('Cargo.lock')),
  ];
  if (problems.length > 0) throw new SetupError(problems.join('\n'));
}
