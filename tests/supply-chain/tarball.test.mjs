import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { differences, pack } from '../../pkg/scripts/tarball.mjs';

const pkg = fileURLToPath(new URL('../../pkg', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'psp-errors-tarball-'));
after(() => rm(folder, { recursive: true, force: true }));

/** A copy of the package elsewhere, made at another time. */
async function copyTo(name) {
  const copy = join(folder, name, 'pkg');
  const isNeeded = (path) =>
    !/[\\/](gen|src|scripts|docs|node_modules)([\\/]|$)/.test(path.slice(pkg.length));
  await cp(pkg, copy, { recursive: true, filter: isNeeded });
  for (const file of await readdir(copy, { recursive: true })) {
    await utimes(join(copy, file), new Date(0), new Date(1e12));
  }
  return copy;
}

test('the tarball is the same, byte for byte, when it is packed again', async () => {
  const first = await pack(pkg, join(folder, 'first'));
  const second = await pack(await copyTo('elsewhere'), join(folder, 'second'));
  assert.deepEqual(await differences(first, second), []);
});

test('a changed, a missing and an additional file are named', async () => {
  const copy = await copyTo('changed');
  const first = await pack(pkg, join(folder, 'first'));
  const { appendFile, writeFile, rename } = await import('node:fs/promises');
  await appendFile(join(copy, 'dist', 'psp_errors.wasm'), 'x');
  await writeFile(join(copy, 'dist', 'extra.js'), '');
  await rename(join(copy, 'LICENSE-MIT'), join(copy, 'not-packed'));
  const second = await pack(copy, join(folder, 'third'));
  assert.deepEqual(await differences(first, second), [
    'only in the first: package/LICENSE-MIT',
    'other bytes: package/dist/psp_errors.wasm',
    'only in the second: package/dist/extra.js',
  ]);
});
