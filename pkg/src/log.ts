// What a log keeps of an error. An entry of its own, on the core that the default entry has started.

import { nameOf } from './check.js';
import { isPspError, mask } from './index.js';
import type { FailedRequest, PspError } from './psp-error.js';
import type { DecodedError } from './types.js';
import type { Action, Actor, Api, Format, GiveUp, Outcome, Remedy } from './words.js';

/**
 * One flat object; what is not known is not there. Names without `psp.` are those of
 * OpenTelemetry's semantic conventions.
 */
export interface LogAttributes {
  /** The code if it is a documented one, else of few values too: `HTTP_503`, `TIMEOUT`, `_OTHER`. */
  'error.type': string;
  /** `PspError`, where it is one. */
  'exception.type'?: string;
  'exception.message': string;
  'http.response.status_code'?: number;
  'http.request.method'?: string;
  'server.address'?: string;
  'server.port'?: number;
  'psp.api': Api | 'unknown';
  'psp.code': string;
  'psp.known': boolean;
  'psp.action': Action;
  'psp.remedy': Remedy;
  'psp.actor': Actor;
  'psp.outcome': Outcome;
  'psp.attempts'?: number;
  'psp.gave_up'?: GiveUp;
  'psp.retry_after_ms'?: number;
  /** The refused fields, as `field: message`. */
  'psp.fields'?: string[];
  'psp.type'?: string;
  'psp.instance'?: string;
  'psp.timestamp'?: string;
  'psp.format': Format;
  'psp.status_mismatch': boolean;
}

/** A server can send a mebibyte; a log need not keep it. */
const MAX_MESSAGE = 1024;
const MAX_TEXT = 256;
const MAX_FIELDS = 20;

/**
 * Makes a flat object that is safe to store: whatever the server said is masked and cut.
 *
 * The request's method and host are those of `createFetch`, or of the response; say them where an
 * error has neither. Nothing else of the address is kept, since a path may hold a PIX key.
 *
 * @example
 * ```js
 * const pay = createFetch({ api: 'connectpsp', onError: (error) => logger.error(toLog(error)) });
 * ```
 * @throws TypeError if `error` is no decoded error.
 */
export function toLog(
  error: DecodedError | PspError,
  request: Partial<FailedRequest> = {},
): LogAttributes {
  if (typeof error !== 'object' || error === null || typeof error.action !== 'string') {
    throw new TypeError(`toLog() takes a decoded error or a PspError, got ${nameOf(error)}`);
  }
  const thrown = isPspError(error) ? error : undefined;
  const { response, request: made } = thrown ?? {};
  const { method, url } = { url: response?.url, ...made, ...request };
  const fields = error.fields
    .slice(0, MAX_FIELDS)
    .map(({ field, message }) => safe(`${field}: ${message}`, MAX_TEXT));
  return {
    'error.type': typeOf(error),
    ...(thrown && { 'exception.type': thrown.name }),
    'exception.message': safe(error.message, MAX_MESSAGE),
    ...(error.status && { 'http.response.status_code': error.status }),
    ...(method && { 'http.request.method': methodOf(method) }),
    ...addressOf(url),
    'psp.api': error.api,
    'psp.code': safe(error.code, MAX_TEXT),
    'psp.known': error.known,
    'psp.action': error.action,
    'psp.remedy': error.remedy,
    'psp.actor': error.actor,
    'psp.outcome': error.outcome,
    ...(thrown && { 'psp.attempts': thrown.attempts }),
    ...(thrown?.gaveUp && { 'psp.gave_up': thrown.gaveUp }),
    ...(error.retryAfterMs !== null && { 'psp.retry_after_ms': error.retryAfterMs }),
    ...(fields.length > 0 && { 'psp.fields': fields }),
    ...(error.type !== null && { 'psp.type': safe(error.type, MAX_TEXT) }),
    ...(error.instance !== null && { 'psp.instance': safe(error.instance, MAX_TEXT) }),
    ...(error.timestamp !== null && { 'psp.timestamp': safe(error.timestamp, MAX_TEXT) }),
    'psp.format': error.format,
    'psp.status_mismatch': error.statusMismatch,
  };
}

/** Masked before it is cut: half a number would be recognised by nobody but a person. */
function safe(text: string, most: number): string {
  const masked = mask(text);
  // Not in the middle of a character of two units.
  return masked.length > most
    ? `${masked.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`
    : masked;
}

/** OpenTelemetry wants few values here, and a server can make up codes. */
function typeOf({ known, code, status }: DecodedError | PspError): string {
  if (known) return code;
  if (status) return `HTTP_${status}`;
  return ['NETWORK_ERROR', 'TIMEOUT', 'UNKNOWN'].includes(code) ? code : '_OTHER';
}

function methodOf(method: string): string {
  const name = method.toUpperCase();
  return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(name) ? name : '_OTHER';
}

function addressOf(url: string | undefined) {
  if (!url || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  return { 'server.address': hostname, ...(port && { 'server.port': Number(port) }) };
}
