// A fresh folder with the tarball and a tool in it, and the programs that run there.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pkg = fileURLToPath(new URL('../../../pkg', import.meta.url));
const tailLength = 2000;

// npm tells its scripts about the workspace; a fresh folder knows nothing of it. Nor does it phone.
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$|NODE_TEST_CONTEXT$|NODE_ENV$)/.test(name),
    ),
  ),
  CI: '1',
  NO_COLOR: '1',
  NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  WRANGLER_SEND_METRICS: 'false',
};

export async function temporaryFolder() {
  return realpath(await mkdtemp(join(tmpdir(), 'psp-errors-matrix-')));
}

/** Packs pkg/ into `folder`; gives the tarball's path. */
export async function pack(folder) {
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: pkg,
  });
  return join(folder, JSON.parse(stdout)[0].filename);
}

export class Project {
  #closers = [];
  #path;

  constructor(folder) {
    this.folder = folder;
    this.#path = [join(folder, 'node_modules', '.bin'), env.PATH].join(delimiter);
  }

  /** A project with the tarball and the tools, whose versions are exact, from the registry. */
  static async create(tarball, { tools = {}, type = 'module' } = {}) {
    const project = new Project(await temporaryFolder());
    const manifest = { name: 'project', version: '1.0.0', private: true, type };
    await project.write('package.json', JSON.stringify(manifest));
    const wanted = Object.entries(tools).map(([name, version]) => `${name}@${version}`);
    const options = ['--no-audit', '--no-fund', '--save-exact'];
    await project.run('npm', ['install', ...options, tarball, ...wanted], { timeout: 240_000 });
    return project;
  }

  async write(name, content) {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  async read(name) {
    return readFile(join(this.folder, name), 'utf8');
  }

  /** Runs a program to its end; its output is part of the error if it fails. */
  run(program, args, options = {}) {
    return execute(program, args, { cwd: this.folder, path: this.#path, ...options });
  }

  /** Starts a server and gives the address it prints. */
  start(program, args, { pattern = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/ } = {}) {
    const child = launch(program, args, { cwd: this.folder, path: this.#path });
    this.closeLater(() => end(child));
    return new Promise((resolve, reject) => {
      let output = '';
      const timer = setTimeout(() => reject(new Error(`no address from ${program}`)), 60_000);
      const read = (chunk) => {
        output += chunk;
        const found = pattern.exec(output);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[0]);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', reject);
      child.on('close', () => reject(new Error(`${program} ended\n${output.slice(-tailLength)}`)));
    });
  }

  /** What a row leaves open is closed when it is done, whatever came of it. */
  closeLater(close) {
    this.#closers.push(close);
  }

  async close() {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  async remove() {
    await this.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function launch(program, args, { cwd, path }) {
  return spawn(program, args, {
    cwd,
    env: { ...env, PATH: path ?? env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
    detached: true,
  });
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    return undefined;
  }
  return ended;
}

function execute(program, args, { timeout = 120_000, ...options }) {
  return new Promise((resolve, reject) => {
    const child = launch(program, args, options);
    let stdout = '';
    let stderr = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end(child);
    }, timeout);
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) {
        resolve({ stdout, stderr });
        return;
      }
      const why = late ? `took more than ${timeout / 1000} s` : `failed with ${code}`;
      const output = `${stdout}\n${stderr}`.trim().slice(-tailLength);
      reject(new Error(`${program} ${args.join(' ')} ${why}\n${output}`));
    });
  });
}
