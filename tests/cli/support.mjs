// The tool as a child process, as it is built.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const cli = fileURLToPath(new URL('../../pkg/dist/cli.js', import.meta.url));

const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...env } = process.env;

/** Starts the tool; output is gathered. */
export function start(args, { cwd } = {}) {
  const child = spawn(process.execPath, [cli, ...args], { cwd, env });
  const started = { child, stdout: '', stderr: '' };
  // A child that ends without reading its input is judged by its exit code.
  child.stdin.on('error', () => {});
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      started[name] += text;
    });
  }
  started.ended = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return started;
}

/** Runs the tool to its end. */
export async function run(args, { input = '', cwd } = {}) {
  const started = start(args, { cwd });
  started.child.stdin.end(input);
  const end = await started.ended;
  return { ...end, stdout: started.stdout, stderr: started.stderr };
}

/** Waits until something is so. */
export async function until(isSo, what, ms = 20_000) {
  const end = Date.now() + ms;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what()}`);
    await delay(20);
  }
}

/** A folder for one test, with files in it. */
export async function folderWith(context, files = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'psp-errors-cli-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** Lines of all kinds, the same for the same number. */
export function* linesOf(count, seed = 1) {
  let state = seed;
  const below = (end) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 2 ** 31) * end);
  };
  const makers = [
    () => '{"code":"INSUFFICIENT_FUNDS","status":422}',
    () => `{"status":${400 + below(150)},"body":"<html>","time":"2026-11-21T0${below(9)}:00:00Z"}`,
    () => '{"status":422,"body":{"code":"PIX_KEY_NOT_FOUND","detail":"coração"}}\r',
    () => `{"code":"NEW_${below(5)}","status":409}`,
    () => `{"status":200,"time":${1_790_000_000 + below(90_000)}}`,
    () => '\u{feff}{"code":"4001"}',
    () => 'not JSON',
    () => '',
    () => `{"code":"${'x'.repeat(below(300))}`,
  ];
  for (let line = 0; line < count; line++) yield makers[below(makers.length)]();
}
