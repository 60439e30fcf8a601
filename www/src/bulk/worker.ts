// Reads what would make the page slow: long pastes and dropped files.
import { judge } from '../decode/judge.js';
import { looksLikeLines } from '../reading/lines.js';
import { SEARCHED_LENGTH } from '../reading/reading.js';
import { countLines } from './count-lines.js';
import type { Answer, Work } from './messages.js';

/** A file of this size or less may be one response as a whole; larger ones are logs. */
const mostOfOneResponse = 8 * 2 ** 20;
const progressEveryMs = 50;

addEventListener('message', ({ data }: MessageEvent<Work>) => {
  work(data).then(tell, (problem) => tell({ type: 'failed', message: String(problem) }));
});

function tell(answer: Answer): void {
  postMessage(answer);
}

async function work({ source, told }: Work): Promise<Answer> {
  const begun = performance.now();
  const file = typeof source === 'string' ? new Blob([source]) : source;
  const isLog =
    file.size > mostOfOneResponse || looksLikeLines(await file.slice(0, SEARCHED_LENGTH).text());
  if (isLog) return readLines(file, begun);
  tell({ type: 'progress', bytes: 0, total: file.size });
  const judged = judge(typeof source === 'string' ? source : await file.text(), told);
  if (judged === 'lines') return readLines(file, begun);
  return { type: 'judged', judged, ms: performance.now() - begun };
}

async function readLines(file: Blob, begun: number): Promise<Answer> {
  let toldAt = 0;
  const summary = await countLines(file.stream(), (bytes) => {
    const now = performance.now();
    if (now - toldAt < progressEveryMs) return;
    toldAt = now;
    tell({ type: 'progress', bytes, total: file.size });
  });
  return { type: 'lines', summary, bytes: file.size, ms: performance.now() - begun };
}
