// The other side of src/wasm: hands a body over, reads numbers back, and makes objects of them.
// It decides nothing: what a number means is asked of the core once and kept.

import type { InitOutput } from '../gen/psp_errors.js';
import { nameOf } from './check.js';
import { type CopyText, MAX_UNITS } from './copy-text.js';
import { tell } from './fetch/tell.js';
import { type MessageOptions, messageFor } from './messages.js';
import type { Attempt, RetryPlan, RetryPolicy } from './plan-retry.js';
import type { CatalogueRow, DecodedError, FieldError, Verdict } from './types.js';
import {
  type Api,
  actions,
  actors,
  apis,
  formats,
  giveUps,
  MAX_BODY_BYTES,
  type Outcome,
  outcomes,
  remedies,
} from './words.js';

/** What a verdict's id stands for; a `code` of null is the one that stands in the body. */
interface VerdictFacts extends Omit<Verdict, 'code'> {
  readonly code: string | null;
  readonly status: number;
  readonly title: string;
  readonly userMessage: string;
  readonly messageKey: string;
  readonly docs: string | null;
}

/** The same, as src/wasm/facts.rs writes it: words by their index. */
type FactList = readonly [
  known: number,
  action: number,
  remedy: number,
  actor: number,
  outcome: number,
  status: number,
  api: VerdictFacts['api'],
  code: string | null,
  title: string,
  userMessage: string,
  messageKey: string,
  docs: string | null,
];

// The slots, as src/wasm/slots.rs writes them: start and end of seven texts, then numbers.
const CODE = 0;
const MESSAGE = 2;
const DETAIL = 4;
const TITLE = 6;
const TYPE = 8;
const INSTANCE = 10;
const TIMESTAMP = 12;
const STATUS = 14;
const FORMAT = 15;
const FLAGS = 16;
const FIELDS_LENGTH = 17;
const FIELDS_ADDRESS = 18;
const TEXT_LENGTH = 19;
const TEXT_ADDRESS = 20;
const GIVE_UP = 21;
const COST = 22;
const SLOTS_LENGTH = 23;

const NO_STATUS = 0xffff_ffff;
const RETRY = 0xffff_ffff;
const ESCAPED = 0x8000_0000;
const STATUS_MISMATCH = 1;
const MASK_MESSAGE = 2;
const NOT_ASCII = 4;

// What positions are wanted, as src/wasm/mod.rs reads it.
const NO_POSITIONS = 0;
const IN_BYTES = 1;
const IN_UTF16 = 2;

/** A length that no input has: the body was too large to be copied. */
const TOO_LARGE = 0xffff_ffff;
/** So much of a longer input is handed over at once. */
const MAX_PART = 256 * 1024;
/** Room for the bodies that one meets; it grows with the first that needs more. */
const USUAL_LENGTH = 16 * 1024;

const encoder = new TextEncoder();
// The byte order mark is kept, so that positions agree with those of the bytes.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Makes a fresh instance of the core: how, each entry knows. */
export type MakeInstance = () => {
  readonly exports: object;
  /** A faster way than `encodeInto`, where there is one. */
  readonly copyText?: CopyText | undefined;
};

let makeInstance: MakeInstance;
/**
 * The exports, as wasm-bindgen declares them. Nothing but numbers crosses, so its JavaScript is not
 * needed; a `u32` comes back signed, a `bool` as 0 or 1.
 */
let wasm: InitOutput;
let copyText: CopyText | undefined;
let slots = new Uint32Array(0);
let words = new Uint32Array(0);
let input = new Uint8Array(0);
/** Where it stands in the core's memory: asking a view takes longer. */
let inputAddress = 0;
/** Why the core cannot be called as it is: it was not started, or a call into it has trapped. */
let notReady: { readonly error: Error } | { readonly trap: unknown } | undefined = {
  error: new Error('psp-errors/slim is not ready: await init() before the first call.'),
};

