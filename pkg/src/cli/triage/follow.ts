// `--follow`: counts what is there, then what is added, until it is interrupted.

import { setTimeout as wait } from 'node:timers/promises';
import { exitCodes } from '../exit-codes.js';
import { onInterrupt } from '../interrupt.js';
import { print } from '../output.js';
import { nameOfSystemError } from '../system-errors.js';
import { paintFor } from '../terminal.js';
import type { Codes } from './codes.js';
import { FollowedFile } from './followed-file.js';
import type { Known } from './part.js';
import { report } from './report.js';
import { type Result, resultOf } from './result.js';
import { RunningCount } from './running-count.js';
import { FileTally, Tally } from './tally.js';
import type { Threshold } from './threshold.js';

interface Following {
  readonly names: readonly string[];
  readonly known: Known;
  readonly thresholds: readonly Threshold[];
  readonly codes: Codes;
  readonly isJson: boolean;
  readonly seconds: number;
}

/** A share of fewer responses than this says nothing yet. */
const enoughForShares = 100;

/** Goes on until a threshold is crossed, or there is only standard input and that ends. */
export async function follow(following: Following): Promise<number> {
  const { names, known, thresholds, codes, isJson, seconds } = following;
  const tally = new Tally(codes.isDocumented);
  const files: FileTally[] = [];
  const followed: FollowedFile[] = [];
  let standardInput: Promise<void> | undefined;
  let isEnded = false;
  for (const name of names) {
    const file = new FileTally(name === '-' ? 'standard input' : name);
    const count = new RunningCount(tally, file, known);
    files.push(file);
    if (name !== '-') followed.push(new FollowedFile(name, count));
    else standardInput = readStandardInput(count, file);
  }
  void standardInput?.then(() => {
    isEnded = followed.length === 0;
  });

  const isRedrawn = !isJson && process.stdout.isTTY === true;
  const text = (result: Result) => report(result, codes, paintFor(process.stdout));
  const result = () => resultOf(tally, files, thresholds, codes);
  // On a terminal it stands there already; as JSON it was printed with the last change.
  const finish = async () => {
    if (!isJson && !isRedrawn) await print(text(result()));
  };
  const stopListening = onInterrupt(finish);

  let before: Result | undefined;
  for (;;) {
    const isLast = isEnded;
    for (const each of followed) await each.look();
    if (tally.summary.lines !== (before?.lines ?? 0)) {
      const now = result();
      if (isJson) await print(`${JSON.stringify(now)}\n`);
      else await print(isRedrawn ? `\u001b[H\u001b[2J${text(now)}` : change(before, now));
      before = now;
      if (isCrossed(now, thresholds)) break;
    }
    if (isLast) break;
    await wait(seconds * 1000);
  }
  stopListening();
  await finish();
  return before && isCrossed(before, thresholds) ? exitCodes.crossed : exitCodes.fine;
}

async function readStandardInput(count: RunningCount, file: FileTally): Promise<void> {
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) await count.push(chunk);
    await count.end();
  } catch (error) {
    file.problem = nameOfSystemError(error);
  }
}

function change(before: Result | undefined, now: Result): string {
  const added = (of: (result: Result) => number) => of(now) - (before ? of(before) : 0);
  const actions = Object.keys(now.byAction) as (keyof Result['byAction'])[];
  const counts = [
    ...actions.map((action) => `${action} ${added(({ byAction }) => byAction[action])}`),
    `ok ${added(({ ok }) => ok)}`,
    `bad ${added(({ bad }) => bad)}`,
  ];
  const lines = added((result) => result.lines);
  return `${new Date().toISOString()} +${lines} lines: ${counts.join(', ')}\n`;
}

function isCrossed(result: Result, thresholds: readonly Threshold[]): boolean {
  return result.thresholds.some(
    ({ crossed, of }, index) => crossed && (!thresholds[index]?.isPercent || of >= enoughForShares),
  );
}
