// `npm run test:spark`: `rdd.pipe('psp-errors classify')` in a real Spark counts what `triage` does.
// Needs Java, and Python with pyspark; PYTHON names another Python than python3.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../pkg/scripts/build.mjs';
import { main, SetupError, step } from '../../pkg/scripts/step.mjs';
import { cli, linesOf } from './support.mjs';

const python = process.env.PYTHON ?? 'python3';
const script = fileURLToPath(new URL('spark.py', import.meta.url));
/** What they say of bad lines is shown only if they fail. */
const read = (program, args) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

await main(async () => {
  if (spawnSync('java', ['-version']).status !== 0) {
    throw new SetupError('Java is missing: apt-get install default-jre-headless.');
  }
  if (spawnSync(python, ['-c', 'import pyspark']).status !== 0) {
    throw new SetupError(`pyspark is missing: ${python} -m pip install pyspark.`);
  }
  if (!existsSync(cli)) await build();
  const folder = await mkdtemp(join(tmpdir(), 'psp-errors-spark-'));
  try {
    await step('psp-errors classify in Spark, 4 partitions', () => compare(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function compare(folder) {
  const file = join(folder, 'log.ndjson');
  // Only the first line of a file may have a byte order mark, and Spark's files have other first lines.
  const lines = [...linesOf(40_000)].map((line) => line.replace(/^\ufeff/, ''));
  await writeFile(file, `${lines.join('\n')}\n`);
  const { byAction, byCode, ...triage } = JSON.parse(
    read(process.execPath, [cli, 'triage', '--json', file]),
  );
  const spark = JSON.parse(read(python, [script, `${process.execPath} ${cli} classify`, file]));
  assert.equal(spark.partitions, 4);
  assert.deepEqual({ ...spark.byCode }, byCode);
  const actions = Object.entries(byAction).filter(([, count]) => count > 0);
  assert.deepEqual(spark.byAction, Object.fromEntries(actions));
  for (const name of ['lines', 'bad', 'ok', 'blank']) assert.equal(spark[name], triage[name], name);
  console.log(
    `  ${spark.lines} lines: Spark and triage agree in ${Object.keys(byCode).length} codes`,
  );
}
