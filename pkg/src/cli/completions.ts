// Completions for shells, made from the table of commands. The answers of `psp-errors` itself are not
// asked for while one types: a script that knows them is quicker.

import { commands, type OptionRow, ownOptions } from './commands.js';

/** The script for a shell. */
export function completionsOf(shell: string): string {
  if (shell === 'bash') return bash();
  return shell === 'zsh' ? zsh() : fish();
}

const wordsOf = ({ name, short }: OptionRow) =>
  short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];

function bash(): string {
  const cases = commands.map(({ name, options, takes }) => {
    const words = options.flatMap(wordsOf).join(' ');
    const choices = options
      .filter((option) => option.choices)
      .map((option) => {
        const answer = (option.choices ?? []).join(' ');
        return `        ${wordsOf(option).join('|')}) COMPREPLY=($(compgen -W '${answer}' -- "$word")); return ;;`;
      });
    const operands =
      typeof takes === 'object'
        ? `COMPREPLY=($(compgen -W '${takes.join(' ')}' -- "$word"))`
        : takes === 'nothing'
          ? 'COMPREPLY=()'
          : 'COMPREPLY=($(compgen -f -- "$word"))';
    return [
      `    ${name})`,
      ...(choices.length > 0 ? ['      case $before in', ...choices, '      esac'] : []),
      '      case $word in',
      `        -*) COMPREPLY=($(compgen -W '${words}' -- "$word")) ;;`,
      `        *) ${operands} ;;`,
      '      esac ;;',
    ].join('\n');
  });
  const first = [...commands.map(({ name }) => name), ...ownOptions.flatMap(wordsOf)].join(' ');
  return `# Completions of psp-errors for bash.
_psp_errors() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${first}' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
}
complete -o filenames -F _psp_errors psp-errors
`;
}

function zsh(): string {
  const cases = commands.map(({ name, options, takes }) => {
    const operands =
      typeof takes === 'object'
        ? [`'1:what:(${takes.join(' ')})'`]
        : takes === 'files'
          ? ["'*:file:_files'"]
          : takes === 'one-file'
            ? ["'1:file:_files'"]
            : [];
    const specs = [...options.flatMap(zshOption), ...operands];
    return `      ${name}) _arguments \\\n        ${specs.join(' \\\n        ')} ;;`;
  });
  const described = commands.map(({ name, about }) => `'${name}:${zshText(about)}'`);
  return `#compdef psp-errors
# Completions of psp-errors for zsh.
_psp_errors() {
  local state line
  typeset -A opt_args
  _arguments -C \\
    ${ownOptions.flatMap(zshOption).join(' \\\n    ')} \\
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command)
      local -a names=(${described.join(' ')})
      _describe command names ;;
    argument)
      case $line[1] in
${cases.map((each) => each.replace(/^/gm, '  ')).join('\n')}
      esac ;;
  esac
}
# It is either sourced, or loaded as a function when it is first wanted.
if [ "$funcstack[1]" = _psp_errors ]; then
  _psp_errors "$@"
else
  compdef _psp_errors psp-errors
fi
`;
}

function zshOption(option: OptionRow): string[] {
  const { name, value, choices, multiple, about } = option;
  const answer = choices ? `(${choices.join(' ')})` : ' ';
  const after = value === undefined ? '' : `:${value.slice(1, -1)}:${answer}`;
  const words = wordsOf(option);
  const excluded = multiple ? '*' : words.length > 1 ? `(${words.join(' ')})` : '';
  const equals = (word: string) => (value !== undefined && word === `--${name}` ? '=' : '');
  return words.map((word) => `'${excluded}${word}${equals(word)}[${zshText(about)}]${after}'`);
}

function zshText(text: string): string {
  return text.replace(/'/g, '’').replace(/[[\]:\\]/g, '\\$&');
}

function fish(): string {
  const lines = commands.flatMap(({ name, about, options, takes }) => {
    const isSeen = `-n '__fish_seen_subcommand_from ${name}'`;
    const operands =
      typeof takes === 'object'
        ? [`complete -c psp-errors -f ${isSeen} -a '${takes.join(' ')}'`]
        : takes === 'nothing'
          ? [`complete -c psp-errors -f ${isSeen}`]
          : [];
    return [
      `complete -c psp-errors -f -n __fish_use_subcommand -a ${name} -d '${fishText(about)}'`,
      ...operands,
      ...options.map((option) => `complete -c psp-errors ${isSeen} ${fishOption(option)}`),
    ];
  });
  const own = ownOptions.map(
    (option) => `complete -c psp-errors -n __fish_use_subcommand ${fishOption(option)}`,
  );
  return ['# Completions of psp-errors for fish.', ...own, ...lines, ''].join('\n');
}

function fishOption({ name, short, value, choices, about }: OptionRow): string {
  return [
    `-l ${name}`,
    ...(short === undefined ? [] : [`-s ${short}`]),
    ...(value === undefined ? [] : [choices ? `-x -a '${choices.join(' ')}'` : '-x']),
    `-d '${fishText(about)}'`,
  ].join(' ');
}

function fishText(text: string): string {
  return text.replace(/'/g, '’');
}
