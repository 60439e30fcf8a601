import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/**
 * A thread that serves sandboxes, one after the other. Orders are answered in their order, so
 * whoever gives one waits for the answer before the next.
 */
export function startBank() {
  const worker = new Worker(new URL('bank-thread.mjs', import.meta.url));
  const give = async (order, details) => {
    worker.postMessage({ order, details });
    const [{ answer, error }] = await once(worker, 'message');
    if (error) throw error;
    return answer;
  };
  return {
    /** Opens a fresh sandbox; `unlucky` are the payments that faults are to strike. */
    open: (details) => give('open', details),
    /** Lets all tokens expire, once no payment in the set `running` has met that before. */
    async expireTokens(running) {
      while (!(await give('expireTokens', running))) await sleep(20);
    },
    /** Closes the sandbox and tells what it knows. */
    close: () => give('close'),
    stop: () => worker.terminate(),
  };
}
