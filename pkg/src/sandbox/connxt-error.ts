import type { FieldIssue } from '../requests/fields.js';
import { isoTime } from './clock.js';

/** Connxt's errors: `{timestamp, code, message}`, and `errors` when fields are at fault. */
const ERRORS = {
  '1000': [500, 'The server failed on its own account'],
  '4001': [400, 'The request holds invalid data'],
  '4002': [401, 'A valid X-SECRET-TOKEN is needed'],
  '4003': [403, 'This token may not do that'],
  '4004': [404, 'There is no such resource'],
  '4005': [409, 'The resource is there already'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

/** The codes that Connxt documents. */
export type ConnxtCode = keyof typeof ERRORS;

export const isConnxtCode = (code: string): code is ConnxtCode => Object.hasOwn(ERRORS, code);

export const connxtStatus = (code: ConnxtCode): number => ERRORS[code][0];

/** The code documented for a status, where there is one: Connxt has a single code for each of its six. */
export const connxtCodeOf = (status: number): ConnxtCode | null =>
  Object.keys(ERRORS)
    .filter(isConnxtCode)
    .find((code) => connxtStatus(code) === status) ?? null;

/** A refusal by Connxt, thrown by whatever finds the reason. */
export class ConnxtError extends Error {
  readonly status: number;
  readonly #code: ConnxtCode | null;
  readonly #issues: readonly FieldIssue[] | null;

  /** @param reason a documented code, or a bare status where the documentation names none */
  constructor(
    reason: ConnxtCode | number,
    message?: string,
    issues: readonly FieldIssue[] | null = null,
  ) {
    const code = typeof reason === 'number' ? connxtCodeOf(reason) : reason;
    super(message ?? (code === null ? 'The request was not answered' : ERRORS[code][1]));
    this.status = typeof reason === 'number' ? reason : connxtStatus(reason);
    this.#code = code;
    this.#issues = issues;
  }

  toResponse(now: number): Response {
    const body = {
      // The documentation writes whole seconds.
      timestamp: isoTime(now).replace(/\.\d+Z$/, 'Z'),
      ...(this.#code !== null && { code: this.#code }),
      message: this.message,
      ...(this.#issues !== null && { errors: this.#issues }),
    };
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: { 'Content-Type': 'application/json' },
    });
  }
}
