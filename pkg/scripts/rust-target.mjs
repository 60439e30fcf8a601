// Rust's WebAssembly target: from rustup or, where rustup cannot download it, built from Debian's Rust packages.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, capture, run, SetupError, step } from './step.mjs';
import { installWithApt, isRoot } from './tools.mjs';

const target = 'wasm32-unknown-unknown';
const debianToolchain = 'wasm-debian';
const debianPackages = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-22', 'rust-web-llvm'];
const debianPrefix = '/usr';
const debianRustc = join(debianPrefix, 'bin', 'rustc');
const debianCargo = join(debianPrefix, 'bin', 'cargo');
const stampName = 'psp-errors-built-by';
const advice =
  `The Rust target ${target} is missing and could not be installed: ` +
  `run "rustup target add ${target}", then run this command again.`;

/** Makes sure of the target and returns the environment that has it. */
export async function installWasmTarget(root, env) {
  const debianEnv = { ...env, RUSTUP_TOOLCHAIN: debianToolchain };
  let readyEnv = hasTarget(root, env) ? env : null;
  if (readyEnv === null && hasDebianTarget(root, debianEnv)) {
    readyEnv = debianEnv;
  }
  const install = async () => {
    if (await addWithRustup(root, env)) {
      readyEnv = env;
      return;
    }
    console.log("rustup could not install it: trying Debian's Rust packages");
    await installDebianTarget(env);
    readyEnv = debianEnv;
  };
  await step(`Rust target ${target}`, install, { isDone: () => readyEnv !== null });
  return readyEnv;
}

function hasTarget(root, env) {
  const libdir = targetLibdir('rustc', root, env);
  return libdir !== null && listFiles(libdir).some((name) => /^libstd-.*\.rlib$/.test(name));
}

// After an upgrade of Debian's rustc the standard library has to be built again: no other version reads it.
function hasDebianTarget(root, debianEnv) {
  if (!hasTarget(root, debianEnv)) {
    return false;
  }
  const version = capture('rustc', ['--version'], { env: debianEnv, cwd: root });
  return version === readStamp(targetLibdir('rustc', root, debianEnv));
}

function targetLibdir(rustc, cwd, env) {
  // Looking must not make rustup download: that is a step of its own.
  const lookEnv = { ...env, RUSTUP_AUTO_INSTALL: '0' };
  return capture(rustc, ['--print', 'target-libdir', '--target', target], { env: lookEnv, cwd });
}

async function addWithRustup(root, env) {
  try {
    await run('rustup', ['target', 'add', target], {
      env: { ...env, RUST_BACKTRACE: '0' },
      cwd: root,
      quiet: true,
    });
  } catch (error) {
    if (error instanceof CommandError) {
      return false;
    }
    throw error;
  }
  return hasTarget(root, env);
}

async function installDebianTarget(env) {
  if (!isRoot()) {
    throw new SetupError(advice);
  }
  await installWithApt(debianPackages, advice, env);
  const folder = mkdtempSync(join(tmpdir(), 'psp-errors-std-'));
  try {
    await buildStd(folder, env);
    copyStd(
      join(folder, 'target', target, 'release', 'deps'),
      targetLibdir(debianRustc, folder, env),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await run('rustup', ['toolchain', 'link', debianToolchain, debianPrefix], { env, quiet: true });
}

async function buildStd(folder, env) {
  writeFileSync(
    join(folder, 'Cargo.toml'),
    '[package]\nname = "empty"\nedition = "2021"\n\n[lib]\npath = "lib.rs"\n',
  );
  writeFileSync(join(folder, 'lib.rs'), '');
  const args = [
    'build',
    '--release',
    '--target',
    target,
    '-Zbuild-std=std,panic_abort,panic_unwind,test',
  ];
  // RUSTC_BOOTSTRAP allows -Z on a stable compiler; RUSTC keeps cargo from taking rustup's rustc on PATH.
  const buildEnv = {
    ...env,
    RUSTC: debianRustc,
    RUSTC_BOOTSTRAP: '1',
    CARGO_TARGET_DIR: join(folder, 'target'),
  };
  await run(debianCargo, args, { env: buildEnv, cwd: folder, quiet: true });
}

function copyStd(from, libdir) {
  // The libraries of an earlier rustc would be found beside the new ones.
  rmSync(libdir, { recursive: true, force: true });
  mkdirSync(libdir, { recursive: true });
  for (const name of listFiles(from)) {
    if (name.endsWith('.rlib') && !name.startsWith('libempty-')) {
      copyFileSync(join(from, name), join(libdir, name));
    }
  }
  writeFileSync(join(libdir, stampName), capture(debianRustc, ['--version']) ?? '');
}

function listFiles(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readStamp(libdir) {
  try {
    return readFileSync(join(libdir, stampName), 'utf8');
  } catch {
    return null;
  }
}