/** The 25 documented codes, in the order of the documentation. */
export let catalogue: readonly CatalogueRow[] = [];

/** Starts the core. */
export function start(make: MakeInstance): void {
  makeInstance = make;
  instantiate();
  const rows: CatalogueRow[] = [];
  for (let id = wasm.rowId(0); id !== 0; id = wasm.rowId(rows.length)) {
    rows.push(rowOf(verdictOf(id).facts));
  }
  catalogue = Object.freeze(rows);
  notReady = undefined;
}

function instantiate(): void {
  const made = makeInstance();
  wasm = made.exports as InitOutput;
  copyText = made.copyText;
  wasm.inputAddress(USUAL_LENGTH);
  lookAgain();
}

/**
 * Starts the core while a module is being imported. A failure is kept for the first call: an error
 * here would take down the whole program that imports the package.
 */
export function startAtImport(prepare: () => MakeInstance): void {
  try {
    start(prepare());
  } catch (cause) {
    const error = new Error(
      `psp-errors could not start its WebAssembly module. If the page has a Content-Security-Policy, its script-src must allow 'wasm-unsafe-eval'; or import psp-errors/js, which needs no WebAssembly. (${String(cause)})`,
      { cause },
    );
    notReady = { error };
  }
}

/** A fresh instance of the core, in place of one that has trapped. */
export interface CoreRestart {
  /** What the trapped call has thrown. */
  readonly cause: unknown;
  /** How many restarts there were, this one among them. */
  readonly count: number;
}

let toldOfRestart: ((restart: CoreRestart) => unknown) | undefined;
let restarts = 0;

/**
 * Sets who is told when the core had to be restarted; `undefined` sets nobody.
 *
 * A call that traps (out of memory, out of stack, a bug) throws what the runtime throws. It leaves
 * its instance half-way through something, so the next call gets a fresh one.
 */
export function onRestart(hook: ((restart: CoreRestart) => unknown) | undefined): void {
  if (hook !== undefined && typeof hook !== 'function') {
    throw new TypeError('onRestart() takes a function, or undefined');
  }
  toldOfRestart = hook;
}

/** How often the core was restarted: what is of one instance is unknown to the next. */
export function restartsSoFar(): number {
  return restarts;
}

/** First in every call into the core. */
export function ready(): void {
  if (notReady) recover(notReady);
}

function recover(from: NonNullable<typeof notReady>): void {
  if ('error' in from) throw from.error;
  instantiate();
  notReady = undefined;
  restarts += 1;
  tell(toldOfRestart, { cause: from.trap, count: restarts });
}

/** A call into the core, and a note if it traps: one that calls nothing, since the stack may be full. */
export function guarded<T>(call: () => T): T {
  try {
    ready();
    return call();
  } catch (thrown) {
    notReady ??= { trap: thrown };
    throw thrown;
  }
}

/** The verdict on a body, without the rest. */
export function judge(status: unknown, body: unknown, method: unknown): Verdict {
  try {
    return judgeUnguarded(status, body, method);
  } catch (thrown) {
    notReady ??= { trap: thrown };
    throw thrown;
  }
}

function judgeUnguarded(status: unknown, body: unknown, method: unknown): Verdict {
  ready();
  const isSafe = isSafeMethod(method);
  const text = load(body);
  const id = wasm.decode(length, numberOrNaN(status), isSafe, 0, 0, NO_POSITIONS) >>> 0;
  const facts = verdictOf(id);
  return facts.verdict ?? withCode(facts, codeInBody(text));
}

/**
 * Everything that can be said of a body and what came with it.
 *
 * Arguments, not an object of them: this is a hot path.
 */
export function decodeBody(
  body: unknown,
  status: unknown,
  method?: unknown,
  url?: unknown,
  api?: unknown,
  retryAfter?: unknown,
  timedOut = false,
  messages?: MessageOptions,
): DecodedError {
  try {
    return decodeUnguarded(body, status, method, url, api, retryAfter, timedOut, messages);
  } catch (thrown) {
    notReady ??= { trap: thrown };
    throw thrown;
  }
}

