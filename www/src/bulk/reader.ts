// The page's side of the worker.
import type { Answer, Work } from './messages.js';

export interface Job {
  /** Ends the work at once, whatever it is at. */
  cancel(): void;
}

/** Has a worker read something; a worker of its own, so that it can be ended at any moment. */
export function read(work: Work, onAnswer: (answer: Answer) => void): Job {
  // The build makes the worker a part of the page's own build by this very text (vite.config.ts).
  const address = new URL('./worker.ts', import.meta.url);
  const worker = new Worker(address, { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    if (data.type !== 'progress') worker.terminate();
    onAnswer(data);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    worker.terminate();
    onAnswer({ type: 'failed', message: event.message });
  });
  worker.postMessage(work);
  return { cancel: () => worker.terminate() };
}
