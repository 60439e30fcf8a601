/** Waits, unless the signal ends it with its reason; leaves no timer and no listener behind. */
export function wait(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      done();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      done();
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
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
    const abort = () => controller.abort(caller?.reason);
    // Timers take no more than 31 bits.
    const timer = setTimeout(
      () => controller.abort(new DOMException('The request took too long', 'TimeoutError')),
      Math.min(ms, 0x7fff_ffff),
    );
    caller?.addEventListener('abort', abort);
    if (caller?.aborted) abort();
    this.over = new Promise((_, reject) => {
      const give = () => reject(controller.signal.reason);
      controller.signal.addEventListener('abort', give, { once: true });
      if (controller.signal.aborted) give();
    });
    this.over.catch(() => {});
    this.#stopClock = () => clearTimeout(timer);
    this.#stopFollowing = () => caller?.removeEventListener('abort', abort);
  }

  /** Stops the clock; the caller can go on aborting a body that is still to be read. */
  end(isStillRead: boolean): void {
    this.#stopClock();
    if (!isStillRead) this.#stopFollowing();
  }
}
