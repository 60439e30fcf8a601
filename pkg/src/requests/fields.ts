import { type Cents, toCents } from './money.js';

/** One thing wrong with a request body: Connxt lists them in `errors`, ConnectPSP joins them in `detail`. */
export interface FieldIssue {
  readonly field: string;
  readonly message: string;
}

/** The documentation names no longest reference; a longer one is none. */
export const MAX_REFERENCE = 255;

interface TextRule {
  readonly max?: number;
  readonly pattern?: RegExp;
  /** What the pattern asks for, to end the sentence "must be …". */
  readonly hint?: string;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the fields of a request body and collects everything that is wrong with them, so that one answer tells all.
 * A field that fails reads as an empty value; the caller asks for `issues` before it uses any.
 */
export class Fields {
  readonly issues: FieldIssue[];
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #prefix: string;

  constructor(values: unknown, prefix = '', issues: FieldIssue[] = []) {
    this.#values = isRecord(values) ? values : {};
    this.#prefix = prefix;
    this.issues = issues;
  }

  reject(name: string, message: string): void {
    this.issues.push({ field: this.#prefix + name, message });
  }

  has(name: string): boolean {
    return this.#read(name) != null;
  }

  text(
    name: string,
    { max = 140, pattern, hint = 'in the documented form' }: TextRule = {},
  ): string {
    const value = this.#read(name);
    if (value == null || value === '') this.reject(name, 'is required');
    else if (typeof value !== 'string') this.reject(name, 'must be a string');
    else if (value.length > max) this.reject(name, `must not be longer than ${max} characters`);
    else if (pattern && !pattern.test(value)) this.reject(name, `must be ${hint}`);
    else return value;
    return '';
  }

  optionalText(name: string, rule?: TextRule): string | undefined {
    return this.has(name) && this.#read(name) !== '' ? this.text(name, rule) : undefined;
  }

  optionalUrl(name: string): string | undefined {
    return this.optionalText(name, {
      max: 2_048,
      pattern: /^https?:\/\/[^\s/]+/i,
      hint: 'an http or https URL',
    });
  }

  oneOf<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
    const value = this.#read(name);
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    this.reject(name, value == null ? 'is required' : `must be one of ${choices.join(', ')}`);
    return choices[0];
  }

  /** An amount of money, of either sign. */
  cents(name: string): Cents {
    const value = this.#read(name);
    const cents = toCents(value);
    if (cents !== null) return cents;
    this.reject(
      name,
      value == null ? 'is required' : 'must be a number in reais with at most two decimals',
    );
    return 0;
  }

  positiveCents(name: string): Cents {
    const before = this.issues.length;
    const cents = this.cents(name);
    if (cents <= 0 && this.issues.length === before) this.reject(name, 'must be greater than zero');
    return cents;
  }

  optionalInteger(name: string, least: number, most: number): number | undefined {
    const value = this.#read(name);
    if (value == null) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
      return value;
    this.reject(name, `must be a whole number from ${least} to ${most}`);
    return undefined;
  }

  /** An object as it came, or an empty one. */
  record(name: string): Readonly<Record<string, unknown>> {
    const value = this.#read(name);
    if (isRecord(value)) return value;
    this.reject(name, value == null ? 'is required' : 'must be an object');
    return {};
  }

  object(name: string): Fields {
    const before = this.issues.length;
    const value = this.record(name);
    // Of an object that is not there the fields would all be missing too; one issue says enough.
    const issues = this.issues.length === before ? this.issues : [];
    return new Fields(value, `${this.#prefix}${name}.`, issues);
  }

  #read(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }
}

export const describeIssues = (issues: readonly FieldIssue[]): string =>
  issues.map(({ field, message }) => `${field} ${message}`).join('; ');
