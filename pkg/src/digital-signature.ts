import { hmacSha256 } from './hmac.js';

/**
 * Computes ConnectPSP's `DigitalSignature`: the HMAC-SHA256 of the access token, keyed with the
 * CryptoToken, in lower-case hexadecimal.
 *
 * **On a server only.** The CryptoToken signs payments: whoever has it can make them. It must never
 * be part of a page, an app or a log.
 *
 * @example
 * ```js
 * createFetch({
 *   api: 'connectpsp',
 *   auth: { token, sign: (token) => digitalSignature(token, process.env.CRYPTO_TOKEN) },
 * });
 * ```
 * @throws TypeError (as a rejection) if one of the two is no string, or is empty.
 */
export async function digitalSignature(accessToken: string, cryptoToken: string): Promise<string> {
  for (const [name, value] of Object.entries({ accessToken, cryptoToken })) {
    if (typeof value !== 'string' || !value) {
      throw new TypeError(`digitalSignature() takes ${name}, a string that is not empty`);
    }
  }
  return hmacSha256(cryptoToken, accessToken);
}
