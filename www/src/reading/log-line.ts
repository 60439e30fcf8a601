// A line of a log: words with a status, a method, an address and perhaps a body among them.
import { classify } from 'psp-errors';
import { isRecord, METHODS, parseJson, type Reading, SEARCHED_LENGTH } from './reading.js';

const statusWords =
  /\b(?:status(?:[ _]?code)?|HTTP(?:\/\d(?:\.\d)?)?|responded(?: with)?|failed with|returned|got|→|->|=>)["']?\s*[:=]?\s*["']?([1-5]\d\d)\b/i;
/** As browsers write it: `POST https://… 422 (Unprocessable Entity)`. */
const statusAfterAddress = /https?:\/\/\S+\s+([1-5]\d\d)\b/;
/** As a program prints an object that is no JSON: `code: 'TOKEN_EXPIRED'`. */
const printedCode = /\bcode["']?\s*[:=]\s*["']?([A-Za-z0-9][A-Za-z0-9_-]{2,63})/g;
/** What Node and axios call their own errors: `ECONNRESET`, `ERR_BAD_REQUEST`. */
const systemCode = /^E[A-Z_]+$/;
const mostTries = 20;

/** `undefined` where nothing speaks of a response. */
export function readLogLine(whole: string): Reading | undefined {
  const text = whole.slice(0, SEARCHED_LENGTH);
  // HTML and other markup is a body, and no line of a log.
  if (text.trimStart().startsWith('<')) return undefined;
  const found = statusAfterAddress.exec(text) ?? statusWords.exec(text);
  const embedded = embeddedJson(text);
  const status = found?.[1] === undefined ? undefined : Number(found[1]);
  const code = embedded === undefined ? codeIn(text) : undefined;
  const isTimeout = /\b(?:ECONNABORTED|ETIMEDOUT)\b/.test(text);
  if (embedded === undefined && code === undefined && status === undefined && !isTimeout) {
    return undefined;
  }
  const method = new RegExp(`\\b(${METHODS.join('|')})\\b`).exec(text)?.[1];
  const url = /https?:\/\/[^\s'"\\]+/.exec(text)?.[0];
  return {
    kind: 'log-line',
    status: status ?? (isTimeout ? 0 : undefined),
    method,
    url,
    body: embedded ?? (code === undefined ? null : JSON.stringify({ code })),
    leftOut: ['text-around'],
  };
}

/** The first code that is documented, else the first that is an API's. */
function codeIn(text: string): string | undefined {
  const codes: string[] = [];
  for (const [, code = ''] of text.matchAll(printedCode)) {
    if (codes.push(code) === mostTries) break;
  }
  const isKnown = (code: string) => classify(undefined, JSON.stringify({ code })).known;
  return codes.find(isKnown) ?? codes.find((code) => !systemCode.test(code));
}

/** The first object in a text that is JSON. A bounded number of tries: noise may be all braces. */
function embeddedJson(text: string): string | undefined {
  let from = 0;
  for (let tries = 0; tries < mostTries; tries++) {
    const start = text.indexOf('{', from);
    if (start < 0) return undefined;
    const end = endOfObject(text, start);
    const candidate = end === undefined ? undefined : text.slice(start, end);
    if (candidate !== undefined && isRecord(parseJson(candidate))) return candidate;
    from = start + 1;
  }
  return undefined;
}

/** Where the braces that open at `start` are closed, strings left aside. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let isString = false;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') index += 1;
    else if (character === '"') isString = !isString;
    else if (isString) continue;
    else if (character === '{') depth += 1;
    else if (character === '}' && --depth === 0) return index + 1;
  }
  return undefined;
}
