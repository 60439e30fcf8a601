// One stretch of load: payments and everything else, aborts, tokens that expire, and a direct look
// at hostile bodies; then the ledger against the reports.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { classify, decode, PspError } from 'psp-errors';
import { TOO_LATE_MS } from '../faults/kinds.mjs';
import { judge, makeCalls } from '../faults/load.mjs';

/** Tokens expire this often. */
const EXPIRY_MS = 700;

const hostile = [
  '',
  '<html>',
  '['.repeat(20_000),
  '{"code":"NOT_FOUND","detail":"ana@example.com 123.456.789-09 \\ud800"}',
  `{"errors":[${'{"field":"a","message":"b"},'.repeat(500)}null]}`,
  Buffer.from('{"code":"\xff\xc3NOT_FOUND","detail":"\x80\xf0\x9f"}', 'latin1'),
  { code: 4001, errors: [{ message: '\ud800' }] },
];

/**
 * Makes `count` calls; gives what was wrong. The sandbox, which remembers everything, begins anew
 * after each stretch.
 */
export async function stretch(network, clients, { seed, count, concurrency, signal }) {
  const expiring = setInterval(() => void network.expireTokens(), EXPIRY_MS);
  const calls = makeCalls(network, clients, { seed, count, concurrency, signal });
  const decodes = decodeAll(calls);
  const reports = await calls;
  clearInterval(expiring);
  await decodes;
  // What a client no longer waits for is still worked on.
  await sleep(TOO_LATE_MS + 500);
  return { complaints: judge(reports, await network.look()), calls: reports.length };
}

/** Decodes beside the calls for as long as they run. */
async function decodeAll(calls) {
  let isOver = false;
  calls.finally(() => {
    isOver = true;
  });
  for (let round = 0; !isOver; round++) {
    for (const [index, body] of hostile.entries()) {
      const error = decode({
        status: 400 + index,
        body,
        headers: { 'retry-after': String(round) },
      });
      assert.equal(classify(400 + index, body).action, error.action);
      new PspError(error).toJSON();
    }
    await sleep(5);
  }
}
