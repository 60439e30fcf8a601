// Time that passes only when nothing is left to do, for `setTimeout` and `performance.now()`: a
// minute of waiting takes as long as it takes to compute, and comes out the same each time.

const cryptoWork = ['importKey', 'sign', 'verify', 'digest'];
/** Promises and streams of Node settle within so many turns of the event loop. */
const QUIET_TURNS = 3;

export class VirtualTime {
  now = 1000;
  #timers = new Set();
  #working = 0;
  #tick;

  /** @param tick told of each step, in milliseconds */
  constructor(tick = () => {}) {
    this.#tick = tick;
  }

  /** Runs `work` while this time is everybody's. */
  async reign(work) {
    const { setTimeout, clearTimeout } = globalThis;
    globalThis.setTimeout = (callback, ms, ...args) =>
      this.#add(() => callback(...args), ms >= 1 ? ms : 1, 'client');
    globalThis.clearTimeout = (timer) => void this.#timers.delete(timer);
    Object.defineProperty(performance, 'now', { configurable: true, value: () => this.now });
    const { subtle } = crypto;
    for (const name of cryptoWork) {
      // Other threads do it, and no turn of the event loop waits for them.
      const value = async (...args) => {
        this.#working += 1;
        try {
          return await SubtleCrypto.prototype[name].apply(subtle, args);
        } finally {
          this.#working -= 1;
        }
      };
      Object.defineProperty(subtle, name, { configurable: true, value });
    }
    try {
      return await work();
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      delete performance.now;
      for (const name of cryptoWork) delete subtle[name];
    }
  }

  /** A wait of the test's own, or of its server's. */
  later(ms) {
    return new Promise((resolve) => void this.#add(resolve, ms, 'server'));
  }

  /** How many timers somebody else has set. */
  get left() {
    return [...this.#timers].filter(({ whose }) => whose === 'client').length;
  }

  /** Lets time pass until the promise settles; fails if there is nothing left to wait for. */
  async until(promise) {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await this.#idle();
      if (isSettled) return promise;
      if (!this.#step()) throw new Error('it waits for what never comes');
    }
  }

  /** Lets time pass until no timer is left. */
  async toTheEnd() {
    do await this.#idle();
    while (this.#step());
  }

  async #idle() {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise((resolve) => void setImmediate(resolve));
      quiet = this.#working > 0 ? 0 : quiet + 1;
    }
  }

  #step() {
    let next;
    for (const timer of this.#timers) if (!next || timer.due < next.due) next = timer;
    if (!next) return false;
    this.#timers.delete(next);
    const passed = Math.max(0, next.due - this.now);
    this.now += passed;
    this.#tick(passed);
    next.run();
    return true;
  }

  #add(run, ms, whose) {
    const timer = { due: this.now + ms, run, whose, ref: () => timer, unref: () => timer };
    this.#timers.add(timer);
    return timer;
  }
}
