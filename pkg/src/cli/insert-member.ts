const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = Buffer.from(',');

/**
 * A line that holds a JSON object, in parts, with a member added as its last; all other bytes stay
 * what and where they were.
 *
 * @param member `"name":value`
 */
export function withMember(line: Uint8Array, member: Uint8Array): Uint8Array[] {
  const end = line.lastIndexOf(closeBrace);
  let last = end - 1;
  while (isSpace(line[last])) last--;
  // No string can end so: it would have its quotation mark last.
  const isEmpty = line[last] === openBrace;
  const before = line.subarray(0, end);
  return [before, ...(isEmpty ? [] : [comma]), member, line.subarray(end)];
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;
}
