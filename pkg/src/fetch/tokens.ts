import type { Auth } from './options.js';

/** So many refused tokens are remembered. */
const MAX_REFUSED = 100;

/** The tokens of one `auth`: which one to send, and one refresh for all that are refused together. */
export class Tokens {
  readonly #auth: Auth;
  readonly #refused = new Set<string>();
  #newest = '';
  #refreshing: Promise<string> | undefined;

  constructor(auth: Auth) {
    this.#auth = auth;
  }

  /** The token to send: the caller's, unless that is one that was refused and replaced. */
  async current(): Promise<string> {
    return this.#replacementOf(await this.#auth.token());
  }

  /** Whether a refused token can be replaced at all. */
  get canRefresh(): boolean {
    return typeof this.#auth.refresh === 'function';
  }

  /**
   * A token in place of the refused one: the one that another call has fetched meanwhile, else one
   * that is fetched now, once for everybody who waits. `limit` rejects when the wait is over.
   */
  async renew(refused: string, limit: Promise<never>): Promise<string> {
    const current = await Promise.race([this.current(), limit]);
    if (current !== refused) return current;
    this.#refreshing ??= this.#refresh(refused);
    const refreshing = this.#refreshing;
    try {
      return await Promise.race([refreshing, limit]);
    } finally {
      // A refresh that never ends must not hold up later calls.
      if (this.#refreshing === refreshing) this.#refreshing = undefined;
    }
  }

  async #refresh(refused: string): Promise<string> {
    const token = await this.#auth.refresh?.(refused);
    if (typeof token !== 'string' || token === '') {
      throw new TypeError('auth.refresh() must give the new token, a string');
    }
    if (token === refused) throw new Error('auth.refresh() gave the token that was refused');
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
