import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { problemsOfCargoLock, problemsOfNpmLock } from '../../pkg/scripts/lock-files.mjs';

const read = (name) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');

describe('the lock files', () => {
  test('have an integrity and come from the registry', async () => {
    assert.deepEqual(problemsOfNpmLock(await read('package-lock.json')), []);
    assert.deepEqual(problemsOfCargoLock(await read('Cargo.lock')), []);
  });
});

describe('what is found in a package-lock.json', () => {
  const good = { version: '1.0.0', integrity: 'sha512-abc' };
  const lock = (path, entry, version = 3) =>
    JSON.stringify({ lockfileVersion: version, packages: { pkg: {}, [path]: entry } });

  test('nothing, if all is well', () => {
    assert.deepEqual(problemsOfNpmLock(lock('node_modules/a', good)), []);
    assert.deepEqual(
      problemsOfNpmLock(lock('node_modules/p', { link: true, resolved: 'pkg' })),
      [],
    );
    const script = { ...good, hasInstallScript: true };
    assert.deepEqual(problemsOfNpmLock(lock('node_modules/esbuild', script)), []);
  });

  for (const [title, path, entry, version] of [
    ['no integrity', 'node_modules/a', { version: '1.0.0' }],
    ['a weak integrity', 'node_modules/a', { version: '1.0.0', integrity: 'sha1-abc' }],
    ['a git URL', 'node_modules/@a/b', { ...good, resolved: 'git+ssh://git@host/a.git#1' }],
    ['a file', 'node_modules/a', { ...good, resolved: 'file:a.tgz' }],
    ['an address', 'node_modules/a/node_modules/b', { ...good, resolved: 'https://x/a.tgz' }],
    ['a link out of the workspace', 'node_modules/a', { link: true, resolved: '../a' }],
    ['an install script', 'node_modules/a', { ...good, hasInstallScript: true }],
    ['the same name in a scope', 'node_modules/@x/esbuild', { ...good, hasInstallScript: true }],
    ['an old format', 'node_modules/a', good, 1],
  ]) {
    test(title, () => assert.equal(problemsOfNpmLock(lock(path, entry, version)).length, 1));
  }
});

describe('what is found in a Cargo.lock', () => {
  const crates = 'registry+https://host/crates';
  const entry = (name, source, checksum) =>
    `[[package]]\nname = "${name}"\nversion = "1.0.0"\n${source ? `source = "${source}"\n` : ''}${checksum ? `checksum = "${checksum}"\n` : ''}`;

  test('nothing, if all is well', () => {
    const text = entry('psp-errors') + entry('serde', crates, 'a'.repeat(64));
    assert.deepEqual(problemsOfCargoLock(text), []);
  });

  for (const [title, text] of [
    ['a git source', entry('a', 'git+https://host/a#1', 'a'.repeat(64))],
    [
      'another registry',
      entry('a', crates, 'a'.repeat(64)) + entry('b', 'registry+https://x', 'a'.repeat(64)),
    ],
    ['no checksum', entry('a', crates)],
    ['a folder', entry('a')],
  ]) {
    test(title, () => assert.equal(problemsOfCargoLock(text).length, 1));
  }
});
