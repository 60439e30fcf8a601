// `npm run fuzz -- <target> <seconds>`: fuzzes one target with libFuzzer. The corpus that it finds
// stays in target/fuzz/corpus/, what breaks something in tests/fuzz/artifacts/. What is worth keeping
// becomes a line of tests/fuzz/corpus/<target>.txt (`examples/keep.rs`), and is replayed for good.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture, main, run, SetupError } from '../../pkg/scripts/step.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fuzz = join(root, 'tests', 'fuzz');
const target = join(root, 'target', 'fuzz');
const env = { ...process.env, CARGO_TARGET_DIR: target };

await main(async () => {
  const [name, seconds = '900'] = process.argv.slice(2);
  const names = await targets();
  if (!names.includes(name) || !/^[1-9]\d*$/.test(seconds)) {
    throw new SetupError(`npm run fuzz -- <${names.join('|')}> <seconds>`);
  }
  checkTools();
  const found = join(target, 'corpus', name);
  const seeds = join(target, 'seeds', name);
  for (const folder of [found, seeds]) await mkdir(folder, { recursive: true });
  const seed = ['run', '--quiet', '--locked', '--example', 'seeds', '--', name, seeds];
  await run('cargo', seed, { cwd: fuzz, env });
  // Without a sanitizer of memory: the core forbids unsafe code, and is twice as fast to run.
  const options = ['--fuzz-dir', fuzz, '--sanitizer', 'none', '--features', 'libfuzzer'];
  const libFuzzer = [
    `-max_total_time=${seconds}`,
    `-dict=${join(fuzz, 'dictionary.txt')}`,
    '-max_len=4096',
    '-timeout=30',
    '-print_final_stats=1',
  ];
  const command = ['+nightly', 'fuzz', 'run', ...options, name, found, seeds];
  await run('cargo', [...command, '--', ...libFuzzer], { cwd: root, env });
  console.log(`\n${name}: ${seconds} s, and nothing found.`);
});

async function targets() {
  const files = await readdir(join(fuzz, 'fuzz_targets'));
  return files.map((file) => file.replace(/\.rs$/, '')).sort();
}

function checkTools() {
  const missing = [];
  if (capture('rustup', ['run', 'nightly', 'rustc', '--version'], { env }) === null) {
    missing.push('Rust nightly: `rustup toolchain install nightly --profile minimal`');
  }
  if (capture('cargo', ['fuzz', '--version'], { env }) === null) {
    missing.push('cargo-fuzz: `cargo install cargo-fuzz --locked`');
  }
  if (capture('c++', ['--version'], { env }) === null) {
    missing.push('a C++ compiler, for libFuzzer: `apt-get install g++`');
  }
  if (missing.length > 0) {
    throw new SetupError(
      `Fuzzing takes what is missing here:\n${missing.map((line) => `- ${line}`).join('\n')}\n` +
        'Without it, `npm test -- fuzz` replays the corpus and mutations of it.',
    );
  }
}
