// The commands and their options: the one table that arguments are read by, and that help and shell
// completions are made from.

import { apis } from '../words.js';

/** An option; without `value` it is a switch. */
export interface OptionRow {
  readonly name: string;
  readonly short?: string;
  /** What stands behind it, for help: `<status>`. */
  readonly value?: string;
  /** The values that there are, where they are few. */
  readonly choices?: readonly string[];
  /** It may be given several times. */
  readonly multiple?: true;
  readonly about: string;
}

/** A command. */
export interface CommandRow {
  readonly name: CommandName;
  /** What stands behind the options, for help. */
  readonly operands: string;
  /** What operands are: for completions, and for how many there may be. */
  readonly takes: 'one-file' | 'files' | 'nothing' | readonly string[];
  readonly about: string;
  readonly more: string;
  readonly options: readonly OptionRow[];
  readonly examples: readonly (readonly [command: string, about: string])[];
}

export type CommandName = 'decode' | 'triage' | 'classify' | 'completions';

/** Options that stand before a command, or alone. */
export const ownOptions: readonly OptionRow[] = [
  { name: 'help', short: 'h', about: 'Show how it is used' },
  { name: 'version', short: 'v', about: 'Show the version' },
];

const help: OptionRow = { name: 'help', short: 'h', about: 'Show how it is used' };

const json = (about: string): OptionRow => ({ name: 'json', about });

/** What holds where the input does not tell it. */
const circumstances: readonly OptionRow[] = [
  { name: 'status', value: '<status>', about: 'The HTTP status, where the input tells none' },
  {
    name: 'api',
    value: '<api>',
    choices: apis,
    about: `The API, where the input tells none: ${apis.join(' or ')}`,
  },
  {
    name: 'method',
    value: '<method>',
    choices: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'],
    about: 'The method of the request: after a GET no money can have moved',
  },
];

export const commands: readonly CommandRow[] = [
  {
    name: 'decode',
    operands: '[file|-]',
    takes: 'one-file',
    about: 'Explain one error',
    more: 'Reads an error body, the output of `curl -i`, or a webhook, from a file or from standard input. Personal data and secrets in what the server said are masked.',
    options: [
      ...circumstances,
      {
        name: 'locale',
        value: '<tag>',
        choices: ['en', 'pt-BR', 'es'],
        about: 'The language of the text for the end user: en, pt-BR, es',
      },
      json('Print the decoded error as JSON'),
      help,
    ],
    examples: [
      ['curl -si https://…/cash-out -d @body.json | psp-errors decode', 'what curl got'],
      ['psp-errors decode --status 422 error.json', 'a body from a file'],
      [
        'psp-errors decode --locale pt-BR --json webhook.json',
        'a webhook, for a program that speaks Portuguese',
      ],
    ],
  },
  {
    name: 'triage',
    operands: '[files…|-]',
    takes: 'files',
    about: 'Count the errors of logs, and say what to do first',
    more: 'Reads newline-delimited JSON, plain, gzip or zstd: error bodies, or records such as {"status":422,"body":{…},"time":"…"}. Without a file, or for `-`, it reads standard input. Shares are those of all responses that the input tells of, the successful ones too.',
    options: [
      json('Print the counts as JSON; with --follow one line per change'),
      {
        name: 'fail-on',
        value: '<threshold>',
        multiple: true,
        about:
          'End with code 1 if it is crossed: escalate>1%, retry>100, 4001>=5, HTTP_503>0, errors>5%, bad>0',
      },
      {
        name: 'follow',
        short: 'f',
        about: 'Go on as the files grow, through rotation, as tail -F',
      },
      {
        name: 'interval',
        value: '<seconds>',
        about: 'How often --follow looks; 1 without it',
      },
      {
        name: 'jobs',
        short: 'j',
        value: '<n>',
        about: 'How many threads; as many as cores, at most 8',
      },
      { name: 'no-progress', about: 'Show no progress bar' },
      ...circumstances,
      help,
    ],
    examples: [
      ['psp-errors triage app.ndjson app.ndjson.1.gz', 'what happened, and what to do first'],
      [
        "psp-errors triage --fail-on 'escalate>1%' --fail-on 'INSUFFICIENT_FUNDS>0' app.ndjson",
        'for cron: ends with code 1 if somebody has to look',
      ],
      ['psp-errors triage --follow /var/log/app.ndjson', 'a running log'],
      ['kubectl logs deploy/app | psp-errors triage --json | jq .byCode', 'for a program'],
    ],
  },
  {
    name: 'classify',
    operands: '',
    takes: 'nothing',
    about: 'Copy newline-delimited JSON, adding each line’s verdict',
    more: 'Reads standard input, writes standard output: one line for each, in the same order. An object gets a last member "psp": {api, code, known, action, remedy, actor, outcome}, or null where it tells of a success; the rest of the line stays as it was. Lines that are no JSON object pass unchanged and are named on standard error.',
    options: [
      { name: 'unbuffered', short: 'u', about: 'Write each line by itself' },
      { name: 'strict', about: 'End with code 1 at the first line that is no JSON object' },
      ...circumstances,
      help,
    ],
    examples: [
      ['psp-errors classify < app.ndjson > classified.ndjson', 'a file'],
      [
        'tail -F app.ndjson | psp-errors classify -u | jq \'select(.psp.action == "escalate")\'',
        'live',
      ],
      ["rdd.pipe('npx psp-errors classify')", 'in Spark'],
    ],
  },
  {
    name: 'completions',
    operands: '<bash|zsh|fish>',
    takes: ['bash', 'zsh', 'fish'],
    about: 'Print the completions of a shell',
    more: 'They are made from the table of commands that the tool reads its arguments by.',
    options: [help],
    examples: [
      ['source <(psp-errors completions bash)', 'in ~/.bashrc'],
      ['psp-errors completions zsh > ~/.zfunc/_psp-errors', 'once, for zsh (a folder of $fpath)'],
      [
        'psp-errors completions fish > ~/.config/fish/completions/psp-errors.fish',
        'once, for fish',
      ],
    ],
  },
];
