import { nameOf } from './check.js';
import { decodeBody, judge } from './core.js';
import { readHeader } from './headers.js';
import { type MessageOptions, wrongMessages } from './messages.js';
import type { DecodedError, DecodeOptions, ErrorInput, Verdict } from './types.js';

/**
 * Decodes an error response that you have in parts: from axios, a log line, a webhook, a queue.
 *
 * Synchronous and pure. Whatever the parts are, it does not throw.
 *
 * @example
 * ```js
 * const error = decode({ status: 422, body: '{"code":"INSUFFICIENT_FUNDS","detail":"…"}' });
 * error.action; // 'escalate'
 * error.remedy; // 'add-funds'
 * ```
 * @throws TypeError if `input` is no object, or is a `Response`, which only `decodeResponse` can
 * read; if `locale` or `locales` is of a wrong type.
 */
export function decode(input: ErrorInput, options?: DecodeOptions): DecodedError {
  const parts = typeof input === 'object' && input !== null ? partsOf(input) : undefined;
  if (parts === undefined || Array.isArray(input)) {
    throw new TypeError(
      `decode() takes an object such as { status, body, headers, url, method, api }, got ${nameOf(input)}`,
    );
  }
  const messages = options === undefined ? undefined : messagesOf(Object(options));
  const { headers } = parts;
  const fallback = options === undefined ? noOptions : readEach(Object(options));
  return decodeBody(
    parts.body,
    parts.status,
    parts.method ?? fallback.method,
    parts.url ?? fallback.url,
    parts.api ?? fallback.api,
    headers === undefined ? undefined : readHeader(headers, 'retry-after'),
    false,
    messages,
  );
}

/**
 * Gives the verdict alone: what to do, without the texts. For hot paths.
 *
 * Verdicts are frozen and, for one code or status, one and the same object.
 *
 * @example
 * ```js
 * classify(429, bytes).action; // 'retry'
 * ```
 * @param status the HTTP status; `undefined` if you have none, 0 if no response came
 * @param body as in {@link ErrorInput}
 * @param method the request's method: after GET, HEAD and OPTIONS nothing can have moved
 */
export function classify(
  status: number | undefined,
  body?: ErrorInput['body'],
  method?: string,
): Verdict {
  return judge(status, body, method);
}

const noOptions: Parts = {};

type Parts = { [Name in keyof ErrorInput]: unknown };

function partsOf(input: ErrorInput): Parts {
  let parts: Parts;
  let isResponse = false;
  try {
    // What only a Response has; `instanceof` would be slow, and wrong for one of another realm.
    const { clone, text } = input as Partial<Response>;
    isResponse = typeof clone === 'function' && typeof text === 'function';
    const { status, body, headers, url, method, api } = input;
    parts = { status, body, headers, url, method, api };
  } catch {
    // A getter throws: the other members still count.
    parts = readEach(input);
  }
  if (isResponse) {
    throw new TypeError(
      'decode() cannot read a Response, whose body comes later: use await decodeResponse(response)',
    );
  }
  return parts;
}

function readEach(input: object): Parts {
  return {
    status: read(input, 'status'),
    body: read(input, 'body'),
    headers: read(input, 'headers'),
    url: read(input, 'url'),
    method: read(input, 'method'),
    api: read(input, 'api'),
  };
}

function messagesOf(options: object): MessageOptions {
  const messages = { locale: read(options, 'locale'), locales: read(options, 'locales') };
  const wrong = wrongMessages(messages as MessageOptions, 'decode()');
  if (wrong) throw wrong;
  return messages as MessageOptions;
}

function read(input: object, name: keyof ErrorInput | keyof MessageOptions): unknown {
  try {
    return (input as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
