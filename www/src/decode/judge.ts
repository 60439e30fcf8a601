// From a paste to a verdict, and to what led to it. Runs in the page and in its worker.
import { type Api, type DecodedError, decode, type ErrorInput } from 'psp-errors';
import { readPaste } from '../reading/read-paste.js';
import { isRecord, type PasteKind, parseJson, type Reading } from '../reading/reading.js';
import { type UserMessages, userMessages } from './user-messages.js';

/** What the form says besides the paste; it counts before what was read. */
export interface Told {
  readonly status?: number | undefined;
  readonly method?: string | undefined;
  readonly api?: Api | undefined;
}

/** What decided. */
export type Reason = 'code' | 'type' | 'status' | 'no-response' | 'nothing';

/** What had no effect on the verdict. */
export type Ignored =
  | { readonly what: 'members'; readonly names: readonly string[] }
  | { readonly what: 'headers'; readonly names: readonly string[] }
  | { readonly what: 'status' | 'text-around' | 'earlier-responses' | 'body' };

export interface Judged {
  readonly error: DecodedError;
  readonly userMessages: UserMessages;
  readonly kind: PasteKind;
  readonly reason: Reason;
  /** The method is one after which nothing can have moved, and it would be unknown otherwise. */
  readonly isSafe: boolean;
  /** Nobody gave a status: it is the body's, or the one that goes with the code. */
  readonly isStatusBorrowed: boolean;
  readonly ignored: readonly Ignored[];
  /** What was read of the response's head, to show it where one could say otherwise. */
  readonly read: { readonly status: number | undefined; readonly method: string | undefined };
}

/** Larger bodies are not taken apart to see what each member does: the verdict would be late. */
const takenApart = { length: 16 * 1024, members: 24 };

/** `null` while there is nothing to judge, `'lines'` for many responses at once. */
export function judge(text: string, told: Told): Judged | 'lines' | null {
  const reading = readPaste(text);
  if (reading.kind === 'lines') return 'lines';
  if (reading.kind === 'empty' && told.status === undefined) {
    // Shows at once if the package could not start, and not only when something is pasted.
    decode({});
    return null;
  }
  const input: ErrorInput = {
    status: told.status ?? reading.status,
    method: told.method ?? reading.method,
    api: told.api,
    url: reading.url,
    headers: reading.headers,
    body: reading.body,
  };
  const error = decode(input);
  const body = parsedBody(reading, error);
  return {
    error,
    userMessages: userMessages(input, error),
    kind: reading.kind,
    reason: reasonOf(error, input, body),
    isSafe: decode({ ...input, method: undefined }).outcome !== error.outcome,
    isStatusBorrowed: input.status === undefined && error.status !== null,
    ignored: ignoredOf(reading, error, input, body),
    read: { status: reading.status, method: reading.method },
  };
}

function parsedBody({ body }: Reading, error: DecodedError): Record<string, unknown> | undefined {
  if (body === null || error.format !== 'json' || body.length > takenApart.length) return undefined;
  const value = parseJson(body.replace(/^\ufeff/, ''));
  return isRecord(value) && Object.keys(value).length <= takenApart.members ? value : undefined;
}

/** Asks the package: what is known without the `type` is known by its code. */
function reasonOf(
  error: DecodedError,
  input: ErrorInput,
  body: Record<string, unknown> | undefined,
): Reason {
  if (error.known) {
    if (body === undefined || error.type === null) return 'code';
    return decode({ ...input, body: without(body, 'type') }).known ? 'code' : 'type';
  }
  if (error.status === null) return 'nothing';
  return error.status === 0 ? 'no-response' : 'status';
}

function ignoredOf(
  reading: Reading,
  error: DecodedError,
  input: ErrorInput,
  body: Record<string, unknown> | undefined,
): Ignored[] {
  const ignored: Ignored[] = reading.leftOut.map((what) => ({ what }));
  if (error.format === 'text' || error.format === 'too-large') ignored.push({ what: 'body' });
  if (error.statusMismatch) ignored.push({ what: 'status' });
  const headers = Object.keys(reading.headers ?? {}).filter(
    (name) => name !== 'retry-after' || error.retryAfterMs === null,
  );
  if (headers.length > 0) ignored.push({ what: 'headers', names: headers });
  if (body) {
    const told = JSON.stringify(decode({ ...input, body: JSON.stringify(body) }));
    // What makes no difference where it is missing was not looked at.
    const names = Object.keys(body).filter(
      (name) => JSON.stringify(decode({ ...input, body: without(body, name) })) === told,
    );
    const others = names.filter((name) => !repeats(name, body, error));
    if (others.length > 0) ignored.push({ what: 'members', names: others });
  }
  return ignored;
}

/** A member that says what is shown anyway is not one that was ignored. */
function repeats(name: string, body: Record<string, unknown>, error: DecodedError): boolean {
  const shown: readonly unknown[] = [error.status, error.code, error.title, error.type];
  return shown.includes(body[name]);
}

function without(body: Record<string, unknown>, name: string): string {
  const { [name]: _, ...rest } = body;
  return JSON.stringify(rest);
}
