// What every row runs: some conformance cases through `decode`, a refused and an accepted response
// through `handle`; and what has to come out.
import assert from 'node:assert/strict';
import { cases } from '../../fixtures/cases.mjs';

const chosen = cases.slice(0, 25).map(({ input, expected }) => {
  const { retryAfter, ...rest } = input;
  if (retryAfter !== undefined) rest.headers = { 'retry-after': retryAfter };
  return { input: rest, expected };
});

const importing = "import { decode, handle } from 'psp-errors';";
const requiring = "const { decode, handle } = require('psp-errors');";

const body = `
const inputs = ${JSON.stringify(chosen.map(({ input }) => input))};

async function probe() {
  const { body, status } = inputs[0];
  const decoded = inputs.map((input) => decode(input));
  const refused = new Response(body, { status });
  const handled = await handle(refused, { INSUFFICIENT_FUNDS: (error) => error.remedy });
  const accepted = await handle(new Response('{"id":7}'));
  return JSON.stringify({ decoded, handled, accepted });
}
`;

/** `probe()`, exported by an ES module. */
export const esm = `${importing}\n${body}\nexport { probe };\n`;
/** `probe()`, exported by a CommonJS module. */
export const cjs = `${requiring}\n${body}\nmodule.exports = { probe };\n`;
/** An ES module that prints the outcome. */
export const printed = `${importing}\n${body}\nconsole.log(await probe());\n`;
/** A CommonJS module that prints it. */
export const printedCjs = `${requiring}\n${body}\nprobe().then(console.log);\n`;
/** An ES module, or a script once it is bundled, that shows it in a page. */
export const shown = `${importing}\n${body}
const show = (text) => { document.querySelector('#result').textContent = text; };
probe().then(show, (error) => show('Failed: ' + error.stack));
`;
/** The page for it. */
export const page = (script) => `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<pre id="result"></pre>
${script}
`;

/** Throws unless `text` is what `probe()` has to give. */
export function check(text) {
  let outcome;
  try {
    outcome = JSON.parse(text);
  } catch {
    throw new Error(`no result but: ${text}`);
  }
  assert.deepEqual(outcome, {
    decoded: chosen.map(({ expected }) => expected),
    handled: 'add-funds',
    accepted: { id: 7 },
  });
}
