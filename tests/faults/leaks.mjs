// What a client must not leave behind.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** What keeps this thread alive and belongs to a call: sockets and timers, counted. */
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

/** Waits until a client that has ended all its calls holds nothing more than before them. */
export async function assertNothingHeld(network, before, signal) {
  // Node's fetch keeps idle connections for four seconds; a connection that is not idle stays.
  const patience = performance.now() + 10_000;
  while ((await network.openConnections()).length > 0 && performance.now() < patience)
    await sleep(50);
  assert.deepEqual(await network.openConnections(), [], 'connections that are still open');
  assert.deepEqual(held(), before);
  assert.equal(getEventListeners(signal, 'abort').length, 0, 'listeners on the signal');
}
