// Parts that are not of the package's API: their bounds are too far away to be reached through it.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: {
    contents: `export { Ledger } from './ledger.ts';
      export { Schedule } from './schedule.ts';
      export { Transactions } from './transactions.ts';`,
    resolveDir: fileURLToPath(new URL('../../../pkg/src/sandbox', import.meta.url)),
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const source = Buffer.from(outputFiles[0].contents).toString('base64');

export const { Ledger, Schedule, Transactions } = await import(
  `data:text/javascript;base64,${source}`
);
