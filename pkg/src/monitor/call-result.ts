import type { DecodedError } from '../types.js';
import type { Api } from '../words.js';

/**
 * How a call ended, as far as it is counted. What `createFetch` tells `onEnd` is one of these, and
 * so is `{ api, error }` with what `decode` gave, or a caught `PspError`.
 */
export interface CallResult {
  /** The API that was called. */
  readonly api: Api | 'unknown';
  /** What the call ended with; `null` if that was an ok response. */
  readonly error: CountedError | null;
}

/** What is looked at of an error. */
export type CountedError = Readonly<
  Pick<DecodedError, 'action' | 'outcome'> & { code: string; known: boolean }
>;
