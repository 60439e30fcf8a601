import { mask } from './core.js';
import type { DecodedError, FieldError, UnknownCode } from './types.js';
import {
  type Action,
  type Actor,
  type Api,
  actions,
  type Format,
  type GiveUp,
  type KnownCode,
  type Outcome,
  type Remedy,
} from './words.js';

/** Marks a `PspError` whichever copy of the package made it. */
const brand: unique symbol = Symbol.for('psp-errors/PspError') as never;

/** Members that hold what the server sent, personal data perhaps among it. */
const sentByServer = ['title', 'fields', 'type', 'detail', 'instance', 'timestamp'] as const;

/** What a {@link PspError} has besides the decoded error. */
export interface PspErrorOptions {
  /** What was caught, where the error was made of something caught. */
  cause?: unknown;
  /** The response; its body can still be read. */
  response?: Response | undefined;
  /** How many requests were sent. */
  attempts?: number | undefined;
  /** Why no further attempt was made. */
  gaveUp?: GiveUp | null | undefined;
  /** The request that failed. */
  request?: FailedRequest | undefined;
}

/** What was asked, without headers and body. */
export interface FailedRequest {
  readonly method: string;
  /** May hold personal data. */
  readonly url: string;
}

/**
 * An error response as an exception: every member of a `DecodedError`, and what led to it.
 *
 * `message` is safe to log. `detail`, `title` and `fields` are as the server sent them;
 * printing the error, or turning it into JSON, shows them masked.
 */
export class PspError extends Error {
  readonly api!: Api | 'unknown';
  readonly code!: KnownCode | UnknownCode;
  readonly known!: boolean;
  readonly status!: number | null;
  readonly action!: Action;
  readonly remedy!: Remedy;
  readonly actor!: Actor;
  readonly outcome!: Outcome;
  declare readonly title: string;
  readonly userMessage!: string;
  declare readonly fields: readonly FieldError[];
  readonly retryAfterMs!: number | null;
  declare readonly type: string | null;
  declare readonly detail: string | null;
  declare readonly instance: string | null;
  declare readonly timestamp: string | null;
  readonly docs!: string | null;
  readonly format!: Format;
  readonly statusMismatch!: boolean;
  /** How many requests were sent. */
  readonly attempts!: number;
  /** Why no further attempt was made; `null` where none was to be made. */
  readonly gaveUp!: GiveUp | null;
  /** The response, where there is one; its body can still be read. */
  declare readonly response: Response | null;
  /** The request, where `createFetch` made it. */
  declare readonly request: FailedRequest | null;
  declare readonly cause: unknown;

  constructor(decoded: DecodedError, options: PspErrorOptions = {}) {
    const { message, ...rest } = decoded;
    super(message);
    Object.assign(this, rest, { attempts: options.attempts ?? 1, gaveUp: options.gaveUp ?? null });
    for (const name of sentByServer) conceal(this, name, decoded[name], true);
    if (!decoded.known) conceal(this, 'code', decoded.code, true);
    // Not enumerable: they would be printed, and can hold headers and addresses.
    hide(this, 'name', 'PspError');
    hide(this, 'response', options.response ?? null);
    hide(this, 'request', options.request ?? null);
    if (options.cause !== undefined) conceal(this, 'cause', options.cause, false);
  }

  get [brand](): true {
    return true;
  }

  /** All members, with the server's texts masked. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...maskedMembers(this) };
  }

  /** What `console.log` shows in Node. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect?: (value: unknown, options: object) => string,
  ): unknown {
    const heading = this.stack ?? `${this.name}: ${this.message}`;
    const members = maskedMembers(this);
    return inspect ? `${heading} ${inspect(members, options)}` : members;
  }
}

function hide(error: PspError, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, configurable: true, writable: true });
}

/** Node prints the plain members of an error that ends the process, and its cause; getters it does not. */
function conceal(error: PspError, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, name, { get: () => value, enumerable, configurable: true });
}

function maskedMembers(error: PspError): Record<string, unknown> {
  const maskOrNull = (text: string | null) => (text === null ? null : mask(text));
  return {
    ...error,
    code: mask(error.code),
    title: mask(error.title),
    type: maskOrNull(error.type),
    detail: maskOrNull(error.detail),
    instance: maskOrNull(error.instance),
    timestamp: maskOrNull(error.timestamp),
    fields: error.fields.map(({ field, message }) => ({
      field: mask(field),
      message: mask(message),
    })),
  };
}

/**
 * Tells whether something caught is a `PspError`, of this copy of the package or another.
 *
 * @example
 * ```js
 * if (isPspError(error, 'INSUFFICIENT_FUNDS')) await alertOperator(error);
 * if (isPspError(error, 'user-fix')) show(error.userMessage);
 * ```
 * @param codeOrAction also demands this code or this action
 */
export function isPspError(value: unknown): value is PspError;
export function isPspError<A extends Action>(
  value: unknown,
  codeOrAction: A,
): value is PspError & { readonly action: A };
export function isPspError<C extends KnownCode>(
  value: unknown,
  codeOrAction: C,
): value is PspError & { readonly code: C };
export function isPspError(value: unknown, codeOrAction: UnknownCode): value is PspError;
export function isPspError(value: unknown, codeOrAction?: string): value is PspError {
  try {
    if (typeof value !== 'object' || value === null || !(brand in value)) return false;
    const { code, action } = value as PspError;
    if (codeOrAction === undefined) return true;
    const isAction = (actions as readonly string[]).includes(codeOrAction);
    return codeOrAction === (isAction ? action : code);
  } catch {
    return false; // a Proxy that throws
  }
}
