// `npm run mutants -- src/plan.rs`: changes the core in one place at a time and looks whether a test
// notices. Hours for all of it, so one says which files; tests/mutants.md holds what is known.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture, main, run, SetupError } from '../pkg/scripts/step.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await main(async () => {
  const files = process.argv.slice(2).flatMap((file) => ['--file', file]);
  const env = { ...process.env, CARGO_PROFILE_DEV_DEBUG: '0' };
  if (capture('cargo', ['mutants', '--version'], { env }) === null) {
    throw new SetupError('cargo-mutants is missing: `cargo install cargo-mutants --locked`.');
  }
  const jobs = ['--jobs', String(Math.max(1, Math.floor(cpus().length / 2)))];
  const out = ['--output', join(root, 'target')];
  await run('cargo', ['mutants', ...jobs, ...out, ...files], { cwd: root, env });
});
