import { toHex } from '../hmac.js';

export { hmacSha256 } from '../hmac.js';

export const sha256 = async (message: string): Promise<string> =>
  toHex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(message)));

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
