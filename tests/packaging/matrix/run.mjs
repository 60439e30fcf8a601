// `npm run test:packaging`: the package as it is packed, in every runtime, bundler and test runner.
//   --only vite,next   these rows
//   --quick            Node, CommonJS, TypeScript, esbuild
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closeBrowser } from './browser.mjs';
import { Project, pack, temporaryFolder } from './project.mjs';

const quick = ['node-esm', 'node-cjs', 'typescript', 'esbuild'];
const names = [
  ...quick,
  'typescript-5',
  'vite',
  'webpack',
  'rollup',
  'next',
  'jest',
  'vitest',
  'deno',
  'bun',
  'workerd',
  'plain-script',
  'no-wasm',
  'web-worker',
  'service-worker',
  'rspack',
  'parcel',
];
const partTimeout = 240_000;

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const wanted = values.only?.split(',') ?? (values.quick ? quick : names);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No row ${unknown.join(', ')}; there are: ${names.join(', ')}`);
  process.exit(2);
}

const lines = [];
const folder = await temporaryFolder();
try {
  const tarball = await pack(folder);
  for (const name of wanted) {
    const { default: row } = await import(`./rows/${name}.mjs`);
    await runRow(name, row, tarball);
  }
} finally {
  await closeBrowser();
  await rm(folder, { recursive: true, force: true });
}
printTable();
process.exit(lines.some(({ result }) => result === 'failed') ? 1 : 0);

/** A row installs once; each of its parts is a line of the table. */
async function runRow(name, row, tarball) {
  const start = performance.now();
  let project;
  try {
    project = await Project.create(tarball, row);
  } catch (error) {
    note({ name, part: 'install', tool: '', start, error });
    return;
  }
  const tool = await versionsOf(project, row);
  let from = start;
  for (const [part, run] of Object.entries(row.parts)) {
    try {
      const why = await inTime(run(project));
      note({ name, part, tool, start: from, why });
    } catch (error) {
      note({ name, part, tool, start: from, error });
    } finally {
      await project.close();
    }
    from = performance.now();
  }
  await project.remove();
}

function note({ name, part, tool, start, why = '', error }) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const result = error ? 'failed' : 'ok';
  const reason = error ? shortened(error.message) : why;
  lines.push({ name, part, tool, result, why: reason, seconds });
  console.log(`${result === 'ok' ? '✓' : '✗'} ${name}: ${part} — ${seconds} s`);
  if (error) console.error(error.stack ?? error);
}

/** The line that says it, of an error that holds the output of a program. */
function shortened(message) {
  const output = message.split('\n');
  const telling = output.slice(1).find((line) => /error/i.test(line)) ?? output[0];
  return telling.trim().slice(0, 160);
}

async function versionsOf(project, { tools = {}, shown = Object.keys(tools) }) {
  const versions = [];
  for (const name of shown) {
    const manifest = join(project.folder, 'node_modules', name, 'package.json');
    versions.push(`${name} ${JSON.parse(await readFile(manifest, 'utf8')).version}`);
  }
  return versions.join(', ') || `node ${process.versions.node}`;
}

function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    const message = `took more than ${partTimeout / 1000} s`;
    timer = setTimeout(() => reject(new Error(message)), partTimeout);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function printTable() {
  const rows = [
    ['row', 'tool', 'result', 's', 'why, way around'],
    ...lines.map(({ name, part, tool, result, why, seconds }) => [
      `${name}: ${part}`,
      tool,
      result,
      seconds,
      why,
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ');
  console.log(`\n${rows.map((row) => line(row).trimEnd()).join('\n')}`);
  const failed = lines.filter(({ result }) => result === 'failed').length;
  console.log(`\n${lines.length - failed} of ${lines.length} ok`);
}
