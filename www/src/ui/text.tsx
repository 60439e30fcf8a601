import { formatNumber, texts } from '../i18n/index.js';

/** Cuts a text that would make the page slow. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const rest = formatNumber(text.length - length);
  return `${text.slice(0, length)} ${texts.value.moreCharacters(rest)}`;
}

/** A text with codes in it, which can break at their underscores. */
export function Breakable({ text }: { text: string }) {
  const [first = '', ...rest] = text.split('_');
  return (
    <>
      {first}
      {rest.map((word, index) => (
        <span key={index}>
          _<wbr />
          {word}
        </span>
      ))}
    </>
  );
}

export function Code({ code }: { code: string }) {
  return (
    <code translate={false}>
      <Breakable text={code} />
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