function decodeUnguarded(
  body: unknown,
  status: unknown,
  method: unknown,
  url: unknown,
  api: unknown,
  retryAfter: unknown,
  timedOut: boolean,
  messages: MessageOptions | undefined,
): DecodedError {
  ready();
  // The body comes last: all of them go through the input.
  const isSafe = isSafeMethod(method);
  const apiIndex = indexOfApi(api, url);
  const waitMs = retryAfter === undefined ? null : retryAfterMs(retryAfter);
  const sent = load(body);
  const positions = sent === undefined ? IN_BYTES : IN_UTF16;
  const from = numberOrNaN(status);
  const id = wasm.decode(length, from, isSafe, apiIndex, Number(timedOut), positions) >>> 0;
  const { facts } = verdictOf(id);
  const at = currentSlots();
  const flags = at[FLAGS]!;
  // Positions in bytes are none in a string: where the two differ, each text is cut from the bytes.
  const text = sent ?? (flags & NOT_ASCII ? input : textOfBytes(body));
  const message = textAt(at, MESSAGE, text);
  const toldStatus = at[STATUS]!;
  const decoded = {
    api: facts.api,
    code: facts.code ?? textAt(at, CODE, text) ?? '',
    known: facts.known,
    status: toldStatus === NO_STATUS ? null : toldStatus,
    action: facts.action,
    remedy: facts.remedy,
    actor: facts.actor,
    outcome: facts.outcome,
    title: textAt(at, TITLE, text) ?? facts.title,
    message: message ?? facts.title,
    userMessage: (messages && messageFor(facts.messageKey, messages)) ?? facts.userMessage,
    fields: at[FIELDS_LENGTH] === 0 ? [] : fieldsAt(at, text),
    retryAfterMs: waitMs,
    type: textAt(at, TYPE, text),
    detail: textAt(at, DETAIL, text),
    instance: textAt(at, INSTANCE, text),
    timestamp: textAt(at, TIMESTAMP, text),
    docs: facts.docs,
    format: formats[at[FORMAT]!]!,
    statusMismatch: (flags & STATUS_MISMATCH) !== 0,
  };
  // Last: it takes the input, and may make the memory grow, which detaches `at`.
  if (message !== null && flags & MASK_MESSAGE) decoded.message = masked(message);
  return decoded as DecodedError;
}

function rowOf({ known: _, messageKey: __, ...row }: VerdictFacts): CatalogueRow {
  return Object.freeze(row) as CatalogueRow;
}

/**
 * Masks what can identify a payer or open an account, for texts of your own that are logged: CPF,
 * CNPJ, e-mail, telephone, PIX random keys, card numbers, tokens, long hex.
 *
 * @example
 * ```js
 * mask('no account for ana@example.com'); // 'no account for ***'
 * ```
 * @throws TypeError if `text` is no string.
 */
export function mask(text: string): string {
  if (typeof text !== 'string') throw new TypeError(`mask() takes a string, got ${nameOf(text)}`);
  return guarded(() => masked(text));
}

function masked(text: string): string {
  return wasm.mask(write(text)) === 1 ? textFromCore() : text;
}

// --- Planning a retry ---

