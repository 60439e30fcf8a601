// Packing the package, and comparing what was packed.
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { capture, SetupError } from './step.mjs';

/** Under `npm run`, npm tells its scripts about the workspace; a folder elsewhere is none of it. */
export const plainEnv = (env = process.env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(npm_|INIT_CWD$)/.test(name)));

/** Packs a folder as npm publishes it; gives the path of the tarball. */
export async function pack(folder, destination) {
  await mkdir(destination, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
  const packed = capture('npm', args, { cwd: folder, env: plainEnv() });
  if (packed === null) throw new SetupError(`npm pack failed in ${folder}.`);
  return join(destination, JSON.parse(packed)[0].filename);
}

/** How two tarballs differ, in sentences; none if they are the same, byte for byte. */
export async function differences(first, second) {
  const [one, two] = await Promise.all([readFile(first), readFile(second)]);
  if (one.equals(two)) return [];
  const [left, right] = [filesOf(one), filesOf(two)];
  const found = [];
  for (const [path, hash] of left) {
    if (!right.has(path)) found.push(`only in the first: ${path}`);
    else if (right.get(path) !== hash) found.push(`other bytes: ${path}`);
  }
  for (const path of right.keys()) if (!left.has(path)) found.push(`only in the second: ${path}`);
  return found.length > 0 ? found : ['the files are the same, their order or the packing is not'];
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The files of a tarball with the hash of each: ustar, as npm writes it. */
function filesOf(tarball) {
  const bytes = gunzipSync(tarball);
  const files = new Map();
  const text = (at, length) => bytes.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const prefix = text(at + 345, 155);
    const path = (prefix ? `${prefix}/` : '') + text(at, 100);
    const size = Number.parseInt(text(at + 124, 12), 8);
    files.set(path, sha256(bytes.subarray(at + 512, at + 512 + size)));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
