/** A response as text: what `curl -i` prints. */
export interface HttpText {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const statusLine = /^HTTP\/\d(?:\.\d)? (\d{3})(?: |\r?\n|$)/;

/** Reads a response; `undefined` where the text begins with no status line. */
export function readHttpText(bytes: Buffer): HttpText | undefined {
  let found: HttpText | undefined;
  let rest = bytes;
  // An answer may have others before it: of a proxy, `100 Continue`, redirects that were followed.
  for (;;) {
    const head = /^.*?(?:\r?\n\r?\n|$)/s.exec(rest.toString('latin1'))?.[0] ?? '';
    const status = statusLine.exec(head)?.[1];
    if (status === undefined) return found;
    rest = rest.subarray(head.length);
    found = { status: Number(status), headers: headersOf(head), body: rest };
  }
}

function headersOf(head: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of head.split(/\r?\n/).slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0)
      headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}
