// `curl -i`, `curl -v`, or a message as it goes over the wire.
import { METHODS, type Reading, SEARCHED_LENGTH } from './reading.js';

const statusLine = /^(< )?HTTP\/\d(?:\.\d)? (\d{3})(?: .*)?$/;
const headerLine = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/;
/** What `curl -v` says besides: notes, the request, a progress meter. */
const aside = /^(?:[*>]|\{ \[|\} \[| +%|[ \d]+ {2}\d)/;

interface Message {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Where its body begins. */
  readonly end: number;
  readonly isVerbose: boolean;
}

export function readHttpMessage(text: string): Reading | undefined {
  const lines = linesOf(text);
  let message: Message | undefined;
  let count = 0;
  let firstAt = 0;
  for (let index = 0; index < lines.length; index++) {
    if (!statusLine.test(lines[index]?.text ?? '')) {
      // Once there are headers, only what curl says may stand before the next response.
      if (message && !isBetween(lines[index]?.text ?? '')) break;
      continue;
    }
    const read = readHead(lines, index);
    if (count === 0) firstAt = lines[index]?.start ?? 0;
    count += 1;
    message = read.message;
    index = read.next - 1;
  }
  if (!message) return undefined;
  const rest = text.slice(message.end);
  const body = message.isVerbose ? withoutAsides(rest) : rest;
  const before = text.slice(0, firstAt);
  const { method, url } = requestIn(before);
  return {
    kind: 'http',
    status: message.status,
    method,
    url,
    headers: message.headers,
    body: body.trim() === '' ? null : body,
    leftOut: [
      ...(before.trim() === '' ? [] : (['text-around'] as const)),
      ...(count > 1 ? (['earlier-responses'] as const) : []),
    ],
  };
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  const length = Math.min(text.length, SEARCHED_LENGTH);
  for (let start = 0; start < length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 || found > length ? length : found;
    lines.push({ text: text.slice(start, end).replace(/\r$/, ''), start, end: end + 1 });
    start = end + 1;
  }
  return lines;
}

function readHead(lines: readonly Line[], first: number): { message: Message; next: number } {
  const [, mark = '', status = ''] = statusLine.exec(lines[first]?.text ?? '') ?? [];
  const headers: Record<string, string> = Object.create(null);
  let index = first + 1;
  for (; index < lines.length; index++) {
    const line = lines[index]?.text ?? '';
    const bare = mark !== '' && line.startsWith('<') ? line.slice(1).trimStart() : line;
    if (bare.trim() === '') {
      index += 1;
      break;
    }
    const [, name, value = ''] = headerLine.exec(bare) ?? [];
    if (name === undefined) {
      // A note of curl's among the headers is skipped; anything else is a body without a blank line.
      if (mark !== '' && aside.test(line)) continue;
      break;
    }
    headers[name.toLowerCase()] = value;
  }
  const end = lines[index - 1]?.end ?? 0;
  const message = { status: Number(status), headers, end, isVerbose: mark !== '' };
  return { message, next: index };
}

function isBetween(line: string): boolean {
  return line.trim() === '' || aside.test(line);
}

function withoutAsides(text: string): string {
  const head = text.slice(0, SEARCHED_LENGTH);
  const kept = head.split('\n').filter((line) => !/^(?:\* |\{ \[|\} \[)/.test(line));
  return kept.join('\n') + text.slice(SEARCHED_LENGTH);
}

/** The request as curl shows it, or the command that made it. */
function requestIn(text: string): { method?: string; url?: string } {
  const [, sent, path] = new RegExp(`^> (${METHODS.join('|')}) (\\S+) HTTP/`, 'm').exec(text) ?? [];
  const [, host] = /^> Host: (\S+)/im.exec(text) ?? [];
  const [, flag] = new RegExp(`\\s(?:-X|--request)[ =]?(${METHODS.join('|')})\\b`).exec(text) ?? [];
  const [command] = /https?:\/\/[^\s'"\\]+/.exec(text) ?? [];
  const method = sent ?? flag;
  const url = host && path ? `https://${host}${path}` : command;
  return { ...(method && { method }), ...(url && { url }) };
}
