// `npx psp-errors`: the tool. Its threads run the same file.

import { isMainThread } from 'node:worker_threads';
import { readArguments } from './arguments.js';
import { completionsOf } from './completions.js';
import { exitCodes } from './exit-codes.js';
import { helpOf } from './help.js';
import { Mistake } from './mistake.js';
import { endWithReader, print, say } from './output.js';
import { work } from './triage/worker.js';
import { version } from './version.js';

async function run(args: readonly string[]): Promise<number> {
  const request = readArguments(args);
  if (request.kind === 'version') {
    await print(`${version()}\n`);
    return exitCodes.fine;
  }
  if (request.kind === 'help') {
    if (request.isAsked) {
      await print(helpOf(request.command));
      return exitCodes.fine;
    }
    process.stderr.write(helpOf(undefined));
    return exitCodes.mistake;
  }
  const { command, values, operands } = request;
  // Each is loaded when it is asked for: `--help` does not wait for WebAssembly.
  switch (command.name) {
    case 'decode':
      return (await import('./decode.js')).decodeCommand(values, operands);
    case 'triage':
      return (await import('./triage/command.js')).triageCommand(values, operands);
    case 'classify':
      return (await import('./classify.js')).classifyCommand(values);
    case 'completions':
      await print(completionsOf(operands[0] ?? ''));
      return exitCodes.fine;
  }
}

async function main(): Promise<void> {
  endWithReader();
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    if (error instanceof Mistake) {
      say(error.message);
      process.exitCode = exitCodes.mistake;
    } else {
      say(`this is a bug, please report it: ${error instanceof Error ? error.stack : error}`);
      process.exitCode = exitCodes.internal;
    }
  }
}

if (isMainThread) await main();
else await work();
