import { isRecord, parseJson, SEARCHED_LENGTH } from './reading.js';

const mostLines = 5;

/** Whether a text is NDJSON, by its first lines; one line alone is none. */
export function looksLikeLines(text: string): boolean {
  const lines = text
    .slice(0, SEARCHED_LENGTH)
    .split('\n', mostLines + 1)
    .map((line) => line.trim());
  // The last one may have been cut.
  const whole = text.length > SEARCHED_LENGTH ? lines.slice(0, -1) : lines;
  const filled = whole.filter((line) => line !== '').slice(0, mostLines);
  return filled.length > 1 && filled.filter(isRecordLine).length > filled.length / 2;
}

function isRecordLine(line: string): boolean {
  return line.startsWith('{') && isRecord(parseJson(line));
}
