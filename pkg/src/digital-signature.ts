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
    if (typeof value !== 'string' || value === '') {
      throw new TypeError(`digitalSignature() takes ${name}, a string that is not empty`);
    }
  }
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const secret = encoder.encode(cryptoToken);
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign(algorithm.name, key, encoder.encode(accessToken));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}
