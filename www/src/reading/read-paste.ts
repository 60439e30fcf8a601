import { readHttpMessage } from './http-message.js';
import { MAX_JSON_LENGTH, readJson } from './json.js';
import { looksLikeLines } from './lines.js';
import { readLogLine } from './log-line.js';
import { parseJson, type Reading } from './reading.js';

/**
 * Finds the response in whatever was pasted: a body, the output of curl, a line of a log, a webhook.
 * It takes time in proportion to the text, and a bounded time where it has to search.
 */
export function readPaste(text: string): Reading {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty', body: null, leftOut: [] };
  const isJson = /^[[{"]/.test(trimmed) && trimmed.length <= MAX_JSON_LENGTH;
  const value = isJson ? parseJson(trimmed) : undefined;
  if (value !== undefined) return readJson(text, value);
  return (
    readHttpMessage(text) ??
    (looksLikeLines(trimmed) ? { kind: 'lines', body: text, leftOut: [] } : undefined) ??
    readLogLine(text) ?? { kind: 'text', body: text, leftOut: [] }
  );
}
