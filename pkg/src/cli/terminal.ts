// What is shown to people: colours where they are wanted, and no control characters of a server.

import { stripVTControlCharacters } from 'node:util';

type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan';

const numbers: Readonly<Record<Colour, number>> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  cyan: 36,
};

/** Colours a text. */
export type Paint = (colour: Colour, text: string) => string;

/** How to colour what goes to a stream: https://no-color.org, and plain where nobody looks. */
export function paintFor(stream: { readonly isTTY?: boolean }): Paint {
  // Set, and not empty: `NO_COLOR=` does not ask for it.
  const isPlain = !stream.isTTY || process.env['NO_COLOR'] || process.env['TERM'] === 'dumb';
  return isPlain
    ? (_, text) => text
    : (colour, text) => `\u001b[${numbers[colour]}m${text}\u001b[0m`;
}

/** A server's text without what would move the cursor, or turn the direction of reading. */
export function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ');
}

/** A text in lines of at most so many characters; longer words stay whole. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** `1,264,774` */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

/** `4.2 %`; what is little but there is not shown as nothing. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 0.1) return '<0.1 %';
  return `${percent.toFixed(percent === 0 || percent === 100 ? 0 : 1)} %`;
}

/** `12.0 MiB` */
export function bytesShown(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
