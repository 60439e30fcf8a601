// Bytes as ASCII text that compresses as well as the bytes do. pkg/src/inline-bytes.ts reads it.
//
// Base64 cuts bytes into pieces of six bits, so that gzip no longer sees what repeats: the module
// became a third larger on the wire. Here a byte is one character, or two if it is a rare one.

/** The characters in use: printable, and none that a JavaScript string would have to escape. */
const alphabet = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter(
  (character) => !'"$\'\\`'.includes(character),
);
/** So many of them introduce a character that stands for one of the rarer bytes. */
const shifts = 2;
const plain = alphabet.length - shifts;

/**
 * The text: the bytes that have a character of their own, as hexadecimal, then all of the bytes. The
 * rare ones follow in their natural order.
 */
export function encode(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte] += 1;
  const common = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b).slice(0, plain);
  const ranked = [...new Set([...common, ...counts.keys()])];
  const codes = [];
  ranked.forEach((byte, rank) => {
    const shift = Math.floor(rank / plain) - 1;
    codes[byte] = (shift < 0 ? '' : alphabet[plain + shift]) + alphabet[rank % plain];
  });
  const table = Buffer.from(common).toString('hex');
  return table + Array.from(bytes, (byte) => codes[byte]).join('');
}
