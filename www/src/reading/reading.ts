import type { ErrorInput } from 'psp-errors';

/** What a paste turned out to be. */
export type PasteKind =
  | 'empty'
  | 'json'
  | 'http'
  | 'webhook'
  | 'log-record'
  | 'log-line'
  | 'lines'
  | 'text';

/** What was left aside while the response was looked for. */
export type LeftOut = 'text-around' | 'earlier-responses';

/** A paste as the parts that `decode` takes. What they mean is for the package to say. */
export interface Reading {
  readonly kind: PasteKind;
  readonly status?: number | undefined;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: ErrorInput['body'] & (string | null);
  readonly leftOut: readonly LeftOut[];
}

/** So much of a text is searched for a response in it. */
export const SEARCHED_LENGTH = 64 * 1024;

export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `undefined` for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
