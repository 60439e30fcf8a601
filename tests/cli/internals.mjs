// Parts of the tool that are reached only with files of many megabytes.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: {
    contents: `export { linesOfRange } from './range.ts';
      export { classifyPart } from './part.ts';
      export { FileTally, Tally } from './tally.ts';
      export { unpacked } from './decompress.ts';`,
    resolveDir: fileURLToPath(new URL('../../pkg/src/cli/triage', import.meta.url)),
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
  external: ['psp-errors/lines'],
});
const lines = import.meta.resolve('psp-errors/lines');
const source = outputFiles[0].text.replaceAll('"psp-errors/lines"', JSON.stringify(lines));

export const { linesOfRange, classifyPart, FileTally, Tally, unpacked } = await import(
  `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`
);
