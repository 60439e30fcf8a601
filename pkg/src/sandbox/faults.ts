import type { Api } from './api.js';
import { type ConnxtCode, connxtStatus, isConnxtCode } from './connxt-error.js';
import { type ConnectPspCode, connectPspStatus, isConnectPspCode } from './problem.js';

/** What a fault is matched against. */
export interface FaultTarget {
  readonly api: Api;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly externalReference: string | null;
}

/**
 * Which requests a fault is for: the named members must all fit, or the function must return true.
 *
 * @example
 * sandbox.faults.next({ status: 503, match: { method: 'POST', path: /\/refund$/ } });
 * sandbox.faults.next({ drop: 'after', match: ({ externalReference }) => externalReference === 'invoice-17' });
 */
export type FaultMatch =
  | {
      readonly api?: Api;
      /** In any letter case. */
      readonly method?: string;
      /** The whole path, or a pattern found in it. */
      readonly path?: string | RegExp;
      readonly externalReference?: string;
    }
  | ((target: FaultTarget) => boolean);

/**
 * Something that goes wrong with one request. A fault that names an answer (`status`, `code`, `body`, `html` or
 * `retryAfter`) keeps the request from the API, unless `execute` is true: then the API carries it out, money moves,
 * and the fault's answer goes out instead of the real one. A fault that names none lets the request through and
 * changes what happens around it (`delayMs`, `drop`, `hang`, `truncate`, `headers`).
 *
 * @example
 * sandbox.faults.next({ status: 503, retryAfter: 2 }); // refused, nothing executed
 * sandbox.faults.next({ status: 502, html: true, execute: true }); // paid, and a proxy's page instead of the answer
 * sandbox.faults.next({ delayMs: 500 }); // paid, half a second late
 */
export interface Fault {
  /** How the request log calls it; `custom` unless named. */
  readonly name?: string;
  /** Which request it waits for; without it, the next one. */
  readonly match?: FaultMatch;
  /** 200 to 599. Without `body`, the API's own generic error for that status goes out. */
  readonly status?: number;
  /** Answers with this documented error. */
  readonly code?: ConnectPspCode | ConnxtCode;
  /** A string goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A proxy's HTML page; 503 unless `status` says otherwise. */
  readonly html?: boolean;
  /** The `Retry-After` header: seconds, or a text sent as it is; 429 unless `status` says otherwise. */
  readonly retryAfter?: number | string;
  /** Cuts the body after so many bytes. */
  readonly truncate?: number;
  /**
   * How long the request is worked on before anything is done, in real milliseconds: what this exercises are the
   * client's own timers. When the client gives up meanwhile, the work goes on, as it would on a server.
   */
  readonly delayMs?: number;
  /** Breaks the connection before the API sees the request, or after it has carried it out. */
  readonly drop?: 'before' | 'after';
  /** Leaves the client without an answer until it gives up: before the API sees the request, or after. */
  readonly hang?: 'before' | 'after';
  /** Whether the API carries the request out; see above for what goes without saying. */
  readonly execute?: boolean;
}

/** What the names of {@link FaultName} stand for. */
export const NAMED_FAULTS = {
  'execute-then-500': { status: 500, execute: true },
  'execute-then-drop': { drop: 'after' },
  'execute-then-hang': { hang: 'after' },
  'execute-then-truncate': { truncate: 24 },
  'drop-before': { drop: 'before' },
  'hang-before': { hang: 'before' },
  'error-500': { status: 500 },
  'rate-limit': { status: 429, retryAfter: 1 },
  'html-503': { status: 503, html: true },
  'truncated-json': { status: 500, truncate: 24 },
} as const satisfies Readonly<Record<string, Fault>>;

/**
 * The name of a ready-made fault. Those that start with `execute-then-` let the API carry the request out: money moves.
 *
 * | name | the client gets |
 * |---|---|
 * | `execute-then-500` | a generic 500 |
 * | `execute-then-drop` | a broken connection |
 * | `execute-then-hang` | nothing until it gives up |
 * | `execute-then-truncate` | the real answer, cut off in the middle |
 * | `drop-before`, `hang-before` | a broken connection, nothing |
 * | `error-500` | a generic 500 |
 * | `rate-limit` | 429 with `Retry-After: 1` |
 * | `html-503` | 503 with a proxy's HTML page |
 * | `truncated-json` | a 500 whose JSON is cut off in the middle |
 */
