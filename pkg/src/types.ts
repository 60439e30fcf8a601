import type { MessageOptions } from './messages.js';
import type {
  Action,
  Actor,
  Api,
  Format,
  KnownCode,
  KnownCodes,
  Outcome,
  Remedy,
} from './words.js';

/** A code that is not in the catalogue. Written so that editors still complete the known ones. */
export type UnknownCode = string & Record<never, never>;

/**
 * What you have of an error response; every member may be missing.
 *
 * Members of a wrong type are ignored, as if they were missing.
 */
export interface ErrorInput {
  /** The HTTP status; 0 says that no response came. */
  status?: number | undefined;
  /** The body: text, bytes, or an object that was parsed already. */
  body?: string | Uint8Array | ArrayBuffer | object | null | undefined;
  /** The response's headers; only `Retry-After` is looked at, in any letter case. */
  headers?: HeadersLike | undefined;
  /** The request's URL, whose host may tell the API. */
  url?: string | undefined;
  /** The request's method: after GET, HEAD and OPTIONS nothing can have moved. */
  method?: string | undefined;
  /** The API that was called. A known code names its API whatever stands here. */
  api?: Api | undefined;
}

/** A `Headers` object, or a plain one as axios and Node have it. */
export type HeadersLike =
  | { get(name: string): unknown }
  | Readonly<Record<string, string | readonly string[] | number | undefined>>;

/** What {@link ErrorInput} lacks; a member of the input counts before one of the options. */
export interface DecodeOptions extends MessageOptions {
  /** The API that was called. */
  api?: Api | undefined;
  /** The request's method. */
  method?: string | undefined;
  /** The request's URL; a `Response` has one of its own. */
  url?: string | undefined;
}

/** One field that was refused. */
export interface FieldError {
  /** The field's name; `''` if the server named none. */
  readonly field: string;
  /** What is wrong with it, as the server sent it. */
  readonly message: string;
}

interface Facts {
  /** What the caller does. */
  readonly action: Action;
  /** The concrete next step. */
  readonly remedy: Remedy;
  /** Who can take that step. */
  readonly actor: Actor;
  /** May money or data have moved? */
  readonly outcome: Outcome;
}

/** The code is one of the 25 documented ones. */
export interface Known {
  /** The API that documents the code. */
  readonly api: Api;
  /** The documented code, however the server spelt it. */
  readonly code: KnownCode;
  readonly known: true;
}

/** The HTTP status decided. */
export interface NotKnown {
  /** The API that answered, as far as it can be told. */
  readonly api: Api | 'unknown';
  /**
   * The code as the server sent it; without one `HTTP_503`, or `NETWORK_ERROR` or `TIMEOUT` where
   * no response came, or `UNKNOWN` where there is no status either.
   */
  readonly code: UnknownCode;
  readonly known: false;
}

/** The verdict alone. */
export type Verdict = Facts & (Known | NotKnown);

/** Everything that can be said of an error response. Absent is `null`, never `undefined`. */
export type DecodedError = Facts &
  (Known | NotKnown) & {
    /**
     * The HTTP status if one was given, else the body's, else the catalogue's; 0 if no response
     * came, `null` if nothing tells.
     */
    readonly status: number | null;
    /** The title as the server sent it, else the catalogue's. */
    readonly title: string;
    /**
     * What the server said, with personal data and secrets masked, else the catalogue's title. For
     * developers and logs.
     */
    readonly message: string;
    /** A text for the person in front of the app; `locale` says in which language. Never holds
     * server text. */
    readonly userMessage: string;
    /** The field errors, in the order in which they came. */
    readonly fields: readonly FieldError[];
    /** How long the server asks to wait (`Retry-After`), in milliseconds. */
    readonly retryAfterMs: number | null;
    /** The problem type, a URI (RFC 9457). */
    readonly type: string | null;
    /** What happened this time, as the server sent it: may hold personal data. */
    readonly detail: string | null;
    /** A URI of this occurrence (RFC 9457). */
    readonly instance: string | null;
    /** When it happened, as the server sent it. */
    readonly timestamp: string | null;
    /** The section of the API's documentation that lists the code. */
    readonly docs: string | null;
    /** What the body turned out to be. */
    readonly format: Format;
    /** The body's `status` differs from the HTTP status, which is the one that counts. */
    readonly statusMismatch: boolean;
  };

/** One documented code and what to do about it. */
export type CatalogueRow = {
  readonly [Code in KnownCode]: Readonly<KnownCodes[Code]> & {
    readonly code: Code;
    readonly outcome: Outcome;
    /** A short English summary, for developers. */
    readonly title: string;
    /** A text for the person in front of the app, in English. */
    readonly userMessage: string;
    /** The section of the API's documentation that lists the code. */
    readonly docs: string | null;
  };
}[KnownCode];
