// `npm run mutants -- src/plan.rs`: changes the core in one place at a time and looks whether a test
// notices. Without a file, all of the core. tests/mutants.md holds what is known.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError, capture, main, run, SetupError } from '../pkg/scripts/step.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await main(async () => {
  const files = process.argv.slice(2).flatMap((file) => ['--file', file]);
  const env = { ...process.env, CARGO_PROFILE_DEV_DEBUG: '0' };
  if (capture('cargo', ['mutants', '--version'], { env }) === null) {
    throw new SetupError('cargo-mutants is missing: `cargo install cargo-mutants --locked`.');
  }
  const mutants = (...args) => {
    const jobs = ['--jobs', String(Math.max(1, Math.floor(cpus().length / 2)))];
    const out = ['--output', join(root, 'target')];
    return run('cargo', ['mutants', ...jobs, ...out, ...files, ...args], { cwd: root, env });
  };
  // Most mutants fail a test that stands beside the code. To compile only those takes a sixth of the
  // time, so the other tests are for what is left.
  await mutants('--cargo-arg=--lib').catch((error) => {
    if (!(error instanceof CommandError)) throw error;
  });
  await mutants('--iterate', '--cargo-arg=--lib', '--cargo-arg=--tests');
});
