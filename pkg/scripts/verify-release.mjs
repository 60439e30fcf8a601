// `npm run verify-release -- <tarball or version>`: builds that version again, from the tag, in a
// folder of its own, and compares it with what was published. Without an argument two clean builds
// of this commit are compared.
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';
import { capture, main, run, SetupError, step } from './step.mjs';
import { differences, pack, plainEnv, sha256 } from './tarball.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds a commit in a fresh folder; gives the tarball. Tools are shared, packages are not. */
async function buildOf(revision, folder) {
  const env = plainEnv();
  await run('git', ['clone', '--quiet', root, folder], { env, quiet: true });
  await run('git', ['checkout', '--quiet', '--detach', revision], {
    cwd: folder,
    env,
    quiet: true,
  });
  await symlink(join(root, '.tools'), join(folder, '.tools'));
  await run('npm', ['run', 'build'], { cwd: folder, env, quiet: true });
  return pack(join(folder, 'pkg'), join(folder, 'packed'));
}

async function published(what, folder) {
  if (what.endsWith('.tgz')) return resolve(what);
  const args = ['pack', '--json', '--pack-destination', folder, `psp-errors@${what}`];
  const packed = capture('npm', args, { cwd: folder, env: plainEnv() });
  if (packed === null) throw new SetupError(`npm has no psp-errors@${what}.`);
  return join(folder, JSON.parse(packed)[0].filename);
}

function tagOf(tarball) {
  const manifest = capture('tar', ['-xzOf', tarball, 'package/package.json']);
  if (manifest === null) throw new SetupError(`${tarball} is no tarball of a package.`);
  const tag = `v${JSON.parse(manifest).version}`;
  if (
    capture('git', ['rev-parse', '--verify', '--quiet', `${tag}^{commit}`], { cwd: root }) === null
  ) {
    throw new SetupError(`There is no tag ${tag} here: git fetch --tags`);
  }
  return tag;
}

await main(async () => {
  const [what] = process.argv.slice(2);
  await setup(['npm', 'wasm']);
  const folder = await mkdtemp(join(tmpdir(), 'psp-errors-verify-'));
  try {
    const given = what === undefined ? undefined : await published(what, folder);
    const revision = given === undefined ? 'HEAD' : tagOf(given);
    const build = async (name) => {
      let tarball;
      await step(`Build ${revision} in ${name}`, async () => {
        tarball = await buildOf(revision, join(folder, name));
      });
      return tarball;
    };
    const first = given ?? (await build('one'));
    // A path of another length, with a space in it.
    const second = await build('another folder');
    const found = await differences(first, second);
    if (found.length > 0) throw new SetupError(`Not the same:\n  ${found.join('\n  ')}`);
    console.log(`\nThe same, byte for byte. SHA-256 ${sha256(await readFile(second))}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
