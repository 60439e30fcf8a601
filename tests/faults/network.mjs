import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts the sandbox behind the proxy, in a process; the orders are those of network-process.mjs. */
export async function startNetwork(options) {
  const child = fork(fileURLToPath(new URL('network-process.mjs', import.meta.url)), {
    execArgv: [],
  });
  const waiting = new Map();
  let last = 0;
  child.on('message', ({ id, answer, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(error));
    else resolve(answer);
  });
  const give = (order, details) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      child.send({ id: last, order, details });
    });
  const opened = await give('open', options);
  return {
    ...opened,
    look: () => give('look'),
    expireTokens: () => give('expireTokens'),
    async stop() {
      await give('close');
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
