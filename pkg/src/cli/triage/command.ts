import { availableParallelism } from 'node:os';
import { circumstancesOf, type Values, wholeNumber } from '../arguments.js';
import { exitCodes } from '../exit-codes.js';
import { onInterrupt } from '../interrupt.js';
import { Mistake } from '../mistake.js';
import { print, say } from '../output.js';
import { nameOfSystemError } from '../system-errors.js';
import { paintFor } from '../terminal.js';
import { loadCodes } from './codes.js';
import { follow } from './follow.js';
import { type Input, inputOf } from './inputs.js';
import type { Known, PartCounts } from './part.js';
import { Progress } from './progress.js';
import { countPart, countStream } from './read-part.js';
import { report } from './report.js';
import { type FileResult, type Result, resultOf } from './result.js';
import { FileTally, Tally } from './tally.js';
import { countInThreads } from './threads.js';
import { thresholdOf } from './threshold.js';

/** More threads wait for the disk, and each takes memory. */
const maxThreads = 8;
/** Below this, a thread's beginning takes longer than the work. */
const worthThreads = 8 * 1024 * 1024;

/** `psp-errors triage`. */
export async function triageCommand(values: Values, operands: readonly string[]): Promise<number> {
  const { jobs, interval } = values;
  const known = circumstancesOf(values);
  const threads =
    jobs === undefined
      ? Math.min(availableParallelism(), maxThreads)
      : wholeNumber('jobs', jobs, 1, 256);
  const names = operands.length === 0 ? ['-'] : operands;
  if (names.filter((name) => name === '-').length > 1) {
    throw new Mistake('Standard input can be read once: name - once.');
  }
  if (operands.length === 0 && process.stdin.isTTY) {
    throw new Mistake('Name the files to read, or pipe one in. See psp-errors triage --help.');
  }
  const codes = await loadCodes();
  const limits = (values['fail-on'] ?? []) as readonly string[];
  const thresholds = limits.map((text) => thresholdOf(text, codes.documented));
  const isJson = values['json'] === true;
  if (values['follow']) {
    const seconds = interval === undefined ? 1 : secondsOf(String(interval));
    return follow({ names, known, thresholds, codes, isJson, seconds });
  }
  if (interval !== undefined) throw new Mistake('--interval goes with --follow.');

  const tally = new Tally(codes.isDocumented);
  const files = names.map((name) => new FileTally(name === '-' ? 'standard input' : name));
  await count(names, files, tally, { known, threads, isQuiet: values['no-progress'] === true });
  const result = resultOf(tally, files, thresholds, codes);
  await print(
    isJson
      ? `${JSON.stringify(result, null, 2)}\n`
      : report(result, codes, paintFor(process.stdout)),
  );
  for (const each of result.files) if (each.problem !== null) say(sentenceOf(each));
  return exitCodeOf(result);
}

function sentenceOf({ file, lines, problem }: FileResult): string {
  return `${file}: ${lines === 0 ? problem : `breaks off after line ${lines}: ${problem}`}`;
}

/** A crossed threshold is what an alarm waits for: it counts before an input that is missing. */
function exitCodeOf({ thresholds, files }: Result): number {
  if (thresholds.some(({ crossed }) => crossed)) return exitCodes.crossed;
  return files.some(({ problem }) => problem !== null) ? exitCodes.mistake : exitCodes.fine;
}

interface Settings {
  readonly known: Known;
  readonly threads: number;
  readonly isQuiet: boolean;
}

async function count(
  names: readonly string[],
  files: readonly FileTally[],
  tally: Tally,
  { known, threads, isQuiet }: Settings,
): Promise<void> {
  const inputs: { file: FileTally; input: Input }[] = [];
  let standardInput: FileTally | undefined;
  for (const [index, file] of files.entries()) {
    const name = names[index] ?? '';
    if (name === '-') {
      standardInput = file;
      continue;
    }
    const input = inputOf(name, threads);
    if (typeof input === 'string') file.problem = input;
    else inputs.push({ file, input });
  }
  const bytes = inputs.reduce((sum, { input }) => sum + input.bytes, 0);
  const progress = new Progress(standardInput ? 0 : bytes, !isQuiet);
  const stopListening = onInterrupt(() => {
    progress.end();
    say(`interrupted after ${progress.told}`);
  });

  const parts = inputs.flatMap(({ file, input }) =>
    input.parts.map((part, place) => ({ file, part, place })),
  );
  const add = (number: number, counts: PartCounts | string) => {
    const { file, place } = parts[number] ?? {};
    if (!file || place === undefined) return;
    if (typeof counts === 'string') {
      file.fail(place, counts);
      return;
    }
    file.problem ??= counts.problem;
    file.add(place, counts.summary);
    tally.add(counts.summary);
  };
  const work: Promise<void>[] = [];
  if (standardInput) work.push(countStandardInput(standardInput));
  const isLittle = bytes < worthThreads && inputs.every(({ input }) => input.bytes > 0);
  work.push(
    isLittle
      ? countHere()
      : countInThreads(
          parts.map(({ part }) => part),
          threads,
          known,
          progress.add,
          add,
        ),
  );
  await Promise.all(work);
  progress.end();
  stopListening();

  async function countHere(): Promise<void> {
    for (const [number, { part }] of parts.entries()) {
      add(
        number,
        await countPart(part, known, progress.add).catch((error) => nameOfSystemError(error)),
      );
    }
  }

  async function countStandardInput(file: FileTally): Promise<void> {
    const counts = await countStream(process.stdin, known, progress.add);
    file.problem = counts.problem;
    file.add(0, counts.summary);
    tally.add(counts.summary);
  }
}

function secondsOf(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= 0.05 && seconds <= 3600) return seconds;
  throw new Mistake(`--interval takes seconds from 0.05 to 3600, not ${text}.`);
}
