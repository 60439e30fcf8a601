// Finding command-line tools and installing them, with apt or with cargo.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, capture, run, SetupError, step } from './step.mjs';

const wasmPackVersion = '0.15.1';
const cargoDenyVersion = '0.20.2';
const aptLockSeconds = 300;

/** The full path of the first of these programs that is on PATH, or null. */
export function findOnPath(names, env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) {
      const file = resolve(folder, name);
      if (isProgram(file)) {
        return file;
      }
    }
  }
  return null;
}

export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/** Installs Debian packages; `advice` is the sentence for a machine where that is not possible. */
export async function installWithApt(packages, advice, env) {
  const apt = aptCommand(env);
  if (apt === null) {
    throw new SetupError(advice);
  }
  await updatePackageLists(apt, env);
  const [command, ...args] = [...apt, 'install', '-y', '--no-install-recommends', ...packages];
  try {
    await run(command, args, { env, quiet: true });
  } catch (error) {
    if (error instanceof CommandError) {
      throw new SetupError(`${error.message}\n${advice}`);
    }
    throw error;
  }
}

/** Unpacks a Debian package into a folder, without installing it; the system stays as it is. */
export async function downloadWithApt(name, folder, advice, env) {
  if (findOnPath(['apt-get'], env) === null || findOnPath(['dpkg-deb'], env) === null) {
    throw new SetupError(advice);
  }
  const apt = aptCommand(env);
  if (apt !== null) await updatePackageLists(apt, env);
  mkdirSync(folder, { recursive: true });
  try {
    await run('apt-get', ['download', name], { env, cwd: folder, quiet: true });
    const [file] = readdirSync(folder).filter((each) => each.endsWith('.deb'));
    await run('dpkg-deb', ['--extract', join(folder, file), folder], { env, quiet: true });
    rmSync(join(folder, file));
  } catch (error) {
    if (error instanceof CommandError) throw new SetupError(`${error.message}\n${advice}`);
    throw error;
  }
}

function aptCommand(env) {
  if (findOnPath(['apt-get'], env) === null) {
    return null;
  }
  const mayUseSudo = !isRoot() && capture('sudo', ['-n', 'true'], { env }) !== null;
  if (!isRoot() && !mayUseSudo) {
    return null;
  }
  const settings = ['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C'];
  const apt = ['apt-get', '-o', `DPkg::Lock::Timeout=${aptLockSeconds}`];
  return [...(mayUseSudo ? ['sudo', '-n'] : []), ...settings, ...apt];
}

// apt's lock timeout does not cover the package lists, so a second apt-get is waited for here.
// Another failure is left to the installation: the lists on the machine may be good enough.
async function updatePackageLists(apt, env) {
  const [command, ...args] = [...apt, 'update'];
  const deadline = Date.now() + aptLockSeconds * 1000;
  for (;;) {
    const { status, stderr } = spawnSync(command, args, {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const isLocked = status !== 0 && stderr?.includes('Could not get lock');
    if (!isLocked || Date.now() > deadline) {
      return;
    }
    await sleep(2000);
  }
}

/** wasm-pack and the wasm-bindgen that fits Cargo.lock, in `<root>/.tools/bin`. */
export async function installCargoTools(root, env) {
  // wasm-bindgen-cli goes without --locked: its lock file may name a version that the index lacks.
  const tools = [
    { crate: 'wasm-pack', program: 'wasm-pack', version: wasmPackVersion, options: ['--locked'] },
    {
      crate: 'wasm-bindgen-cli',
      program: 'wasm-bindgen',
      version: wasmBindgenVersion(root),
      options: [],
    },
  ];
  await installCargoToolsOf(tools, root, env);
}

/** cargo-deny, which the lints alone need. */
export async function installCargoDeny(root, env) {
  const version = cargoDenyVersion;
  const tool = { crate: 'cargo-deny', program: 'cargo-deny', version, options: ['--locked'] };
  await installCargoToolsOf([tool], root, env);
}

async function installCargoToolsOf(tools, root, env) {
  try {
    for (const tool of tools) {
      await installCargoTool(tool, root, env);
    }
  } finally {
    rmSync(targetFolder(root), { recursive: true, force: true });
  }
}

async function installCargoTool({ crate, program, version, options }, root, env) {
  const toolFolder = join(root, '.tools');
  const isDone = () =>
    capture(join(toolFolder, 'bin', program), ['--version'], { env }) === `${program} ${version}`;
  const install = () => {
    // An unoptimised build without debug information is ready soonest.
    const args = [
      'install',
      crate,
      '--version',
      version,
      ...options,
      '--debug',
      '--force',
      '--root',
      toolFolder,
    ];
    const buildEnv = { ...env, CARGO_TARGET_DIR: targetFolder(root), CARGO_PROFILE_DEV_DEBUG: '0' };
    return run('cargo', args, { env: buildEnv, cwd: root, quiet: true });
  };
  await step(`${crate} ${version}`, install, { isDone });
}

function targetFolder(root) {
  return join(root, '.tools', 'target');
}

function wasmBindgenVersion(root) {
  const version = /^name = "wasm-bindgen"\r?\nversion = "([^"]+)"/m.exec(readCargoLock(root))?.[1];
  if (version === undefined) {
    throw new SetupError(
      'Cargo.lock does not list wasm-bindgen: restore it from git, then run this command again.',
    );
  }
  return version;
}

function readCargoLock(root) {
  try {
    return readFileSync(join(root, 'Cargo.lock'), 'utf8');
  } catch {
    throw new SetupError(
      'Cargo.lock is missing: restore it from git, then run this command again.',
    );
  }
}
