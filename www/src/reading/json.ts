// A paste that is JSON as a whole: a body, a webhook, or a log record with a response somewhere in it.
import { classify } from 'psp-errors';
import { isRecord, METHODS, type Reading } from './reading.js';

/** Longer texts are not parsed here: the package does not read bodies over 1 MiB either. */
export const MAX_JSON_LENGTH = 1 << 20;

const mostDepth = 5;
const mostNodes = 500;

export function readJson(text: string, value: unknown): Reading {
  const whole: Reading = { kind: 'json', body: text, leftOut: [] };
  // A body that was put into a string: a JSON log does so.
  if (typeof value === 'string') {
    return { kind: 'log-record', body: value, leftOut: [] };
  }
  if (!isRecord(value)) return whole;
  if (typeof value['eventType'] === 'string' && isRecord(value['data'])) {
    return { ...whole, kind: 'webhook' };
  }
  const verdict = classify(undefined, text);
  if (verdict.known) return whole;
  return responseIn(value) ?? whole;
}

/** Looks for what a logger or axios leaves of a response, the outermost first. */
function responseIn(record: Record<string, unknown>): Reading | undefined {
  const found: { -readonly [Name in 'status' | 'method' | 'url']?: Reading[Name] } & {
    body?: string | undefined;
  } = {};
  const queue: { node: Record<string, unknown>; depth: number }[] = [{ node: record, depth: 0 }];
  for (let seen = 0; seen < mostNodes; seen++) {
    const next = queue.shift();
    if (!next) break;
    const { node, depth } = next;
    found.status ??= statusOf(node);
    found.method ??= methodOf(node);
    found.url ??= urlOf(node);
    found.body ??= bodyOf(node, depth);
    if (depth === mostDepth) continue;
    for (const child of Object.values(node)) {
      if (isRecord(child)) queue.push({ node: child, depth: depth + 1 });
    }
  }
  const { body } = found;
  if (body === undefined) return undefined;
  return { kind: 'log-record', ...found, body, leftOut: ['text-around'] };
}

function statusOf(node: Record<string, unknown>): number | undefined {
  for (const name of ['status', 'statusCode', 'status_code', 'httpStatus']) {
    const value = node[name];
    if (typeof value === 'number' && value >= 100 && value <= 599) return value;
  }
  return undefined;
}

function methodOf({ method }: Record<string, unknown>): string | undefined {
  const name = typeof method === 'string' ? method.toUpperCase() : '';
  return METHODS.find((known) => known === name);
}

function urlOf({ url }: Record<string, unknown>): string | undefined {
  return typeof url === 'string' ? url : undefined;
}

/** A member that is called as bodies are, or any object in which the package knows a code. */
function bodyOf(node: Record<string, unknown>, depth: number): string | undefined {
  for (const name of ['body', 'data', 'responseBody', 'response', 'error', 'payload']) {
    const value = node[name];
    const text = isRecord(value) ? JSON.stringify(value) : value;
    if (typeof text === 'string' && classify(undefined, text).known) return text;
  }
  const text = depth > 0 ? JSON.stringify(node) : '';
  return text !== '' && classify(undefined, text).known ? text : undefined;
}
