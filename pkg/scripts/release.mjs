// `npm run release -- X.Y.Z`: everything up to publishing. Sets the version, dates the changelog,
// runs all checks, packs, commits and tags; refuses, and leaves all as it was, if something fails.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture, main, run, SetupError, step } from './step.mjs';
import { pack, plainEnv, sha256 } from './tarball.mjs';

/** The files that hold the version. */
const versioned = [
  'Cargo.toml',
  'Cargo.lock',
  'pkg/package.json',
  'package-lock.json',
  'CHANGELOG.md',
];

/** What has to pass, in this order: the checks of CI, and a second build that gives the same bytes. */
const allChecks = {
  Lint: (root, env) => run('npm', ['run', 'lint'], { cwd: root, env }),
  Test: (root, env) => run('npm', ['test'], { cwd: root, env }),
};

/**
 * @param root the working tree
 * @param checks what has to pass once the version is set, by title
 * @param bill writes the bill of materials to a path
 */
export async function release(version, { root, date, checks, bill }) {
  const git = (...args) => run('git', args, { cwd: root, quiet: true });
  await refuseUnlessReady(version, root);
  const folder = join(root, 'target', 'release-of-package');
  try {
    await step(`Set the version to ${version}`, () => setVersion(version, date, root));
    for (const [title, check] of Object.entries(checks)) {
      await step(title, () => check(root, plainEnv()));
    }
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const tarball = await pack(join(root, 'pkg'), folder);
    await bill(tarball.replace(/\.tgz$/, '.cdx.json'));
    const changed = capture('git', ['diff', '--name-only'], { cwd: root })?.split('\n') ?? [];
    const others = changed.filter((file) => !versioned.includes(file));
    if (others.length > 0) throw new SetupError(`The checks have changed ${others.join(', ')}.`);
    await git('commit', '--quiet', '--message', `Release ${version}`, '--', ...versioned);
    await git('tag', '--annotate', `v${version}`, '--message', `psp-errors ${version}`);
    return { tarball, hash: sha256(await readFile(tarball)) };
  } catch (error) {
    await git('checkout', '--', ...versioned);
    throw error;
  }
}

async function refuseUnlessReady(version, root) {
  if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) {
    throw new SetupError('Which version? npm run release -- X.Y.Z');
  }
  const status = capture('git', ['status', '--porcelain'], { cwd: root });
  if (status !== '') throw new SetupError(`The tree is not clean:\n${status}`);
  const { version: present } = JSON.parse(
    await readFile(join(root, 'pkg', 'package.json'), 'utf8'),
  );
  const parts = (text) => text.split('.').map(Number);
  const [wanted, had] = [parts(version), parts(present)];
  const at = wanted.findIndex((part, index) => part !== had[index]);
  const isTagged = (name) =>
    capture('git', ['rev-parse', '--verify', '--quiet', name], { cwd: root });
  // The very first release is of the version that stands there from the beginning.
  const isFirst = at < 0 && isTagged(`refs/tags/v${version}`) === null;
  if (!isFirst && !(at >= 0 && wanted[at] > had[at])) {
    throw new SetupError(`${version} does not come after ${present}.`);
  }
  if (isTagged(`refs/tags/v${version}`) !== null) {
    throw new SetupError(`There is a tag v${version} already.`);
  }
  const changelog = await readFile(join(root, 'CHANGELOG.md'), 'utf8');
  if (!/^## \[Unreleased\]\n[^#]*(### |- )/m.test(changelog)) {
    throw new SetupError('CHANGELOG.md has nothing under [Unreleased].');
  }
}

async function setVersion(version, date, root) {
  const replaceIn = async (name, pattern, replacement) => {
    const path = join(root, name);
    const text = await readFile(path, 'utf8');
    if (!pattern.test(text)) throw new SetupError(`${name} is not as expected: ${pattern}`);
    await writeFile(path, text.replace(pattern, replacement));
  };
  await replaceIn('Cargo.toml', /^version = "[^"]*"/m, `version = "${version}"`);
  await replaceIn('Cargo.lock', /(name = "psp-errors"\nversion = )"[^"]*"/, `$1"${version}"`);
  await replaceIn('pkg/package.json', /("version": )"[^"]*"/, `$1"${version}"`);
  await replaceIn(
    'package-lock.json',
    /("pkg": \{\n\s+"name": "psp-errors",\n\s+"version": )"[^"]*"/,
    `$1"${version}"`,
  );
  await replaceIn(
    'CHANGELOG.md',
    /^## \[Unreleased\]\n/m,
    `## [Unreleased]\n\n## [${version}] - ${date}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const { writeBillOfMaterials } = await import('./sbom.mjs');
    const [version] = process.argv.slice(2);
    const { tarball, hash } = await release(version, {
      root,
      date: new Date().toISOString().slice(0, 10),
      checks: allChecks,
      bill: (path) => writeBillOfMaterials(path, process.env),
    });
    console.log(`
${tarball}
SHA-256 ${hash}

What is left to do:
  npm run verify-release -- ${tarball}
  git push --follow-tags
  npm publish ${tarball} --provenance --access public
`);
  });
}
