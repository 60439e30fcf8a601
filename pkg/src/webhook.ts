/**
 * What a receiver of ConnectPSP's webhooks needs. An entry of its own, for servers: it loads no
 * core.
 *
 * @packageDocumentation
 */
import { nameOf } from './check.js';
import { hmacKey } from './hmac.js';

/**
 * Tells whether a webhook comes from ConnectPSP: whether its `X-Connect-Signature` is the
 * HMAC-SHA256 of the raw body, keyed with the CryptoToken. Whatever the header holds, a wrong one
 * is `false`, and how long that takes does not tell how much of it was right.
 *
 * The signature is over the body alone. Neither `X-Event-Id` nor the time of sending is covered, so
 * a delivery that somebody recorded stays valid: let the second report of one transaction and
 * `eventType` change nothing.
 *
 * **On a server only.** Whoever has the CryptoToken can make payments.
 *
 * @example
 * ```js
 * const rawBody = await request.arrayBuffer();
 * const signature = request.headers.get('X-Connect-Signature');
 * if (!(await verifyWebhook(rawBody, signature, cryptoToken))) return new Response(null, { status: 401 });
 * ```
 * @param rawBody as it came, before anything has parsed it; best as bytes, because a text may have
 * lost a byte order mark or bytes that are no UTF-8
 * @param signature the header, 64 hexadecimal digits; absent, or more than one, it is wrong
 * @throws TypeError (as a rejection) if `rawBody` is neither bytes nor a text, or `cryptoToken` is
 * no string or empty.
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array | ArrayBuffer,
  signature: string | readonly string[] | null | undefined,
  cryptoToken: string,
): Promise<boolean> {
  const bytes = bytesOf(rawBody);
  if (bytes === undefined) {
    throw new TypeError(
      `verifyWebhook() takes rawBody, the bytes or the text as they came, got ${nameOf(rawBody)}: of a body that was parsed the signature cannot be checked`,
    );
  }
  if (typeof cryptoToken !== 'string' || !cryptoToken) {
    throw new TypeError('verifyWebhook() takes cryptoToken, a string that is not empty');
  }
  if (typeof signature !== 'string' || !/^[\da-f]{64}$/i.test(signature)) return false;
  const key = await hmacKey(cryptoToken, 'verify');
  return crypto.subtle.verify('HMAC', key, fromHex(signature), bytes);
}

/**
 * A copy of a view, since WebCrypto takes no shared memory. Told by what it is and not by its
 * class: other realms, as Jest makes them, have classes of their own.
 */
function bytesOf(body: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) {
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  }
  const isBuffer = Object.prototype.toString.call(body) === '[object ArrayBuffer]';
  return isBuffer ? new Uint8Array(body as ArrayBuffer) : undefined;
}

const fromHex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
