import type { classify as Classify, Verdict } from 'psp-errors';

type Facts = Pick<Verdict, 'action' | 'remedy' | 'actor' | 'outcome'>;

/** What is known of codes; the core says it. */
export interface Codes {
  /** The code is one of the documented ones. */
  isDocumented(code: string): boolean;
  readonly documented: readonly string[];
  /** What an error with this code means; `undefined` where its status decided. */
  factsOf(code: string): Facts | undefined;
  /** A code as it may be shown: a server may have put anything there. */
  shown(code: string): string;
}

/** Loads the core. */
export async function loadCodes(): Promise<Codes> {
  const { catalogue, classify, decode } = await import('psp-errors');
  const rows = new Map<string, Facts>(catalogue.map((row) => [row.code, row]));
  return {
    isDocumented: (code) => rows.has(code),
    documented: [...rows.keys()],
    factsOf: (code) => rows.get(code) ?? factsOfStatus(code, classify),
    // The core masks what a server said.
    shown: (code) => (rows.has(code) ? code : decode({ body: { message: code } }).message),
  };
}

function factsOfStatus(code: string, classify: typeof Classify): Facts | undefined {
  const status = /^HTTP_(\d{3})$/.exec(code)?.[1];
  if (status !== undefined) return classify(Number(status), '');
  if (code === 'NETWORK_ERROR') return classify(0, '');
  return code === 'UNKNOWN' ? classify(undefined, '') : undefined;
}
