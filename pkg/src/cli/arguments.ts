import { parseArgs } from 'node:util';
import type { LineOptions } from 'psp-errors/lines';
import { type Api, apis } from '../words.js';
import { type CommandRow, commands, type OptionRow, ownOptions } from './commands.js';
import { Mistake } from './mistake.js';

/** The options of a command, by name. */
export type Values = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

/** What was asked for. */
export type Request =
  | { readonly kind: 'help'; readonly command: CommandRow | undefined; readonly isAsked: boolean }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'command';
      readonly command: CommandRow;
      readonly values: Values;
      readonly operands: readonly string[];
    };

/** Reads the arguments. @throws Mistake */
export function readArguments(args: readonly string[]): Request {
  const [first, ...rest] = args;
  if (first === undefined) return { kind: 'help', command: undefined, isAsked: false };
  if (first.startsWith('-')) {
    const { values } = parse([first], ownOptions, 'psp-errors');
    if (values['version']) return { kind: 'version' };
    return { kind: 'help', command: undefined, isAsked: true };
  }
  if (first === 'help') {
    const command = rest[0] === undefined ? undefined : commandOf(rest[0]);
    return { kind: 'help', command, isAsked: true };
  }
  const command = commandOf(first);
  const { values, positionals } = parse(rest, command.options, `psp-errors ${command.name}`);
  if (values['help']) return { kind: 'help', command, isAsked: true };
  checkOperands(command, positionals);
  return { kind: 'command', command, values, operands: positionals };
}

function commandOf(name: string): CommandRow {
  const command = commands.find((each) => each.name === name);
  if (command) return command;
  const names = commands.map((each) => each.name);
  throw new Mistake(`There is no command ${name}${closest(name, names)} ${seeHelp('psp-errors')}`);
}

function parse(args: readonly string[], rows: readonly OptionRow[], where: string) {
  const options = Object.fromEntries(
    rows.map(({ name, short, value, multiple }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
        multiple: multiple ?? false,
      },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw mistakeOf(error as NodeJS.ErrnoException, rows, where);
  }
}

/** The sentences of `parseArgs` are for those who program with it. */
function mistakeOf(error: NodeJS.ErrnoException, rows: readonly OptionRow[], where: string): Error {
  const given = /'(?:-\w, )?(--?[^\s'=]+)/.exec(error.message)?.[1] ?? '';
  const row = rows.find(({ name, short }) => given === `--${name}` || given === `-${short}`);
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const names = rows.map(({ name }) => `--${name}`);
      return new Mistake(
        `${where} has no option ${given}${closest(given, names)} ${seeHelp(where)}`,
      );
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return new Mistake(
        row?.value === undefined
          ? `The option ${given} takes no value. ${seeHelp(where)}`
          : `The option ${given} takes a value: ${given} ${row.value}. ${seeHelp(where)}`,
      );
    default:
      return error;
  }
}

function checkOperands({ name, takes, operands }: CommandRow, given: readonly string[]): void {
  const where = `psp-errors ${name}`;
  if (takes === 'nothing' && given.length > 0) {
    throw new Mistake(`${where} reads standard input and takes no file: ${where} < ${given[0]}`);
  }
  if (takes === 'one-file' && given.length > 1) {
    throw new Mistake(`${where} takes one file, got ${given.length}. ${seeHelp(where)}`);
  }
  if (typeof takes === 'object' && (given.length !== 1 || !takes.includes(given[0] ?? ''))) {
    throw new Mistake(`${where} takes one of ${operands.slice(1, -1).replaceAll('|', ', ')}.`);
  }
}

function seeHelp(where: string): string {
  return `See ${where} --help.`;
}

/** The end of a sentence about a wrong name: what was meant, perhaps. */
export function closest(given: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, distance: distanceOf(given, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  return near ? `; did you mean ${near.name}?` : '.';
}

/** How many characters to insert, delete or replace (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, x] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, y] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (x === y ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** What holds where the input does not tell it. @throws Mistake */
export function circumstancesOf(values: Values): Pick<LineOptions, 'status' | 'api' | 'method'> {
  const { status, api, method } = values;
  return {
    ...(status === undefined ? {} : { status: wholeNumber('status', status, 0, 599) }),
    ...(api === undefined ? {} : { api: apiOf(String(api)) }),
    ...(method === undefined ? {} : { method: String(method).toUpperCase() }),
  };
}

function apiOf(api: string): Api {
  if ((apis as readonly string[]).includes(api)) return api as Api;
  throw new Mistake(`--api takes ${apis.join(' or ')}, not ${api}.`);
}

/** A whole number that stands behind an option. @throws Mistake */
export function wholeNumber(name: string, value: unknown, from: number, to: number): number {
  const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= from && number <= to) return number;
  throw new Mistake(`--${name} takes a whole number from ${from} to ${to}, not ${value}.`);
}
