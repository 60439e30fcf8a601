// HMAC-SHA256 keyed with the CryptoToken: what ConnectPSP's `DigitalSignature` and
// `X-Connect-Signature` are.

// No encoder for the whole module: Jest's jsdom has none until a test sets it up.
const encode = (text: string) => new TextEncoder().encode(text);

export const hmacKey = (secret: string, use: 'sign' | 'verify'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [use]);

/** In lower-case hexadecimal. */
export async function hmacSha256(secret: string, message: string): Promise<string> {
  const key = await hmacKey(secret, 'sign');
  return toHex(await crypto.subtle.sign('HMAC', key, encode(message)));
}

export const toHex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
