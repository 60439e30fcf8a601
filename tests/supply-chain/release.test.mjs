// `npm run release` in a clone of the last commit, with the checks replaced by quick ones.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { release } from '../../pkg/scripts/release.mjs';
import { sha256 } from '../../pkg/scripts/tarball.mjs';

const source = fileURLToPath(new URL('../..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'psp-errors-release-'));
after(() => rm(folder, { recursive: true, force: true }));

const DATE = '2030-01-02';
const NEXT = '7.8.9';
let root;
let count = 0;
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
const read = (name) => readFile(join(root, name), 'utf8');

beforeEach(async () => {
  root = join(folder, String(count++));
  execFileSync('git', ['clone', '--quiet', source, root], { stdio: 'pipe' });
  git('config', 'user.name', 'test');
  git('config', 'user.email', 'test@example.com');
  // What is to be released has something to say, and was built.
  await writeFile(
    join(root, 'CHANGELOG.md'),
    '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- x\n',
  );
  if (git('status', '--porcelain') !== '') git('commit', '--quiet', '-am', 'Change something');
  await cp(join(source, 'pkg', 'dist'), join(root, 'pkg', 'dist'), { recursive: true });
});

const run = (version, { checks = {} } = {}) =>
  release(version, { root, date: DATE, checks, bill: (path) => writeFile(path, '{}') });

/** Refused with this reason, and nothing is changed. */
async function isRefused(version, reason, options) {
  const before = git('rev-parse', 'HEAD');
  const status = git('status', '--porcelain');
  const tags = git('tag');
  await assert.rejects(run(version, options), reason);
  assert.equal(git('rev-parse', 'HEAD'), before);
  assert.equal(git('status', '--porcelain'), status);
  assert.equal(git('tag'), tags);
}

describe('a release', () => {
  test('sets the version everywhere, dates the changelog, packs, commits and tags', async () => {
    const seen = [];
    const checks = {
      Look: async () => seen.push(JSON.parse(await read('pkg/package.json')).version),
    };
    const { tarball, hash } = await run(NEXT, { checks });
    assert.deepEqual(seen, [NEXT], 'the checks see the new version');
    assert.match(await read('Cargo.toml'), new RegExp(`^version = "${NEXT}"`, 'm'));
    assert.match(await read('Cargo.lock'), new RegExp(`name = "psp-errors"\nversion = "${NEXT}"`));
    assert.equal(JSON.parse(await read('package-lock.json')).packages.pkg.version, NEXT);
    assert.match(
      await read('CHANGELOG.md'),
      /## \[Unreleased\]\n\n## \[7\.8\.9\] - 2030-01-02\n\n###/,
    );
    assert.match(tarball, /psp-errors-7\.8\.9\.tgz$/);
    assert.equal(sha256(await readFile(tarball)), hash);
    assert.equal(await readFile(tarball.replace(/tgz$/, 'cdx.json'), 'utf8'), '{}');
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('log', '-1', '--format=%s').trim(), `Release ${NEXT}`);
    assert.equal(git('describe', '--exact-match').trim(), `v${NEXT}`);
  });

  test('changes in the lock files nothing but the version', async () => {
    await run(NEXT);
    for (const name of ['Cargo.lock', 'package-lock.json', 'pkg/package.json', 'Cargo.toml']) {
      const changes = git('diff', '--numstat', 'HEAD~1', '--', name).split('\t');
      assert.deepEqual(changes.slice(0, 2), ['1', '1'], name);
    }
  });
});

describe('a release is refused', () => {
  test('in a tree with changes', async () => {
    await writeFile(join(root, 'README.md'), 'changed');
    await isRefused(NEXT, /The tree is not clean/);
  });

  test('with a file that git does not know', async () => {
    await writeFile(join(root, 'new.txt'), '');
    await isRefused(NEXT, /The tree is not clean/);
  });

  for (const version of [undefined, '', '1.0', 'v1.0.0', '1.0.0-beta', '0.0.1']) {
    test(`without a version that can come next: ${version}`, async () => {
      await isRefused(version, /Which version|does not come after/);
    });
  }

  test('where the tag exists', async () => {
    git('tag', `v${NEXT}`);
    await isRefused(NEXT, /There is a tag v7\.8\.9 already/);
  });

  test('with nothing in the changelog', async () => {
    await writeFile(
      join(root, 'CHANGELOG.md'),
      '# Changelog\n\n## [Unreleased]\n\n## [0.0.1] - 2020\n\n- x\n',
    );
    git('commit', '--quiet', '-am', 'Say nothing');
    await isRefused(NEXT, /nothing under \[Unreleased\]/);
  });

  test('where a check fails: the version is what it was', async () => {
    const fail = () => {
      throw new Error('tests failed');
    };
    await isRefused(NEXT, /tests failed/, { checks: { Test: fail } });
  });

  test('where a check changes a file', async () => {
    const change = () => writeFile(join(root, 'src', 'lib.rs'), '');
    await assert.rejects(run(NEXT, { checks: { Test: change } }), /have changed src\/lib\.rs/);
    assert.equal(git('tag'), '');
    assert.equal(git('diff', '--name-only').trim(), 'src/lib.rs');
  });
});