/** Plans what comes after a failed attempt. */
export function plan(
  error: Pick<DecodedError, 'action' | 'remedy' | 'outcome' | 'status' | 'retryAfterMs'>,
  at: Attempt,
  policy: RetryPolicy,
): RetryPlan {
  // Read before: a getter that throws is no trap.
  const told = [
    actions.indexOf(error.action),
    remedies.indexOf(error.remedy),
    outcomes.indexOf(error.outcome),
    numberOrNaN(error.status),
    numberOrNaN(error.retryAfterMs),
    at.number,
    at.elapsedMs ?? 0,
    at.random ?? Math.random(),
    Number(Boolean(at.idempotent ?? isRepeatable(at.method, at.api, at.hasIdempotencyKey))),
    Number(Boolean(at.replayable ?? true)),
    Number(Boolean(at.aborted)),
    numberOrNaN(at.budget),
    numberOrNaN(policy.attempts),
    numberOrNaN(policy.baseMs),
    numberOrNaN(policy.capMs),
    numberOrNaN(policy.deadlineMs),
    numberOrNaN(policy.maxRetryAfterMs),
  ] as const;
  const ms = guarded(() => wasm.planRetry(...told));
  const { [GIVE_UP]: reason = RETRY, [COST]: cost = 0 } = currentSlots();
  if (reason === RETRY) return { retry: true, delayMs: ms, cost };
  return { retry: false, reason: giveUps[reason]!, retryAfterMs: Number.isNaN(ms) ? null : ms };
}

/** Whether sending a request twice has the effect of sending it once. */
export function isRepeatable(
  method: string | undefined,
  api: Api | undefined,
  hasIdempotencyKey = false,
): boolean {
  return guarded(
    () =>
      isShort(method) &&
      wasm.isRepeatable(write(method), indexOfApi(api, undefined), Number(hasIdempotencyKey)) === 1,
  );
}

/** The outcome of a call of which an earlier attempt ended unknown. */
export function outcomeAfterUnknown(error: DecodedError): Outcome {
  const outcome = outcomes.indexOf(error.outcome);
  return outcomes[guarded(() => wasm.outcomeAfterUnknown(write(error.code), outcome))]!;
}

/** A retry budget: what retries cost, and what successes give back. */
export class RetryBudget {
  left: number;

  constructor() {
    this.left = guarded(() => wasm.budgetTokens());
  }

  /** Takes what the last retry cost, 0 if there was none. */
  succeed(lastCost: number): void {
    this.left = guarded(() => wasm.budgetAfterSuccess(this.left, lastCost));
  }
}

// --- Handing a body over ---

/** How many bytes of the input the last {@link load} wrote. */
let length = 0;

/** Writes a body into the input; gives its text back if there is one already. */
function load(body: unknown): string | undefined {
  if (typeof body === 'string') return loadText(body);
  const bytes = bytesOf(body);
  if (bytes) {
    length = makeRoom(bytes.length, MAX_BODY_BYTES) ? bytes.length : TOO_LARGE;
    // A view of a buffer that was transferred away has no bytes, and cannot even be copied.
    if (length !== TOO_LARGE && length > 0) input.set(bytes);
    return undefined;
  }
  // `null` is what a response without a body has, not the JSON text of that name.
  return loadText(body === null || body === undefined ? '' : textOf(body));
}

/**
 * The JSON text of a body that was parsed already; none for a cycle, a `BigInt`, a getter that
 * throws. Made here: what a caller's object runs must not run in the middle of a call into the core.
 */
function textOf(body: unknown): string {
  try {
    return JSON.stringify(body) ?? '';
  } catch {
    return '';
  }
}

function loadText(text: string): string {
  length = write(text, MAX_BODY_BYTES);
  return text;
}

/** Writes a text into the input; tells how many bytes it has, if they are at most so many. */
function write(text: string, most = Number.POSITIVE_INFINITY): number {
  // UTF-8 takes at most three bytes for a UTF-16 unit. One byte too many is enough to tell.
  makeRoom(text.length * 3, most);
  if (copyText && text.length <= MAX_UNITS) {
    const written = copyText(text, inputAddress);
    if (written >= 0) return written;
  }
  const { read, written } = encoder.encodeInto(text, input);
  return read === text.length ? written : TOO_LARGE;
}

/**
 * The text of the bytes that {@link load} wrote, read from where they came from if that is a view:
 * a view of the input would have to be made.
 */