export type FaultName = keyof typeof NAMED_FAULTS;

/**
 * The names of all ready-made faults, in the order in which a plan looks at them.
 *
 * @example
 * for (const name of FAULT_NAMES) menu.append(new Option(name));
 */
export const FAULT_NAMES: readonly FaultName[] = Object.freeze(
  Object.keys(NAMED_FAULTS).filter(isFaultName),
);

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(NAMED_FAULTS, name);
}

/** A fault with everything decided that its author left open. */
export interface ResolvedFault extends Fault {
  readonly name: string;
  /** The status of the fault's own answer; null when the API's answer goes out. */
  readonly answerStatus: number | null;
  readonly execute: boolean;
}

const LONGEST_DELAY_MS = 300_000;

/**
 * Decides what a fault leaves open, and refuses one that contradicts itself: a typo in a test plan should fail where
 * it was written and not pass for a server that works.
 *
 * @throws TypeError, RangeError
 */
export const resolveFault = (given: Fault | FaultName): ResolvedFault => {
  if (typeof given === 'string') {
    if (!isFaultName(given)) throw new TypeError(`no fault is called ${JSON.stringify(given)}`);
    return resolveFault({ ...NAMED_FAULTS[given], name: given });
  }
  const { drop, hang, delayMs, truncate, headers, retryAfter } = given;
  const answerStatus = statusOfAnswer(given);
  const before = drop === 'before' || hang === 'before';
  const after = drop === 'after' || hang === 'after';
  if ((before || after) && (answerStatus !== null || truncate !== undefined || (drop && hang))) {
    throw new TypeError('a connection is either dropped, or left hanging, or answered');
  }
  if ((before && given.execute === true) || (after && given.execute === false)) {
    throw new TypeError("'before' means that nothing is executed, 'after' that the request is");
  }
  if (
    answerStatus !== null &&
    !(Number.isInteger(answerStatus) && answerStatus >= 200 && answerStatus <= 599)
  ) {
    throw new RangeError(`an answer cannot have the status ${answerStatus}`);
  }
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs <= LONGEST_DELAY_MS)) {
    throw new RangeError(`delayMs must be from 0 to ${LONGEST_DELAY_MS}`);
  }
  if (truncate !== undefined && !(Number.isInteger(truncate) && truncate >= 0)) {
    throw new RangeError('truncate must be a number of bytes');
  }
  // Throws for what no header can hold.
  new Headers({
    ...headers,
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  });
  return {
    ...given,
    name: given.name ?? 'custom',
    answerStatus,
    execute: given.execute ?? !(before || answerStatus !== null),
  };
};

const statusOfAnswer = (fault: Fault): number | null => {
  if (fault.status !== undefined) return fault.status;
  if (fault.code !== undefined) return statusOfCode(fault.code);
  if (fault.html) return 503;
  if (fault.retryAfter !== undefined) return 429;
  const connection = fault.drop !== undefined || fault.hang !== undefined;
  return fault.body !== undefined || (fault.execute === false && !connection) ? 500 : null;
};

const statusOfCode = (code: string): number => {
  if (isConnectPspCode(code)) return connectPspStatus(code);
  if (isConnxtCode(code)) return connxtStatus(code);
  throw new TypeError(`no API documents the code ${JSON.stringify(code)}`);
};

export const faultMatches = (match: FaultMatch | undefined, target: FaultTarget): boolean => {
  if (match === undefined) return true;
  if (typeof match === 'function') return match(target);
  const { api, method, path, externalReference } = match;
  return (
    (api === undefined || api === target.api) &&
    (method === undefined || method.toUpperCase() === target.method) &&
    // String.search starts at the front whatever lastIndex a /g pattern has been left with.
    (path === undefined ||
      (typeof path === 'string' ? path === target.path : target.path.search(path) >= 0)) &&
    (externalReference === undefined || externalReference === target.externalReference)
  );
};
