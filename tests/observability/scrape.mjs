// A process that makes calls to a sandbox over HTTP, what Prometheus would read there, and what the
// sandbox has seen meanwhile.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { serveSandbox } from 'psp-errors/sandbox/serve';

const client = fileURLToPath(new URL('client.mjs', import.meta.url));

const shares = {
  ...{ 'execute-then-500': 0.02, 'execute-then-drop': 0.02, 'execute-then-truncate': 0.02 },
  ...{ 'drop-before': 0.02, 'error-500': 0.02, 'rate-limit': 0.02, 'html-503': 0.02 },
  'truncated-json': 0.02,
};

/** Makes so many calls; gives the scraped text and the sandbox's requests but those to sign in. */
export async function scrapeAfter(calls) {
  const served = await serveSandbox({ faults: { seed: 'rates', shares } });
  const { url, sandbox } = served;
  const seen = new Map();
  // The log keeps the latest ten thousand. An entry that is under way is looked at again.
  const look = () => {
    for (const request of sandbox.state.requests) seen.set(request.sequence, request);
  };
  const looking = setInterval(look, 250);
  const expiring = setInterval(() => sandbox.expireTokens(), 3_000);
  const options = JSON.stringify({ url, calls, credentials: sandbox.credentials });
  const child = spawn(process.execPath, [client, options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the client ended: ${code}`))),
    ]);
    const { ready } = JSON.parse(line);
    const text = await (await fetch(ready)).text();
    look();
    const requests = [...seen.values()].filter(({ path }) => path !== '/auth/token');
    return { text, requests };
  } finally {
    clearInterval(looking);
    clearInterval(expiring);
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
    await served.close();
  }
}

/** The samples of a Prometheus text: `{ name, labels, value }`. */
export function samplesOf(text) {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key, text]) => [key, text])),
        value: Number(value),
      };
    });
}
