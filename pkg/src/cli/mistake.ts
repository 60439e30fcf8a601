import { nameOfSystemError } from './system-errors.js';

/** Something that whoever called the tool can put right: shown as a sentence, without a stack. */
export class Mistake extends Error {
  override name = 'Mistake';
}

/** The mistake of naming an input that cannot be read. */
export function unreadable(name: string, error: unknown): Mistake {
  return new Mistake(`${name}: ${nameOfSystemError(error)}`);
}
