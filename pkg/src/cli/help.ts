import { type CommandRow, commands, type OptionRow, ownOptions } from './commands.js';
import { exitCodeMeanings } from './exit-codes.js';
import { wrapped } from './terminal.js';

/** What `--help` prints. */
export function helpOf(command: CommandRow | undefined): string {
  return command ? helpOfCommand(command) : helpOfAll();
}

function helpOfAll(): string {
  return [
    'Turns error responses of the Connxt API V2 and of ConnectPSP (PIX) into what to do next.',
    '',
    'Usage: psp-errors <command> [options]',
    '',
    'Commands',
    ...columns(commands.map(({ name, operands, about }) => [`${name} ${operands}`.trim(), about])),
    '',
    'Options',
    ...columns(ownOptions.map((row) => [optionSyntax(row), row.about])),
    '',
    'Examples',
    ...commands.flatMap(({ examples }) => examples.slice(0, 1).map(([command]) => `  ${command}`)),
    '',
    'Exit codes',
    ...columns(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning])),
    '',
    'psp-errors <command> --help says more.',
    '',
  ].join('\n');
}

function helpOfCommand({ name, operands, about, more, options, examples }: CommandRow): string {
  return [
    `Usage: psp-errors ${name} [options] ${operands}`.trimEnd(),
    '',
    `${about}.`,
    '',
    ...wrapped(more, 78),
    '',
    'Options',
    ...columns(options.map((row) => [optionSyntax(row), row.about])),
    '',
    'Examples',
    ...examples.flatMap(([command, what]) => [`  # ${what}`, `  ${command}`]),
    '',
    'Exit codes',
    ...columns(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning])),
    '',
  ].join('\n');
}

function optionSyntax({ name, short, value }: OptionRow): string {
  const names = short === undefined ? `    --${name}` : `-${short}, --${name}`;
  return value === undefined ? names : `${names} ${value}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrapped(right, 76 - width).map(
      (line, index) => `  ${(index === 0 ? left : '').padEnd(width)}  ${line}`,
    ),
  );
}