function textOfBytes(body: unknown): string {
  if (length === TOO_LARGE) return '';
  if (ArrayBuffer.isView(body)) {
    try {
      return decoder.decode(body as Uint8Array);
    } catch {
      // Browsers do not decode shared memory.
    }
  }
  return decoder.decode(input.subarray(0, length));
}

const byteLengthOf = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get;

/** A view of the bytes of anything that holds bytes. */
function bytesOf(body: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(body)) {
    return body instanceof Uint8Array
      ? body
      : viewOf(body.buffer, () => [body.byteOffset, body.byteLength]);
  }
  if (typeof body !== 'object' || body === null) return undefined;
  try {
    // Asks the object what it is, of whichever realm, and runs no code of its own.
    byteLengthOf?.call(body);
  } catch {
    return undefined;
  }
  return viewOf(body as ArrayBuffer, () => []);
}

function viewOf(buffer: ArrayBufferLike, range: () => number[]): Uint8Array {
  try {
    const [start, bytes] = range();
    return new Uint8Array(buffer, start, bytes);
  } catch {
    // It was transferred away.
    return new Uint8Array(0);
  }
}

/** Grows the input, to at most so many bytes; tells whether `bytes` fit. */
function makeRoom(bytes: number, most: number): boolean {
  if (input.length === 0 || bytes > input.length) {
    wasm.inputAddress(Math.min(bytes, most));
    lookAgain();
  }
  return bytes <= input.length;
}

/** Makes the views of memory anew: it was grown, which detaches them, or the input has moved. */
function lookAgain(): void {
  const { buffer } = wasm.memory;
  words = new Uint32Array(buffer);
  slots = new Uint32Array(buffer, wasm.slotsAddress() >>> 0, SLOTS_LENGTH);
  inputAddress = wasm.inputAddress(0) >>> 0;
  input = new Uint8Array(buffer, inputAddress, wasm.inputCapacity() >>> 0);
}

/** Leaves the views as growing memory does; emulated memory, whose growth detaches none, calls it. */
export function forgetViews(): void {
  slots = new Uint32Array(0);
  input = new Uint8Array(0);
}

function currentSlots(): Uint32Array {
  if (slots.length === 0) lookAgain();
  return slots;
}

/** Copies as many bytes as fit into the input; tells how many. */
export function loadPart(bytes: Uint8Array): number {
  ready();
  const part = bytes.subarray(0, MAX_PART);
  makeRoom(part.length, MAX_PART);
  if (input.length < part.length) return 0;
  input.set(part);
  return part.length;
}

// --- Reading what came back ---

/** The text that the last call has left. */
function textFromCore(): string {
  const at = currentSlots();
  return decoder.decode(new Uint8Array(wasm.memory.buffer, at[TEXT_ADDRESS], at[TEXT_LENGTH]));
}

/** The text whose start and end stand at `slot`. */
function textAt(at: Uint32Array, slot: number, source: string | Uint8Array): string | null {
  return slice(source, at[slot]!, at[slot + 1]!);
}

function slice(source: string | Uint8Array, start: number, end: number): string | null {
  if (start === 0) return null;
  const isEscaped = end >= ESCAPED;
  const to = isEscaped ? end - ESCAPED : end;
  const raw =
    typeof source === 'string'
      ? source.slice(start, to)
      : decoder.decode(source.subarray(start, to));
  // The core has checked that this is a JSON string; lone surrogates survive this way only.
  return isEscaped ? (JSON.parse(`"${raw}"`) as string) : raw;
}

function fieldsAt(at: Uint32Array, source: string | Uint8Array): readonly FieldError[] {
  const count = at[FIELDS_LENGTH]!;
  // A view of all memory is kept: making one of these positions alone takes longer than reading them.
  const start = at[FIELDS_ADDRESS]! / 4;
  const fields = new Array<FieldError>(count);
  for (let index = 0; index < count; index++) {
    const place = start + index * 4;
    fields[index] = {
      field: slice(source, words[place]!, words[place + 1]!) ?? '',
      message: slice(source, words[place + 2]!, words[place + 3]!) ?? '',
    };
  }
  return fields;
}

