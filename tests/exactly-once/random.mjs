/**
 * A seeded generator (mulberry32 over an FNV-1a hash): the run has to be repeatable, and
 * Math.random is not. The sandbox draws the faults by itself; this is for everything else.
 */
export function randomFrom(...parts) {
  let state = 0x811c9dc5;
  for (const character of JSON.stringify(parts)) {
    state = Math.imul(state ^ character.codePointAt(0), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
