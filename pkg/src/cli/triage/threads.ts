import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Part } from './inputs.js';
import type { Known, PartCounts } from './part.js';
import type { OnBytes } from './read-part.js';
import type { Answer, Order } from './worker.js';

/** The limits of a thread keep its heap from growing before it is swept: it needs little. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

/** Has parts counted by so many threads; tells of each as it is done, in whichever order. */
export async function countInThreads(
  parts: readonly Part[],
  threads: number,
  known: Known,
  onBytes: OnBytes,
  onPart: (number: number, counts: PartCounts | string) => void,
): Promise<void> {
  let next = 0;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), {
        workerData: known,
        resourceLimits,
      });
      const giveNext = () => {
        const part = parts[next];
        if (part === undefined) {
          worker.terminate().then(() => resolve(), reject);
          return;
        }
        worker.postMessage({ number: next++, part } satisfies Order);
      };
      worker.on('error', reject);
      worker.on('message', (answer: Answer) => {
        if (answer.kind === 'bytes') {
          onBytes(answer.bytes);
          return;
        }
        onPart(answer.number, answer.kind === 'failed' ? answer.problem : answer);
        giveNext();
      });
      giveNext();
    });
  const count = Math.min(threads, parts.length);
  await Promise.all(Array.from({ length: count }, one));
}
