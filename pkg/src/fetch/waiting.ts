/** Timers take no more than 31 bits: longer ones would fire at once. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

/** Waits, unless the signal ends it with its reason; leaves no timer and no listener behind. */
export function wait(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        stopFollowing();
        resolve();
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    const stopFollowing = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal?.reason);
    });
  });
}

/** A time limit and the caller's signal in one. */
export class Limit {
  /** Aborted when the time is over, with a TimeoutError, or by the caller, with its reason. */
  readonly signal: AbortSignal;
  /** Rejects at the same moment, for what does not listen to signals. */
  readonly over: Promise<never>;
  readonly #stopClock: () => void;
  readonly #stopFollowing: () => void;

  constructor(ms: number, caller: AbortSignal | null) {
    const controller = new AbortController();
    this.signal = controller.signal;
    this.over = new Promise((_, reject) => {
      onAbort(controller.signal, () => reject(controller.signal.reason));
    });
    this.over.catch(() => {});
    const timer = setTimeout(
      () => controller.abort(new DOMException('The request took too long', 'TimeoutError')),
      Math.min(ms, LONGEST_TIMER_MS),
    );
    this.#stopClock = () => clearTimeout(timer);
    this.#stopFollowing = onAbort(caller, () => controller.abort(caller?.reason));
  }

  /** Stops the clock; the caller can go on aborting a body that is still to be read. */
  end(isStillRead: boolean): void {
    this.#stopClock();
    if (!isStillRead) this.#stopFollowing();
  }
}

/** Who waits for a signal, and the one listener that tells them all. */
class Followers {
  readonly #callbacks = new Set<() => void>();
  readonly #signal: AbortSignal;
  readonly #tell = () => {
    for (const callback of this.#callbacks) {
      this.remove(callback);
      callback();
    }
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(callback: () => void): void {
    if (this.#callbacks.size === 0) this.#signal.addEventListener('abort', this.#tell);
    this.#callbacks.add(callback);
  }

  remove(callback: () => void): void {
    this.#callbacks.delete(callback);
    if (this.#callbacks.size === 0) this.#signal.removeEventListener('abort', this.#tell);
  }
}

const followersOf = new WeakMap<AbortSignal, Followers>();

/**
 * Calls back when the signal is aborted, at once if it is; gives what calls that off.
 *
 * All calls that share a signal share a listener: Node takes many for a leak, and warns.
 */
function onAbort(signal: AbortSignal | null, callback: () => void): () => void {
  if (!signal) return () => {};
  if (signal.aborted) {
    callback();
    return () => {};
  }
  const followers = followersOf.get(signal) ?? new Followers(signal);
  followersOf.set(signal, followers);
  followers.add(callback);
  return () => followers.remove(callback);
}
