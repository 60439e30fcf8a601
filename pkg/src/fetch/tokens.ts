import { nameOf } from '../check.js';
import type { Auth } from './options.js';

/** So many refused tokens are remembered. */
const MAX_REFUSED = 100;

/** The latest refresh, under way or over. */
interface Refreshing {
  readonly refused: string;
  readonly token: Promise<string>;
  readonly begun: number;
  ended: number | undefined;
}

/** The tokens of one `auth`: which one to send, and one refresh for all that are refused together. */
export class Tokens {
  readonly #auth: Auth;
  readonly #refused = new Set<string>();
  #newest = '';
  #latest: Refreshing | undefined;

  constructor(auth: Auth) {
    this.#auth = auth;
  }

  /** The token to send: the caller's, unless that is one that was refused and replaced. */
  async current(): Promise<string> {
    const token = await this.#auth.token();
    if (typeof token !== 'string') {
      throw new TypeError(`auth.token() must give the token, a string, got ${nameOf(token)}`);
    }
    return this.#replacementOf(token);
  }

  /** Whether a refused token can be replaced at all. */
  get canRefresh(): boolean {
    return typeof this.#auth.refresh === 'function';
  }

  /**
   * A token in place of the refused one: the one that another call has fetched meanwhile, else one
   * that is fetched now, once for everybody whose request went out before that was over. `limit`
   * rejects when the wait is over; it ends this wait alone. A refresh that is under way for nearly
   * `patienceMs` is given up: it may never end.
   *
   * @param sentAt when the refused token was asked for, by `performance.now()`
   */
  async renew(
    refused: string,
    sentAt: number,
    patienceMs: number,
    limit: Promise<never>,
  ): Promise<string> {
    const current = await Promise.race([this.current(), limit]);
    if (current !== refused) return current;
    if (!this.#answers(refused, sentAt, patienceMs)) this.#latest = this.#begin(refused);
    return Promise.race([this.#latest?.token ?? limit, limit]);
  }

  /** Whether the latest refresh is one for a token that was sent at that time and refused. */
  #answers(refused: string, sentAt: number, patienceMs: number): boolean {
    if (!this.#latest) return false;
    const { ended, begun } = this.#latest;
    // Nearly as long: whoever has waited for it in vain must not wait for it again.
    if (ended === undefined) return performance.now() - begun < patienceMs * 0.9;
    return this.#latest.refused === refused && sentAt <= ended;
  }

  #begin(refused: string): Refreshing {
    const token = this.#refresh(refused, () => this.#latest === refreshing).finally(() => {
      refreshing.ended = performance.now();
    });
    const refreshing: Refreshing = { refused, token, begun: performance.now(), ended: undefined };
    return refreshing;
  }

  async #refresh(refused: string, isLatest: () => boolean): Promise<string> {
    const token = await this.#auth.refresh?.(refused);
    if (typeof token !== 'string' || token === '') {
      throw new TypeError('auth.refresh() must give the new token, a string');
    }
    if (token === refused) throw new Error('auth.refresh() gave the token that was refused');
    // One that was given up, and ends after all, must not replace the token of a later one.
    if (!isLatest()) return token;
    this.#refused.delete(token);
    this.#refused.add(refused);
    if (this.#refused.size > MAX_REFUSED) {
      for (const oldest of this.#refused) {
        this.#refused.delete(oldest);
        break;
      }
    }
    this.#newest = token;
    return token;
  }

  #replacementOf(token: string): string {
    return this.#refused.has(token) ? this.#newest : token;
  }
}