function codeInBody(text: string | undefined): string {
  // Positions are in bytes here. In a string that is not ASCII they are asked for once more.
  if (text !== undefined && currentSlots()[FLAGS]! & NOT_ASCII) {
    wasm.decode(length, Number.NaN, 0, 0, 0, IN_UTF16);
  }
  return textAt(currentSlots(), CODE, text ?? input) ?? '';
}

// --- What a verdict's id stands for ---

interface KeptVerdict {
  readonly facts: VerdictFacts;
  /** The verdict itself, unless its code stands in the body. */
  readonly verdict: Verdict | undefined;
}

/** Ids below this are asked for all the time, and are few. */
const COMMON_IDS = 1024;
/** So many rare ones are kept: they hold a status, and a caller may pass any number as one. */
const MAX_RARE = 1000;
const common: KeptVerdict[] = [];
const rare = new Map<number, KeptVerdict>();

function verdictOf(id: number): KeptVerdict {
  const kept = id < COMMON_IDS ? common[id] : rare.get(id);
  if (kept) return kept;
  wasm.verdict(id);
  const facts = factsOf(JSON.parse(textFromCore()) as FactList);
  const made = { facts, verdict: facts.code === null ? undefined : freeze(facts, facts.code) };
  if (id < COMMON_IDS) common[id] = made;
  else if (rare.size < MAX_RARE) rare.set(id, made);
  return made;
}

function factsOf([known, action, remedy, actor, outcome, ...told]: FactList): VerdictFacts {
  const [status, api, code, title, userMessage, messageKey, docs] = told;
  return {
    api,
    code,
    known: known === 1,
    status,
    action: actions[action]!,
    remedy: remedies[remedy]!,
    actor: actors[actor]!,
    outcome: outcomes[outcome]!,
    title,
    userMessage,
    docs,
    messageKey,
  };
}

function withCode(kept: KeptVerdict, code: string): Verdict {
  return freeze(kept.facts, code);
}

function freeze(facts: VerdictFacts, code: string): Verdict {
  const { api, known, action, remedy, actor, outcome } = facts;
  return Object.freeze({ api, code, known, action, remedy, actor, outcome }) as Verdict;
}

/** The verdict of an id; `codeSent` gives the code where only the body knows it. */
export function verdictById(id: number, codeSent: () => string): Verdict {
  const kept = guarded(() => verdictOf(id));
  return kept.verdict ?? withCode(kept, codeSent());
}

// --- Circumstances ---

/** Beside the body nothing is longer. Memory that has grown for a longer one would never shrink. */
const MOST_UNITS = 16 * 1024;

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MOST_UNITS;
}

function numberOrNaN(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** Methods are few: each is asked about once. */
const safeMethods = new Map<string, number>();

/** 1 for a safe method, else 0. */
function isSafeMethod(method: unknown): number {
  if (!isShort(method)) return 0;
  let isSafe = safeMethods.get(method);
  if (isSafe === undefined) {
    isSafe = wasm.isSafeMethod(write(method));
    if (safeMethods.size < 100) safeMethods.set(method, isSafe);
  }
  return isSafe;
}

function indexOfApi(api: unknown, url: unknown): number {
  const index = api === undefined ? 0 : (apis as readonly unknown[]).indexOf(api) + 1;
  return index === 0 && isShort(url) ? wasm.apiOfUrl(write(url)) : index;
}

function retryAfterMs(value: unknown): number | null {
  if (typeof value === 'number') return retryAfterMs(String(value));
  const ms = isShort(value) ? wasm.retryAfterMs(write(value), Date.now()) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}
