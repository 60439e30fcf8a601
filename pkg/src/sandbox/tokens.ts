import { BoundedMap } from './bounded-map.js';
import { hex, type Random, uuid } from './random.js';

/** Seconds, as the token answer states them. */
export const TOKEN_LIFETIME_S = 3600;

const KEPT_TOKENS = 1_000;

const base64Url = (value: object): string =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

export interface AccessToken {
  readonly accessToken: string;
  readonly issuedAt: number;
}

/**
 * The access tokens issued so far. They have the three parts of a JWT, so that software which looks inside finds a
 * header and an `exp`; the third part is random, because the sandbox knows its tokens by looking them up.
 */
export class AccessTokens {
  readonly #expiries = new BoundedMap<string, number>(KEPT_TOKENS);
  readonly #random: Random;
  #issued = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get issued(): number {
    return this.#issued;
  }

  issue(clientId: string, now: number): AccessToken {
    const iat = Math.floor(now / 1000);
    const header = base64Url({ alg: 'HS256', typ: 'JWT' });
    const claims = base64Url({
      iss: 'psp-errors/sandbox',
      sub: clientId,
      iat,
      exp: iat + TOKEN_LIFETIME_S,
      jti: uuid(this.#random),
    });
    const accessToken = `${header}.${claims}.${hex(this.#random, 43)}`;
    this.#expiries.set(accessToken, now + TOKEN_LIFETIME_S * 1000);
    this.#issued += 1;
    return { accessToken, issuedAt: now };
  }

  state(accessToken: string, now: number): 'valid' | 'expired' | 'unknown' {
    const expiry = this.#expiries.get(accessToken);
    if (expiry === undefined) return 'unknown';
    return now < expiry ? 'valid' : 'expired';
  }

  expireAll(now: number): void {
    for (const [token, expiry] of this.#expiries) this.#expiries.set(token, Math.min(expiry, now));
  }
}
