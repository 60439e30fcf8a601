import type { LineRow, Verdict } from 'psp-errors/lines';
import { MAX_BODY_BYTES } from '../words.js';
import { circumstancesOf, type Values } from './arguments.js';
import { exitCodes } from './exit-codes.js';
import { withMember } from './insert-member.js';
import { unreadable } from './mistake.js';
import { say, write } from './output.js';

/** So many bad lines are named; of the others only the number is told. */
const maxNamed = 100;

/** `psp-errors classify`. */
export async function classifyCommand(values: Values): Promise<number> {
  const { strict, unbuffered } = values;
  const known = circumstancesOf(values);
  const { classifyLines } = await import('psp-errors/lines');
  if (process.stdin.isTTY) say('reading from the terminal: end with Ctrl+D');

  let rows: LineRow[] = [];
  let bad = 0;
  let failed: number | undefined;
  const output = unbuffered ? writeEach : writeAll;

  const onRow = (row: LineRow): void => {
    if (failed !== undefined) return;
    if (row.kind === 'bad') {
      bad++;
      if (strict) failed ??= row.line;
      if (bad <= maxNamed) say(`line ${row.line}: ${reasonOf(row)}`);
    }
    rows.push(row);
  };

  /** Hands the lines on to the classifier, and writes them as its rows come. */
  async function* source(): AsyncGenerator<Uint8Array> {
    const lines = new RawLines(strict === true);
    try {
      for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
        rows = [];
        yield chunk;
        await output(lines.classified(chunk, rows, failed));
        if (failed !== undefined) return;
      }
    } catch (error) {
      throw unreadable('standard input', error);
    }
    rows = [];
    last = lines;
  }
  let last: RawLines | undefined;

  await classifyLines(source(), { ...known, onRow });
  if (last) await output(last.finished(rows, failed));
  if (bad > maxNamed) say(`… and ${bad - maxNamed} more lines that are no JSON object`);
  if (failed === undefined) return exitCodes.fine;
  process.stdin.destroy();
  return exitCodes.crossed;
}

function reasonOf({ bytes }: LineRow): string {
  return bytes.length === 0 ? 'longer than 1 MiB' : 'no JSON object';
}

type Parts = Uint8Array[];

async function writeAll(lines: Parts[]): Promise<void> {
  const bytes = Buffer.concat(lines.flat());
  if (bytes.length > 0) await write(process.stdout, bytes);
}

async function writeEach(lines: Parts[]): Promise<void> {
  for (const line of lines) await write(process.stdout, Buffer.concat(line));
}

/**
 * The lines as they came, for which the classifier gives rows: it shows no blank lines and no line's
 * end.
 */
class RawLines {
  /** The beginning of a line whose end is in a later chunk. */
  #started: Uint8Array[] = [];
  #startedLength = 0;
  /** How many lines have ended. */
  #ended = 0;
  readonly #isStrict: boolean;

  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  /** The lines that end in a chunk, each in parts; none from line `failed` on. */
  classified(chunk: Buffer, rows: readonly LineRow[], failed: number | undefined): Parts[] {
    const lines: Parts[] = [];
    let row = 0;
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      this.#start(chunk.subarray(start, end + 1));
      start = end + 1;
      const number = ++this.#ended;
      if (failed !== undefined && number >= failed) return lines;
      const found = rows[row]?.line === number ? rows[row++] : undefined;
      lines.push(lineWith(found, this.#take()));
    }
    this.#start(chunk.subarray(start));
    // It is too long to be read, so it goes on as it is, or, if that is an error, not at all.
    if (this.#startedLength > MAX_BODY_BYTES) {
      const parts = this.#take();
      if (!this.#isStrict) lines.push(parts);
    }
    return lines;
  }

  /** The last line, if no newline has ended it. */
  finished(rows: readonly LineRow[], failed: number | undefined): Parts[] {
    return failed === undefined ? [lineWith(rows[0], this.#take())] : [];
  }

  #start(part: Uint8Array): void {
    this.#started.push(part);
    this.#startedLength += part.length;
  }

  #take(): Parts {
    const parts = this.#started;
    this.#started = [];
    this.#startedLength = 0;
    return parts;
  }
}

function lineWith(row: LineRow | undefined, parts: Parts): Parts {
  if (row === undefined || row.kind === 'bad') return parts;
  const [only] = parts;
  const line = parts.length === 1 && only ? only : Buffer.concat(parts);
  return withMember(line, row.verdict === null ? noVerdict : memberOf(row.verdict));
}

const noVerdict = Buffer.from('"psp":null');

/** The verdicts of documented codes and of statuses are shared: each is written as text once. */
const members = new WeakMap<Verdict, Buffer>();

function memberOf(verdict: Verdict): Buffer {
  let member = members.get(verdict);
  if (!member) {
    member = Buffer.from(`"psp":${JSON.stringify(verdict)}`);
    members.set(verdict, member);
  }
  return member;
}
