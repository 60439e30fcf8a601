// `npm run sandbox`: builds what is missing, and serves the sandbox of both APIs on this machine.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { main, run } from './step.mjs';

const serve = fileURLToPath(new URL('../dist/sandbox-serve.js', import.meta.url));

await main(async () => {
  if (!existsSync(serve)) await build();
  await run('node', [serve, ...process.argv.slice(2)]);
});
