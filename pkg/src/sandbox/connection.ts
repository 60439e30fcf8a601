/** How long a connection without an answer is held: after five minutes undici's fetch gives up too. */
const LONGEST_WAIT_MS = 300_000;

/**
 * What `fetch` rejects with when the connection breaks: a TypeError, as everywhere. The cause carries the code that
 * Node's fetch would give. serve.ts recognises it and resets the real socket.
 */
export class ConnectionDropped extends TypeError {
  constructor() {
    super('fetch failed', {
      cause: Object.assign(new Error('the sandbox dropped the connection'), { code: 'ECONNRESET' }),
    });
  }
}

/**
 * What a reset ends: every wait that began before it. Not an AbortSignal, because Node warns of a leak when more than
 * ten requests wait on one.
 */
export class Lifetime {
  readonly #waits = new Set<() => void>();
  #ended = false;

  begin(stop: () => void): void {
    if (this.#ended) stop();
    else this.#waits.add(stop);
  }

  finish(stop: () => void): void {
    this.#waits.delete(stop);
  }

  end(): void {
    this.#ended = true;
    for (const stop of this.#waits) stop();
  }
}

/** Waits in real time; a reset or the signal ends the wait at once, as a dropped connection. */
export const wait = (ms: number, lifetime: Lifetime, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      lifetime.finish(stop);
      signal?.removeEventListener('abort', stop);
      finish();
    };
    const stop = (): void => settle(() => reject(new ConnectionDropped()));
    const timer = setTimeout(() => settle(resolve), ms);
    lifetime.begin(stop);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop);
  });

/**
 * Never answers. The timer keeps a Node process alive meanwhile, as an open socket would: AbortSignal.timeout alone
 * does not, and a test that awaits it would end before it fired.
 */
export const hang = async (lifetime: Lifetime, signal: AbortSignal): Promise<never> => {
  await wait(LONGEST_WAIT_MS, lifetime, signal);
  throw new ConnectionDropped();
};

/** Settles like `work`, but rejects with the signal's reason as soon as the client gives up. */
export const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
