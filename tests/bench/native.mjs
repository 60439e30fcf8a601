// Drives the measurement of the core as native code: the crate in native/, by Criterion. Each round
// is a run of its own, so that what a machine does besides meets all of its rows.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from '../../pkg/scripts/setup.mjs';
import { capture, run, step } from '../../pkg/scripts/step.mjs';
import { bodies } from './bodies.mjs';
import { median } from './measure.mjs';
import { control } from './parts.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reference = 'documented';
const contenders = ['classify', 'decode', 'serde_json alone', control];
/** In seconds; samples are ten. */
const times = ['--warm-up-time', '0.05', '--measurement-time', '0.1', '--sample-size', '10'];

export async function measureNatively({ rounds }) {
  const { env: common } = await setup(['rust']);
  const folder = await mkdtemp(join(tmpdir(), 'psp-errors-native-'));
  try {
    const env = {
      ...common,
      BODIES: join(folder, 'bodies.json'),
      CRITERION_HOME: folder,
      CARGO_TARGET_DIR: join(root, 'target', 'bench'),
    };
    await writeFile(env.BODIES, JSON.stringify(bodies));
    const bench = (...args) =>
      run('cargo', ['bench', '--locked', '--bench', 'bodies', ...args], {
        cwd: join(root, 'tests', 'bench', 'native'),
        env,
        quiet: true,
      });
    await step('Compile the benchmark in Rust', () => bench('--no-run'));
    const rows = Object.keys(bodies).flatMap((group) =>
      contenders.map((name) => ({ part: 'native', group, name, ratios: [] })),
    );
    for (let round = 0; round < rounds; round++) {
      await bench('--', ...times);
      for (const { group, name, ratios } of rows) {
        ratios.push((await timeOf(folder, group, reference)) / (await timeOf(folder, group, name)));
      }
    }
    const [, version] = capture('rustc', ['--version'], { env })?.split(' ') ?? [];
    return {
      version: `Rust ${version}, native`,
      against: 'serde_json into a struct and a match',
      rows,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What Criterion has measured last, by where it leaves that. */
async function timeOf(folder, group, name) {
  const path = join(folder, group, name, 'new', 'sample.json');
  const { iters, times } = JSON.parse(await readFile(path, 'utf8'));
  return median(times.map((time, index) => time / iters[index]));
}
