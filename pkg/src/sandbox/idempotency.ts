import { BoundedMap } from './bounded-map.js';
import { Problem } from './problem.js';

const KEPT_KEYS = 10_000;

/** An answer that can be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

interface Use {
  /** Tells this request from another one under the same key. */
  readonly fingerprint: string;
  readonly answer: KeptAnswer | null;
  /** Settles when the request under way is done, whatever came of it. */
  readonly done: Promise<void>;
}

/**
 * The idempotency keys and what was answered under them. Only an answer that says "done" is kept: a refusal has
 * executed nothing, so the same key may try again when its reason is gone (a fresh token, a settlement proof).
 */
export class IdempotencyKeys {
  readonly #uses = new BoundedMap<string, Use>(KEPT_KEYS);

  /**
   * Carries out `execute` unless that was done under this key before. A key still being processed is waited for.
   *
   * @throws Problem 422 without a code when the key was used for another request. ConnectPSP documents none for it;
   * the IETF draft on the Idempotency-Key header asks for this status.
   */
  async once(
    key: string,
    fingerprint: string,
    execute: () => Promise<KeptAnswer>,
  ): Promise<{ answer: KeptAnswer; replayed: boolean }> {
    for (let use = this.#uses.get(key); use !== undefined; use = this.#uses.get(key)) {
      if (use.fingerprint !== fingerprint) {
        throw new Problem(
          422,
          'This X-Idempotency-Key belongs to another request: its path or body differs.',
        );
      }
      if (use.answer !== null) return { answer: use.answer, replayed: true };
      await use.done;
    }

    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    this.#uses.set(key, { fingerprint, answer: null, done });
    try {
      const answer = await execute();
      if (answer.status < 300) this.#uses.set(key, { fingerprint, answer, done });
      else this.#uses.delete(key);
      return { answer, replayed: false };
    } catch (error) {
      this.#uses.delete(key);
      throw error;
    } finally {
      finish();
    }
  }
}
