// What is measured in one process or page; the same in Node and in Chromium.
import { classify, decode, decodeResponse, handle } from 'psp-errors';
import * as js from 'psp-errors/js';
import * as documented from './documented.mjs';
import { compare, loop, responseLoop } from './measure.mjs';
import { control } from './parts.mjs';
import * as ajv from './peers/ajv.mjs';
import * as valibot from './peers/valibot.mjs';
import * as zod from './peers/zod.mjs';

/** Gives rows `{ part, group, name, ratios }`. */
export async function measurePart(part, bodies, options) {
  const rows = [];
  for (const [group, members] of Object.entries(bodies)) {
    const inputs = members.map(({ status, text }) => inputOf(status, text, part));
    for (const { reference, contenders } of comparisons(part, inputs)) {
      for (const row of await compare(reference, contenders, options)) {
        rows.push({ part, group, ...row });
      }
    }
  }
  return rows;
}

function inputOf(status, text, part) {
  const bytes = new TextEncoder().encode(text);
  // As it comes from the network: not a slice of a longer string, as a fixture's may be.
  return { status, body: part === 'string' ? documented.textOf(bytes) : bytes };
}

function comparisons(part, inputs) {
  if (part === 'response') return [withoutError(inputs), withError(inputs)];
  const ofPart = (way) => (part === 'string' ? way.fromText : way.fromBytes);
  return [
    {
      reference: loop('documented', ofPart(documented), inputs),
      contenders: [
        loop('classify', classify, inputs),
        loop('decode', (status, body) => decode({ status, body }), inputs),
        loop('classify, psp-errors/js', js.classify, inputs),
        loop('decode, psp-errors/js', (status, body) => js.decode({ status, body }), inputs),
        loop('documented + zod', ofPart(zod), inputs),
        loop('documented + valibot', ofPart(valibot), inputs),
        loop('documented + ajv', ofPart(ajv), inputs),
        loop('JSON.parse alone', ofPart(parseAlone), inputs),
        loop(control, ofPart(documented), inputs),
      ],
    },
  ];
}

/** The limit of whatever makes an object of the body. */
const parseAlone = {
  fromText: (_, text) => JSON.parse(text),
  fromBytes: (_, bytes) => JSON.parse(documented.textOf(bytes)),
};

/** What comes of a response as a plain object. */
function withoutError(inputs) {
  const plain = async (response) => documented.resultOf(response.status, await response.json());
  return {
    reference: responseLoop('documented', plain, inputs),
    contenders: [
      responseLoop('decodeResponse, no Error made', decodeResponse, inputs),
      responseLoop('response.json() alone', (response) => response.json(), inputs),
    ],
  };
}

/** The documented handler throws; `handle` makes its `PspError` for the handler. */
function withError(inputs) {
  const handlers = { default: (error) => error };
  const throwing = async (response) => {
    if (response.ok) return response.json();
    const error = documented.resultOf(response.status, await response.json());
    throw Object.assign(new Error(error.message), error);
  };
  return {
    reference: responseLoop('documented', (it) => throwing(it).catch((error) => error), inputs),
    contenders: [responseLoop('handle, an Error made', (it) => handle(it, handlers), inputs)],
  };
}
