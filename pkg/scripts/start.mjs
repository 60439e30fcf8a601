// `npm start`: builds, shows the main job on the documented responses, serves the demo page.
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { main, step } from './step.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the built package says of each documented response: the responses are files, not its catalogue. */
export async function documentedRows() {
  const { responses } = await import('../../tests/fixtures/responses.mjs');
  const { decode } = await import('psp-errors');
  return responses.map(({ status, headers, body }) => {
    const { api, code, action, remedy, actor, ...error } = decode({ status, headers, body });
    return [api, code, String(error.status), action, remedy, actor];
  });
}

async function printDocumentedRows() {
  const rows = [
    ['api', 'code', 'status', 'action', 'remedy', 'who acts'],
    ...(await documentedRows()),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column]));
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
}

async function servePage() {
  const { preview } = await import('vite');
  const server = await preview({ root: `${root}/www`, logLevel: 'warn', preview: { open: false } });
  console.log(`\nThe demo page: ${server.resolvedUrls.local[0]} (Ctrl+C ends it)`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const serves = !process.argv.includes('--no-serve');
    await build({ www: serves });
    await step('Decode the documented responses with the built package', printDocumentedRows);
    if (serves) await servePage();
  });
}
