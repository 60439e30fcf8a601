import { Worker } from 'node:worker_threads';

/** Starts the sandbox behind the proxy, in a thread; `orders` are those of network-thread.mjs. */
export async function startNetwork(options) {
  const worker = new Worker(new URL('network-thread.mjs', import.meta.url));
  const waiting = new Map();
  let last = 0;
  worker.on('message', ({ id, answer, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(error);
    else resolve(answer);
  });
  const give = (order, details) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ id: last, order, details });
    });
  const opened = await give('open', options);
  return {
    ...opened,
    look: () => give('look'),
    expireTokens: () => give('expireTokens'),
    openConnections: () => give('openConnections'),
    async stop() {
      await give('close');
      await worker.terminate();
    },
  };
}
