const encoder = new TextEncoder();

const toHex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Lower-case hex HMAC-SHA256, as `DigitalSignature` and `X-Connect-Signature` carry it. */
export const hmacSha256 = async (key: string, message: string): Promise<string> => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, [
    'sign',
  ]);
  return toHex(await crypto.subtle.sign('HMAC', imported, encoder.encode(message)));
};

export const sha256 = async (message: string): Promise<string> =>
  toHex(await crypto.subtle.digest('SHA-256', encoder.encode(message)));

/**
 * Compares without stopping at the first difference, so that the time taken does not tell how much of a guess was
 * right. Only the length of `expected`, which is no secret, shows.
 */
export const equalInConstantTime = (given: string, expected: string): boolean => {
  let difference = given.length ^ expected.length;
  for (let index = 0; index < expected.length; index++) {
    // Past the end charCodeAt is NaN, which ^ reads as 0; the lengths differ then anyway.
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index);
  }
  return difference === 0;
};
