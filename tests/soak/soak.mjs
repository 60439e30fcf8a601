import { getEventListeners } from 'node:events';
import { assertNothingHeld, held, watchProcess } from '../faults/leaks.mjs';
import { measure, slopeOf } from './measure.mjs';

// After measure.mjs, which catches the module's memory.
const { makeClients } = await import('../faults/load.mjs');
const { startNetwork } = await import('../faults/network.mjs');
const { stretch } = await import('./load.mjs');

/** What a stretch may leave on the heap: less than one small object for each of its calls. */
const MOST_GROWTH_PER_STRETCH = 64 * 1024;

/**
 * Loads the client for so long and gives what was measured, and every complaint. The first stretch
 * warms up: code is compiled, pools and caches fill.
 */
export async function soak({ minutes, seed, share, concurrency, count, least, onStretch }) {
  const whatWentWrong = watchProcess();
  const atFirst = held();
  const network = await startNetwork({ seed, share });
  const clients = await makeClients(network);
  const { signal } = new AbortController();
  const complaints = [];
  const samples = [];
  let calls = 0;
  const end = performance.now() + minutes * 60_000;
  const begun = performance.now();
  for (let index = 0; index < least || performance.now() < end; index++) {
    const done = await stretch(network, clients, {
      ...{ seed: `${seed}-${index}`, count, concurrency, signal },
    });
    calls += done.calls;
    complaints.push(...done.complaints);
    samples.push(await measure());
    onStretch?.({ calls, complaints, ...samples.at(-1) });
  }
  const seconds = (performance.now() - begun) / 1000;
  try {
    await assertNothingHeld(atFirst, signal);
  } catch (error) {
    complaints.push(error.message);
  }
  await network.stop();
  complaints.push(...whatWentWrong());
  const settled = samples.slice(Math.min(2, samples.length - 2));
  const growth = slopeOf(settled.map(({ heap }) => heap));
  const wasm = new Set(settled.map((each) => each.wasm));
  const starts = samples.at(-1).started;
  if (samples.length >= 8 && growth > MOST_GROWTH_PER_STRETCH) {
    complaints.push(`the heap grows by ${Math.round(growth)} bytes per stretch`);
  }
  if (wasm.size > 1) complaints.push(`the module's memory changes: ${[...wasm].join(', ')}`);
  if (starts > 1) complaints.push(`the module was started ${starts} times`);
  const listeners = getEventListeners(signal, 'abort').length;
  return { calls, seconds, complaints, samples, growth, wasm: [...wasm], listeners };
}
