/** A window forgets in steps of a sixtieth of its length. */
const SLICES = 60;

/** Counts by name over the latest time: the slice that is being filled and the 59 before it. */
export class SlidingWindow {
  readonly lengthMs: number;
  readonly #slices = Array.from({ length: SLICES }, () => new Map<string, number>());
  readonly #totals = new Map<string, number>();
  /** The number of the slice that is being filled, counted from the clock's zero. */
  #latest = Number.NEGATIVE_INFINITY;

  constructor(lengthMs: number) {
    this.lengthMs = lengthMs;
  }

  add(name: string, now: number): void {
    this.#advance(now);
    add(this.#slices[indexOf(this.#latest)], name, 1);
    add(this.#totals, name, 1);
  }

  /** What is left in the window at that time. */
  totals(now: number): ReadonlyMap<string, number> {
    this.#advance(now);
    return this.#totals;
  }

  #advance(now: number): void {
    const slice = Math.floor((now / this.lengthMs) * SLICES);
    // A clock that is set back stands still: what was forgotten cannot be taken back.
    if (slice <= this.#latest) return;
    const first = Math.max(this.#latest + 1, slice - SLICES + 1);
    for (let number = first; number <= slice; number++) this.#empty(this.#slices[indexOf(number)]);
    this.#latest = slice;
  }

  #empty(slice: Map<string, number> | undefined): void {
    for (const [name, count] of slice ?? []) add(this.#totals, name, -count);
    slice?.clear();
  }
}

/** A clock may count from a zero that is still to come. */
function indexOf(slice: number): number {
  return ((slice % SLICES) + SLICES) % SLICES;
}

function add(counts: Map<string, number> | undefined, name: string, count: number): void {
  const sum = (counts?.get(name) ?? 0) + count;
  if (sum === 0) counts?.delete(name);
  else counts?.set(name, sum);
}
