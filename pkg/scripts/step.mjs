// What every script here shares: steps with a title, child processes, and errors a human can read.
import { spawn, spawnSync } from 'node:child_process';

const tailLines = 40;

/** A problem the reader can solve; only its sentence is shown. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** A command that failed or did not start; its own output has been shown already. */
export class CommandError extends Error {
  name = 'CommandError';
}

/**
 * Runs one titled step and says how long it took. A step that finds its work done returns 'skipped' or
 * { skipped: 'reason' }; with `isDone` the question comes first, and a step already done is one line of output.
 */
export async function step(title, fn, { isDone } = {}) {
  if (isDone && (await isDone())) {
    printDone(title, 'already there');
    return 'skipped';
  }
  console.log(`${paint(36, '▸')} ${title}`);
  const start = performance.now();
  const result = await fn();
  if (result === 'skipped') {
    printDone(title, 'already there');
  } else if (typeof result?.skipped === 'string') {
    printDone(title, result.skipped);
  } else {
    printDone(title, formatDuration(performance.now() - start));
  }
  return result;
}

/** The top of a script: runs it and turns an error into a message and exit code 1. */
export async function main(fn) {
  try {
    await fn();
  } catch (error) {
    const isExpected = error instanceof SetupError || error instanceof CommandError;
    console.error(isExpected ? error.message : (error?.stack ?? error));
    // And not `process.exitCode`: servers and children that are left would keep it running.
    process.exit(1);
  }
}

/** Runs a command with its output shown; `quiet` shows only the end of it, and only on failure. */
export function run(command, args, { env, cwd, quiet = false, input } = {}) {
  const output = quiet ? 'pipe' : 'inherit';
  const stdin = input === undefined ? (quiet ? 'ignore' : 'inherit') : 'pipe';
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: [stdin, output, output] });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    // A child that ends without reading its input is judged by its exit code.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.on('error', (error) => {
      reject(new CommandError(`${commandLine(command, args)} could not start: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve();
        return;
      }
      printTail(Buffer.concat(chunks).toString());
      const ending = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(new CommandError(`${commandLine(command, args)} ${ending}`));
    });
  });
}

/** The trimmed standard output of a command, or null when it cannot run or fails. */
export function capture(command, args, { env, cwd, input } = {}) {
  const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'ignore'];
  const result = spawnSync(command, args, {
    env,
    cwd,
    input,
    stdio,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return result.status === 0 ? result.stdout.trim() : null;
}

function commandLine(command, args) {
  return [command, ...args]
    .map((word) => (/[^\w@%+=:,./-]/.test(word) || word === '' ? `'${word}'` : word))
    .join(' ');
}

function printTail(output) {
  const lines = output.trimEnd().split('\n').slice(-tailLines);
  if (lines.join('') !== '') {
    console.error(lines.join('\n'));
  }
}

function printDone(title, note) {
  console.log(`${paint(32, '✓')} ${title} — ${note}`);
}

function formatDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function paint(colour, text) {
  const isPlain = !process.stdout.isTTY || process.env.NO_COLOR;
  return isPlain ? text : `\u001b[${colour}m${text}\u001b[0m`;
}
