import type { Actor, Outcome, Remedy } from '../../words.js';
import { remedySentence } from '../wording.js';
import type { Codes } from './codes.js';

/** Something to do about a number of errors. */
export interface ToDo {
  readonly remedy: Remedy;
  readonly actor: Actor;
  readonly outcome: Outcome;
  readonly sentence: string;
  readonly errors: number;
  /** The codes, the most frequent first. */
  readonly codes: readonly string[];
}

/** Who has to act says how urgent it is: what software or a payer does by itself comes last. */
const urgency: readonly Actor[] = ['operator', 'provider', 'developer', 'client', 'end-user'];

/** What is to be done, the most urgent first. Errors of codes that nothing is known of are left out. */
export function toDoOf(byCode: Readonly<Record<string, number>>, codes: Codes): ToDo[] {
  const found = new Map<string, ToDo>();
  const counts = Object.entries(byCode).sort(([, a], [, b]) => b - a);
  for (const [code, count] of counts) {
    const facts = codes.factsOf(code);
    if (!facts) continue;
    const { remedy, actor, outcome } = facts;
    const key = `${remedy} ${actor} ${outcome}`;
    const before = found.get(key);
    found.set(key, {
      remedy,
      actor,
      outcome,
      sentence: remedySentence(remedy, outcome),
      errors: count + (before?.errors ?? 0),
      codes: [...(before?.codes ?? []), code],
    });
  }
  return [...found.values()].sort(
    (a, b) => urgency.indexOf(a.actor) - urgency.indexOf(b.actor) || b.errors - a.errors,
  );
}
