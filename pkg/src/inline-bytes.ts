// Reads what pkg/scripts/inline-text.mjs writes: bytes as text that still compresses well.

/** The characters that stand for themselves in a string: 33 to 126 but `"`, `$`, `'`, `\` and the backtick. */
const alphabet = Array.from({ length: 94 }, (_, index) => index + 33).filter(
  (code) => ![34, 36, 39, 92, 96].includes(code),
);
/** All but the last two stand for a byte; those say that the next one stands for a rarer byte. */
const plain = alphabet.length - 2;

/** The bytes that a text stands for. */
export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  const rankOf = new Uint8Array(128);
  for (const [rank, code] of alphabet.entries()) rankOf[code] = rank;
  const common = Array.from({ length: plain }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
  const ranked = [...new Set([...common, ...Array(256).keys()])];
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 2 * plain; at < text.length; at++) {
    let rank = rankOf[text.charCodeAt(at)]!;
    if (rank >= plain) {
      at += 1;
      rank = (rank - plain + 1) * plain + rankOf[text.charCodeAt(at)]!;
    }
    bytes[length] = ranked[rank]!;
    length += 1;
  }
  return bytes.slice(0, length);
}
