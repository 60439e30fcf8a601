import { formatNumber, texts } from '../i18n/index.js';

/** Cuts a text that would make the page slow. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const rest = formatNumber(text.length - length);
  return `${text.slice(0, length)} ${texts.value.moreCharacters(rest)}`;
}

/** A code that can break at its underscores. */
export function Code({ code }: { code: string }) {
  const [first = '', ...rest] = code.split('_');
  return (
    <code translate={false}>
      {first}
      {rest.map((word, index) => (
        <span key={index}>
          _<wbr />
          {word}
        </span>
      ))}
    </code>
  );
}

/** `insufficient_funds` is found as `Insufficient funds` too. */
export function simplify(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** Whether each word of a search stands in the text. */
export function matches(text: string, search: string): boolean {
  return simplify(search)
    .split(' ')
    .every((term) => text.includes(term));
}
