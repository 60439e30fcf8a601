// What a client must not leave behind.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** What keeps this process alive and belongs to a call: sockets and timers, counted. */
export function held() {
  const counts = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (/^(Timeout|TCP|TLS|GetAddrInfo|Immediate)/.test(name))
      counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Collects what goes wrong in nobody's hands, until it is asked for. */
export function watchProcess() {
  const seen = [];
  const note = (what) => seen.push(String(what?.stack ?? what));
  for (const event of ['unhandledRejection', 'warning']) process.on(event, note);
  return () => {
    for (const event of ['unhandledRejection', 'warning']) process.off(event, note);
    return seen;
  };
}

/**
 * Waits until a client that has ended all its calls holds nothing more than before them. Node's
 * `fetch` keeps idle connections, which do not count: one whose answer was not let go is not idle.
 */
export async function assertNothingHeld(before, signal) {
  const patience = performance.now() + 10_000;
  while (!isDeepStrictEqual(held(), before) && performance.now() < patience) await sleep(50);
  assert.deepEqual(held(), before);
  assert.equal(getEventListeners(signal, 'abort').length, 0, 'listeners on the signal');
}
