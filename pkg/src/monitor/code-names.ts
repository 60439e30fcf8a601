import type { CountedError } from './call-result.js';

/** The one name of all codes that get none of their own: OpenTelemetry's word for it. */
export const OTHER = '_OTHER';

/** There are 25 documented codes; this leaves room for those of a newer copy of the package. */
const MOST_KNOWN = 100;

const LONGEST = 64;
const MOST_DIGITS = 5;

/**
 * The names that codes are counted under. A server can make up as many codes as it likes, and put
 * what it likes in them: only so many become names, and only those that look like a code.
 */
export class CodeNames {
  readonly #most: number;
  #known = new Set<string>();
  #unknown = new Set<string>();

  /** @param most so many undocumented codes get names of their own */
  constructor(most: number) {
    this.#most = most;
  }

  nameOf({ code, known }: CountedError): string {
    const names = known ? this.#known : this.#unknown;
    if (names.has(code)) return code;
    const most = known ? MOST_KNOWN : this.#most;
    if (names.size >= most || !looksLikeCode(code)) return OTHER;
    names.add(code);
    return code;
  }

  /** Makes room: what is no longer in use can become a name again when it comes again. */
  keep(isInUse: (name: string) => boolean): void {
    this.#known = new Set([...this.#known].filter(isInUse));
    this.#unknown = new Set([...this.#unknown].filter(isInUse));
  }
}

/** Words and short numbers: no document, telephone, address, random key or token gets through. */
function looksLikeCode(code: string): boolean {
  const isShaped =
    code.length <= LONGEST && /^(?:\d+|[A-Za-z]+\d*(?:[_.-](?:[A-Za-z]+\d*|\d+))*)$/.test(code);
  return isShaped && code.replace(/\D/g, '').length <= MOST_DIGITS;
}
