// `npm start`: builds, shows the main job on the documented responses, serves the demo page.
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { main, step } from './step.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

await main(async () => {
  const serves = !process.argv.includes('--no-serve');
  await build({ www: serves });
  await step('Decode the documented responses with the built package', printDocumentedResponses);
  if (serves) await servePage();
});

/** The responses are files with what the APIs document; the package says what they mean. */
async function printDocumentedResponses() {
  const { documentedResponses } = await import('../../tests/fixtures/responses.mjs');
  const { decode } = await import('psp-errors');
  const rows = documentedResponses.map(({ status, headers, body }) => {
    const error = decode({ status, headers, body });
    return [error.api, error.code, String(error.status), error.action, error.remedy, error.actor];
  });
  printTable([['api', 'code', 'status', 'action', 'remedy', 'who acts'], ...rows]);
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    console.log(
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd()}`,
    );
  }
}

async function servePage() {
  const { preview } = await import('vite');
  const server = await preview({ root: `${root}/www`, logLevel: 'warn', preview: { open: false } });
  console.log(`\nThe demo page: ${server.resolvedUrls.local[0]} (Ctrl+C ends it)`);
}
