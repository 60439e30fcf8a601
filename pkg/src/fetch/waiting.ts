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
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | null;
  #reject: (reason?: unknown) => void = () => {};
  readonly #stopClock: () => void;
  readonly #stopFollowing: () => void;

  constructor(ms: number, caller: AbortSignal | null) {
    const controller = this.#controller;
    this.signal = controller.signal;
    this.#caller = caller;
    this.over = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.over.catch(() => {});
    onAbort(controller.signal, () => this.#reject(controller.signal.reason));
    const timer = setTimeout(
      () => controller.abort(new DOMException('The request took too long', 'TimeoutError')),
      Math.min(ms, LONGEST_TIMER_MS),
    );
    this.#stopClock = () => clearTimeout(timer);
    this.#stopFollowing = onAbort(caller, () => controller.abort(caller?.reason));
  }

  /** Stops the clock. While somebody holds a body, the caller can go on aborting that. */
  end(stillRead?: ReadableStream): void {
    this.#stopClock();
    // What was raced against a promise that never settles is held by that, answers with it.
    this.#reject();
    this.#stopFollowing();
    if (stillRead) this.#followFor(stillRead);
  }

  #followFor(body: ReadableStream): void {
    const caller = this.#caller;
    const held = weakly(body);
    const stopFollowing = onAbort(caller, () => {
      // Before the abort: when a body of which the copy was cancelled is cancelled after it, Node's
      // `fetch` leaves a rejection unhandled. A body that is being read cannot be cancelled.
      held
        .deref()
        ?.cancel(caller?.reason)
        .catch(() => {});
      this.#controller.abort(caller?.reason);
    });
    forgotten?.register(body, stopFollowing);
  }
}

/** On its own, so that no closure beside it holds the body. */
function weakly<T extends object>(body: T): { deref(): T | undefined } {
  return typeof WeakRef === 'function' ? new WeakRef(body) : { deref: () => body };
}

/**
 * Stops following a signal for a body that nobody holds any more. Nothing says when a body was read
 * to its end, and a signal may live as long as its process. Some edge runtimes have none of this;
 * there, a signal lives as long as a request.
 */
const forgotten =
  typeof FinalizationRegistry === 'function'
    ? new FinalizationRegistry<() => void>((stopFollowing) => stopFollowing())
    : undefined;

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
