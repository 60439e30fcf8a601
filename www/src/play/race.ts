// Both clients make the same payment, each against a bank in which the same goes wrong.
import { signal } from '@preact/signals';
import { isPspError } from 'psp-errors';
import type { Sandbox } from 'psp-errors/sandbox';
import { record } from '../watch/traffic.js';
import { baseUrl, pay, type Wiring } from './client.js';
import { bankWith, type FaultName, paymentWith, reference } from './faults.js';
import { type Ending, Lane, sleep } from './lane.js';
import { payInLoop } from './loop.js';

export const faults = signal<ReadonlySet<FaultName>>(new Set(['error500', 'drop']));
export const isRunning = signal(false);
export const ours = new Lane();
export const loop = new Lane();

export function toggle(fault: FaultName): void {
  const next = new Set(faults.value);
  if (!next.delete(fault)) next.add(fault);
  faults.value = next;
}

export async function run(): Promise<void> {
  if (isRunning.value) return;
  isRunning.value = true;
  try {
    await Promise.all([runOurs(faults.value), runLoop(faults.value)]);
  } finally {
    isRunning.value = false;
  }
}

async function runOurs(chosen: ReadonlySet<FaultName>): Promise<void> {
  const wiring = await wire(ours, chosen);
  let isFound = false;
  const payment = pay(paymentWith(chosen), reference, {
    ...wiring,
    onRetry: ({ error, delayMs }) => {
      record(error);
      if (delayMs === 0) return;
      ours.tell({ kind: 'wait', ms: delayMs, isAsked: error.retryAfterMs !== null });
    },
    onError: (error) => {
      record(error);
      if (error.code !== 'DUPLICATED_EXTERNAL_REFERENCE') return;
      isFound = true;
      ours.tell({ kind: 'look-up' });
    },
  });
  const ending = await payment.then(
    (): Ending => ({ result: isFound ? 'found' : 'paid' }),
    (problem: unknown): Ending => ({
      result: 'failed',
      message: isPspError(problem) ? problem.message : String(problem),
      error: isPspError(problem) ? problem : null,
      gaveUp: isPspError(problem) ? problem.gaveUp : null,
    }),
  );
  ours.tell({ kind: 'end', ending });
}

async function runLoop(chosen: ReadonlySet<FaultName>): Promise<void> {
  const wiring = await wire(loop, chosen);
  const wait = (ms: number) => {
    loop.tell({ kind: 'wait', ms, isAsked: null });
    return sleep(ms);
  };
  const ending = await payInLoop(paymentWith(chosen), wiring, wait).then(
    (): Ending => ({ result: 'paid' }),
    (problem: unknown): Ending => ({
      result: 'failed',
      message: problem instanceof Error ? problem.message : String(problem),
      error: null,
      gaveUp: null,
    }),
  );
  loop.tell({ kind: 'end', ending });
}

async function wire(lane: Lane, chosen: ReadonlySet<FaultName>): Promise<Wiring> {
  const { bank, token } = await bankWith(chosen);
  lane.begin(bank);
  return {
    fetch: lane.fetch,
    token,
    signIn: () => signIn(lane, bank),
    sign: (given) => bank.sign(given),
    applicationToken: bank.credentials.applicationToken,
    onRetry: undefined,
    onError: undefined,
  };
}

async function signIn(lane: Lane, bank: Sandbox): Promise<string> {
  lane.tell({ kind: 'refresh' });
  const { clientId, clientSecret } = bank.credentials;
  const response = await lane.fetch(`${baseUrl}/auth/token`, {
    method: 'POST',
    body: JSON.stringify({ clientId, clientSecret }),
  });
  const { accessToken }: { accessToken: string } = await response.json();
  return accessToken;
}
