// The short form of `npm run test:faults`: the client against the sandbox, through a TCP proxy that
// breaks, delays and forges what passes it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPspError } from 'psp-errors';
import { FAULTS, STALLING, TOO_LATE_MS } from './kinds.mjs';
import { assertNothingHeld, held, watchProcess } from './leaks.mjs';
import { callOf, endings, judge, makeCalls, makeClients } from './load.mjs';
import { startNetwork } from './network.mjs';

/** What a payment ends in when every attempt meets the fault, where it is not `unknown`. */
const ENDINGS = {
  // The server sees that the request is not whole, and says so.
  'cut the request': 'not-executed',
  // Odd, but whole.
  'delay the answer': 'done',
  'trickle the answer': 'done',
  'half-close after the answer': 'done',
  'say no length, and close': 'done',
  'say a length of nothing': 'done',
  'send small chunks': 'done',
  'send early hints': 'done',
  'answer twice': 'done',
};

const IMPATIENT = { timeoutMs: 1500, deadlineMs: 4000 };
const PATIENT = { timeoutMs: 20_000, deadlineMs: 30_000 };

const seed = process.env.FAULTS_SEED ?? String(Math.floor(Math.random() * 1e9));
let network;
let clients;
const whatWentWrong = watchProcess();
const signal = new AbortController().signal;
let atFirst;

before(async () => {
  atFirst = held();
  network = await startNetwork({ seed, share: 0.5, each: true });
  clients = await makeClients(network);
});
after(async () => {
  try {
    await assertNothingHeld(atFirst, signal);
  } finally {
    await network.stop();
  }
  assert.deepEqual(whatWentWrong(), []);
});

describe('a call of which every attempt meets the same fault', () => {
  const results = new Map();
  let executed;

  async function meet(name, fault) {
    const begun = performance.now();
    const reference = `${name} ${fault}`;
    // A busy machine must not look like a fault that stalls.
    const psp = STALLING.has(fault) ? IMPATIENT : PATIENT;
    const url = network.urls[fault];
    const result = await callOf(clients, url, name, reference, signal, psp).then(
      async (response) => ({ says: 'done', text: await response.text() }),
      (error) => ({ says: isPspError(error) ? error.outcome : String(error), error }),
    );
    results.set(reference, { ...result, tookMs: performance.now() - begun });
  }

  before(async () => {
    const due = [...FAULTS.keys()].flatMap((fault) => [
      ['pay', fault],
      ['connect', fault],
    ]);
    const worker = async () => {
      for (let next = due.pop(); next; next = due.pop()) await meet(...next);
    };
    // Many at a time, since most of it is waiting; not all, since waiting is what is looked at.
    await Promise.all(Array.from({ length: 20 }, worker));
    // What came too late is carried out all the same.
    await sleep(TOO_LATE_MS + 500);
    const { paid, psps } = await network.look();
    executed = [...paid, ...psps].map(([reference]) => reference);
  });

  for (const [fault, { when }] of FAULTS) {
    const wanted = ENDINGS[fault] ?? 'unknown';
    test(`${fault}: ends in time as ${wanted}, executed ${when === 'before' ? 'never' : 'once'}`, () => {
      for (const name of ['pay', 'connect']) {
        const reference = `${name} ${fault}`;
        const { says, error, tookMs, text } = results.get(reference);
        assert.equal(says, wanted, `${name}: ${error?.stack}`);
        assert.ok(tookMs < PATIENT.timeoutMs, `${tookMs} ms`);
        const times = executed.filter((each) => each === reference).length;
        assert.equal(times, when === 'before' ? 0 : 1, name);
        assert.doesNotMatch(text ?? '', /forged/);
        // Of Connxt nobody promises that twice is once.
        if (error && name === 'connect') assert.equal(error.attempts, 1);
        if (error?.outcome === 'unknown') assert.equal(error.action, 'escalate');
      }
    });
  }
});

test('600 calls of all kinds, half of their exchanges spoilt, are each reported as they were', async (t) => {
  t.diagnostic(`FAULTS_SEED=${seed}`);
  const reports = await makeCalls(network, clients, {
    ...{ seed, count: 600, concurrency: 50, signal },
  });
  await sleep(TOO_LATE_MS + 500);
  const seen = await network.look();
  assert.deepEqual(judge(reports, seen), []);
  const ends = endings(reports);
  for (const ending of ['pay: done', 'connect: done', 'balance: done', 'pay: aborted']) {
    assert.ok(ends[ending] > 0, JSON.stringify(ends));
  }
  assert.ok(Object.keys(seen.struck).length === FAULTS.size, JSON.stringify(seen.struck));
});

test('the judge sees what is wrong', () => {
  const call = { name: 'pay', tookMs: 1 };
  const paid = (...references) => ({
    paid: references.map((each) => [each, 1, 'CASH_OUT']),
    ids: references.map((each) => [each, `id of ${each}`]),
    psps: [],
    spent: references.length,
  });
  const done = { ...call, reference: 'a', status: 202, text: '{"transactionId":"id of a"}' };
  assert.deepEqual(judge([done], paid('a')), []);
  const wrong = [
    [done, paid()],
    [done, paid('a', 'a')],
    [{ ...done, text: '{"transactionId":"forged"}' }, paid('a')],
    [{ ...done, tookMs: 60_000 }, paid('a')],
    [{ ...call, reference: 'a', error: new Error('odd') }, paid()],
    [done, { ...paid('a'), spent: 2 }],
  ];
  for (const [report, seen] of wrong) assert.equal(judge([report], seen).length, 1);
});
