import { createReadStream } from 'node:fs';
import type { DecodedError, ErrorInput } from 'psp-errors';
import { circumstancesOf, type Values } from './arguments.js';
import { exitCodes } from './exit-codes.js';
import { readHttpText } from './http-text.js';
import { unreadable } from './mistake.js';
import { print, say } from './output.js';
import { harmless, paintFor, wrapped } from './terminal.js';
import { actionWords, actorWords, outcomeWords, remedySentence } from './wording.js';

/** More than the core reads of a body, and room for headers. */
const enough = 2 * 1024 * 1024;

const actionColours = {
  retry: 'yellow',
  're-auth': 'yellow',
  'user-fix': 'cyan',
  escalate: 'red',
} as const;

const outcomeColours = { 'not-executed': 'green', executed: 'yellow', unknown: 'red' } as const;

/** `psp-errors decode`. */
export async function decodeCommand(
  values: Values,
  [file = '-']: readonly string[],
): Promise<number> {
  const known = circumstancesOf(values);
  if (file === '-' && process.stdin.isTTY) say('paste a response, then press Ctrl+D');
  const bytes = await read(file);
  const [{ decode, PspError }, { ptBR }, { es }] = await Promise.all([
    import('psp-errors'),
    import('psp-errors/locales/pt-BR'),
    import('psp-errors/locales/es'),
  ]);
  const { locale } = values;
  const languages = locale === undefined ? {} : { locale: String(locale), locales: [ptBR, es] };
  const decoded = decode({ ...known, ...inputOf(bytes) }, languages);
  // A PspError shows what the server said masked.
  const { name: _, attempts: __, gaveUp: ___, ...masked } = new PspError(decoded).toJSON();
  const shown = masked as unknown as DecodedError;
  await print(values['json'] ? `${JSON.stringify(shown, null, 2)}\n` : explanation(shown));
  if (decoded.format === 'text' && /^\s*\{[^\n]*\}\s*\n\s*\{/.test(bytes.toString('latin1'))) {
    say('these are several lines of JSON: psp-errors triage counts them');
  }
  return exitCodes.fine;
}

async function read(file: string): Promise<Buffer> {
  const source = file === '-' ? process.stdin : createReadStream(file);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > enough) break;
    }
  } catch (error) {
    throw unreadable(file === '-' ? 'standard input' : file, error);
  }
  return Buffer.concat(chunks);
}

function inputOf(bytes: Buffer): ErrorInput {
  return readHttpText(bytes) ?? { body: bytes };
}

function explanation(error: DecodedError): string {
  const paint = paintFor(process.stdout);
  const { action, remedy, actor, outcome, status, api } = error;
  const rows: [name: string, text: string][] = [
    ['what to do', remedySentence(remedy, outcome)],
    ['action', `${action}: ${actionWords[action]}`],
    ['remedy', remedy],
    ['who acts', `${actor}: ${actorWords[actor]}`],
    ['has money moved?', `${outcome}: ${outcomeWords[outcome]}`],
    ['server said', error.message],
    ...error.fields.map(({ field, message }, index): [string, string] => [
      index === 0 ? 'fields' : '',
      field === '' ? message : `${field}: ${message}`,
    ]),
    ['tell the user', error.userMessage],
  ];
  if (error.retryAfterMs !== null) {
    rows.push(['wait', `${error.retryAfterMs / 1000} s (Retry-After)`]);
  }
  if (error.timestamp !== null) rows.push(['time', error.timestamp]);
  if (error.docs !== null) rows.push(['documentation', error.docs]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const room = Math.max(40, Math.min(process.stdout.columns || 100, 100) - width - 4);
  const important = { action: actionColours[action], 'has money moved?': outcomeColours[outcome] };
  const table = rows.flatMap(([name, text]) =>
    wrapped(harmless(text), room).map((line, index) => {
      const colour = important[name as keyof typeof important];
      const left = paint('dim', (index === 0 ? name : '').padEnd(width));
      return `  ${left}  ${colour === undefined ? line : paint(colour, line)}`;
    }),
  );
  const heading = [paint('bold', harmless(error.code)), api === 'unknown' ? '' : api, status ?? ''];
  const notes = notesOn(error).map((note) => `  ${note}`);
  return [
    heading.filter((each) => each !== '').join(' · '),
    '',
    ...table,
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n');
}

/** What one should know of how the verdict came about. */
function notesOn({ known, format, status, statusMismatch }: DecodedError): string[] {
  const notes: string[] = [];
  if (statusMismatch) notes.push('The body names another status than the response had.');
  if (!known) {
    const reasons = {
      empty: 'There is no body',
      text: 'The body is not JSON',
      'too-large': 'The body is over 1 MiB and was not read',
      json: 'The body has none of the documented codes',
    };
    const decided =
      status === null
        ? 'and there is no status either: give it with --status'
        : `so the HTTP status ${status} decided`;
    notes.push(`${reasons[format]}, ${decided}.`);
  }
  return notes;
}
