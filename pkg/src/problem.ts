// What a back end tells its own front end of an error. An entry of its own, on the core that the
// default entry has started.

import { nameOf } from './check.js';
import { mask } from './index.js';
import type { PspError } from './psp-error.js';
import type { DecodedError, FieldError } from './types.js';
import type { Action, Actor, Api, Outcome, Remedy } from './words.js';

/** A problem of RFC 9457, which this package decodes to the verdict that it was made of. */
export interface Problem {
  /** The verdict, as src/relayed.rs reads it. */
  type: string;
  /** What the front end gets as HTTP status: not the one that the API answered with. */
  status: number;
  /** The user message. */
  detail: string;
  code: string;
  api: Api | 'unknown';
  action: Action;
  remedy: Remedy;
  actor: Actor;
  outcome: Outcome;
  /** The refused fields, masked. */
  errors: FieldError[];
}

/** A server can make up a code of any length. */
const MAX_CODE = 100;

/**
 * Makes of an error what a front end may see: the code, what to do, the refused fields and the user
 * message. What the API said beside that, its title, detail and addresses, is left out.
 *
 * @throws TypeError if `error` is no decoded error.
 */
export function toProblem(error: DecodedError | PspError): Problem {
  return problemOf(error, 'toProblem()');
}

/**
 * The same as a response, with a status that is right for a front end, and `Retry-After` where a
 * time is known.
 *
 * | status | when |
 * |---|---|
 * | as the API answered | the request has to change, or was refused for good: 400, 404, 409, 410, 413, 422 |
 * | 422 | the same, where the API answered otherwise |
 * | 503 | it can be tried again later, or needs funds |
 * | 504 | the API did not answer in time |
 * | 502 | everything else: money may have moved, credentials of the back end were refused, … |
 *
 * @example
 * ```js
 * app.onError((error) => (isPspError(error) ? toResponse(error) : failed));
 * ```
 * @throws TypeError if `error` is no decoded error.
 */
export function toResponse(error: DecodedError | PspError): Response {
  const problem = problemOf(error, 'toResponse()');
  const { retryAfterMs } = error;
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json',
      // A 404 or a 410 would be kept.
      'Cache-Control': 'no-store',
      ...(retryAfterMs !== null && { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) }),
    },
  });
}

function problemOf(error: DecodedError | PspError, where: string): Problem {
  if (typeof error !== 'object' || error === null || typeof error.action !== 'string') {
    throw new TypeError(`${where} takes a decoded error or a PspError, got ${nameOf(error)}`);
  }
  const { api, code, known, status, action, remedy, actor, outcome } = error;
  return {
    type: `urn:psp-errors:${api}/${status ?? ''}/${action}/${outcome}`,
    status: statusFor(error),
    detail: error.userMessage,
    code: known ? code : mask(code).slice(0, MAX_CODE),
    api,
    action,
    remedy,
    actor,
    outcome,
    errors: error.fields.map(({ field, message }) => ({
      field: mask(field),
      message: mask(message),
    })),
  };
}

function statusFor({ action, remedy, outcome, code, status }: DecodedError | PspError): number {
  if (code === 'TIMEOUT') return 504;
  if (outcome === 'unknown' || remedy === 'follow-redirect') return 502;
  if (action === 'user-fix' || remedy === 'contact-support') {
    return [400, 404, 409, 410, 413].includes(status ?? 0) ? Number(status) : 422;
  }
  return ['resend', 'wait-for-settlement', 'add-funds'].includes(remedy) ? 503 : 502;
}
