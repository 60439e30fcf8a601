// Makes sure that everything the project needs is on this machine; quick when it is.
// `node pkg/scripts/setup.mjs` sets up all of it; other scripts ask for what they need.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installChromium } from './chromium.mjs';
import { installPromtool } from './promtool.mjs';
import { installWasmTarget } from './rust-target.mjs';
import { main, run, SetupError, step } from './step.mjs';
import { findOnPath, installCargoDeny, installCargoTools } from './tools.mjs';

export { chromiumFlags } from './chromium.mjs';

const thisFile = fileURLToPath(import.meta.url);
const root = resolve(dirname(thisFile), '..', '..');
const minimumNode = [20, 19];

/**
 * Installs what is missing of 'npm' (node_modules), 'wasm' (Rust's target, wasm-pack, wasm-bindgen), 'deny'
 * (cargo-deny), 'browser' and 'promtool'. 'rust' has to be there, as for 'wasm' and 'deny'.
 * Returns the environment to run commands in, which names the programs that are on no PATH, and, with 'browser', the
 * paths of Chromium and chromedriver.
 */
export async function setup(needs) {
  let env = { ...process.env, PATH: extendPath(process.env.PATH) };
  checkNode();
  if (needs.includes('wasm') || needs.includes('rust')) {
    checkRust(env);
  }
  if (needs.includes('npm')) {
    await installNpmPackages(env);
  }
  if (needs.includes('wasm')) {
    env = await installWasmTarget(root, env);
    await installCargoTools(root, env);
  }
  if (needs.includes('promtool')) {
    env = { ...env, PROMTOOL: await installPromtool(root, env) };
  }
  if (needs.includes('deny')) {
    checkRust(env);
    await installCargoDeny(root, env);
  }
  if (!needs.includes('browser')) {
    return { env, chromium: null, chromedriver: null };
  }
  const { chromium, chromedriver } = await installChromium(env);
  return {
    env: { ...env, CHROMIUM: chromium, CHROMEDRIVER: chromedriver },
    chromium,
    chromedriver,
  };
}

function extendPath(path) {
  const folders = [join(root, '.tools', 'bin'), join(root, 'node_modules', '.bin')];
  return [...folders, ...(path ? [path] : [])].join(delimiter);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [minimumMajor, minimumMinor] = minimumNode;
  if (major < minimumMajor || (major === minimumMajor && minor < minimumMinor)) {
    throw new SetupError(
      `Node ${minimumNode.join('.')} or newer is needed and this is ${process.versions.node}: ` +
        'install it (https://nodejs.org), then run this command again.',
    );
  }
}

function checkRust(env) {
  if (findOnPath(['cargo'], env) === null) {
    throw new SetupError(
      'Rust is missing: install it with rustup (https://rustup.rs), then run this command again.',
    );
  }
  if (findOnPath(['rustup'], env) === null) {
    throw new SetupError(
      'rustup is missing: install it (https://rustup.rs), then run this command again.',
    );
  }
}

async function installNpmPackages(env) {
  if (findOnPath(['npm'], env) === null) {
    throw new SetupError(
      'npm is missing: install Node with npm (https://nodejs.org), then run this command again.',
    );
  }
  const lockHash = hashOfLock();
  const stamp = join(root, 'node_modules', '.psp-errors-lock-hash');
  const install = async () => {
    await run('npm', ['ci', '--no-audit', '--no-fund'], { env, cwd: root, quiet: true });
    // npm makes no folder for a lock file without packages.
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, lockHash);
  };
  await step('npm packages', install, { isDone: () => readIfThere(stamp) === lockHash });
}

function hashOfLock() {
  const lock = readIfThere(join(root, 'package-lock.json'));
  if (lock === null) {
    throw new SetupError(
      'package-lock.json is missing: restore it from git, then run this command again.',
    );
  }
  return createHash('sha256').update(lock).digest('hex');
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === realpathSync(thisFile)) {
  await main(() => setup(['npm', 'wasm', 'browser']));
}
