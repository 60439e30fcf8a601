/**
 * The sandbox's time: token expiry, cash-in expiry and settlement follow it.
 *
 * @example
 * const sandbox = createSandbox();
 * sandbox.clock.advance(3_600_000); // every token issued so far has expired
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Moves the time on. What falls due on the way happens, each at its own instant.
   *
   * @throws RangeError for a negative or non-finite number: time does not run backwards.
   */
  advance(ms: number): void;
}

/** `virtual` stands still until it is advanced; `real` runs with the machine's clock and can be advanced too. */
export type ClockKind = 'virtual' | 'real';

/** Where a virtual clock starts unless told otherwise. */
export const DEFAULT_START = Date.UTC(2026, 0, 5, 12);

export const createClock = (kind: ClockKind, startAt: number): Clock => {
  let offset = 0;
  return {
    now: () => (kind === 'real' ? Date.now() : startAt) + offset,
    advance(ms) {
      if (!(ms >= 0 && Number.isFinite(ms)))
        throw new RangeError(`cannot advance the clock by ${ms} ms`);
      offset += ms;
    },
  };
};

export const isoTime = (ms: number): string => new Date(ms).toISOString();
