import { readSync } from 'node:fs';

const newline = 10;
const bufferLength = 256 * 1024;

/**
 * The lines that begin in a range of a file, to their ends. So the lines of neighbouring ranges are
 * those of both together, wherever the border is.
 *
 * The chunks are views of one buffer: the next takes the place of the last.
 */
export function* linesOfRange(file: number, start: number, end: number): Generator<Uint8Array> {
  if (start === end) return;
  const buffer = Buffer.allocUnsafe(bufferLength);
  let position = start === 0 ? 0 : start - 1;
  // The line that goes on from the range before belongs to that one.
  let isInside = start === 0;
  for (;;) {
    const length = readSync(file, buffer, 0, bufferLength, position);
    if (length === 0) return;
    let chunk = buffer.subarray(0, length);
    let chunkStart = position;
    position += length;
    if (!isInside) {
      const border = chunk.indexOf(newline);
      if (border === -1) {
        if (position >= end) return;
        continue;
      }
      isInside = true;
      chunkStart += border + 1;
      if (chunkStart >= end) return;
      chunk = chunk.subarray(border + 1);
    }
    if (position >= end) {
      // The first newline that is the range's last byte, or stands behind it.
      const last = chunk.indexOf(newline, Math.max(0, end - 1 - chunkStart));
      if (last !== -1) {
        yield chunk.subarray(0, last + 1);
        return;
      }
    }
    if (chunk.length > 0) yield chunk;
  }
}
