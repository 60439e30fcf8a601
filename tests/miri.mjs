// `npm run miri`: the tests of the core in Miri, which finds undefined behaviour. Minutes; those that
// would take hours say so (`cfg_attr(miri, ignore)`), and properties try fewer cases.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture, main, run, SetupError } from '../pkg/scripts/step.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await main(async () => {
  const env = {
    ...process.env,
    CARGO_TARGET_DIR: join(root, 'target', 'miri'),
    MIRIFLAGS: '-Zmiri-disable-isolation', // some tests read files
  };
  if (capture('rustup', ['run', 'nightly', 'cargo', 'miri', '--version'], { env }) === null) {
    throw new SetupError(
      'Miri is missing: `rustup toolchain install nightly --profile minimal --component miri,rust-src`.',
    );
  }
  await run('cargo', ['+nightly', 'miri', 'test', '--locked', '--lib', '--tests'], {
    cwd: root,
    env,
  });
});
