// Which message the person in front of the app reads, among the texts that the caller gives. The
// English ones are the core's; those of other locales come as `psp-errors/locales/…`.

import { type Check, wrongOption } from './check.js';
import type { KnownCode, StatusKey } from './words.js';

/** User messages in one language: all of them, or only those that you word yourself. */
export interface Messages {
  /** The language, as a BCP 47 tag: `pt-BR`. */
  readonly locale: string;
  /** By code. */
  readonly codes?: { readonly [Code in KnownCode]?: string | undefined } | undefined;
  /** For what has no known code, by the kind of HTTP status. */
  readonly statuses?: { readonly [Key in StatusKey]?: string | undefined } | undefined;
}

/** In which words `userMessage` is. */
export interface MessageOptions {
  /**
   * The language of `userMessage`, as a BCP 47 tag: `pt-BR`. Taken from `locales`, the closest one
   * first (`pt` finds `pt-BR`, `es-MX` finds `es`); English where there is none of that language.
   * Default: whatever is in `locales`, in that order.
   */
  locale?: string | undefined;
  /** The languages to choose from, and your own texts; the first that has a message counts. */
  locales?: readonly Messages[] | undefined;
}

/** What the two options take. */
export const messageChecks = {
  locale: ["a BCP 47 tag such as 'pt-BR'", (value) => typeof value === 'string'],
  locales: [
    "a list of messages, such as those of 'psp-errors/locales/pt-BR'",
    // `every` alone would pass over the holes of a sparse list.
    (value) => Array.isArray(value) && [...value].every((each) => typeof each?.locale === 'string'),
  ],
} satisfies Record<keyof MessageOptions, Check>;

/** Says what is wrong with the two options. */
export function wrongMessages(options: MessageOptions, where: string): TypeError | undefined {
  return wrongOption(options, messageChecks, where);
}

/** The text that the caller gives for a message; `undefined` if English is to be used. */
export function messageFor(key: string, { locale, locales = [] }: MessageOptions) {
  for (const { codes, statuses } of locale === undefined ? locales : closestTo(locale, locales)) {
    const text = codes?.[key as KnownCode] ?? statuses?.[key as StatusKey];
    if (typeof text === 'string') return text;
  }
  return undefined;
}

/** Those of the same language; first those that have more subtags in common. */
function closestTo(locale: string, locales: readonly Messages[]): readonly Messages[] {
  const wanted = subtags(locale);
  const closeness = (messages: Messages) => {
    const found = subtags(messages.locale);
    const different = wanted.findIndex((subtag, index) => subtag !== found[index]);
    return different < 0 ? wanted.length : different;
  };
  return locales.filter(closeness).sort((one, other) => closeness(other) - closeness(one));
}

/** `pt_BR`, too, as POSIX and Java write it. */
function subtags(tag: string): string[] {
  return tag.toLowerCase().split(/[-_]/);
}
