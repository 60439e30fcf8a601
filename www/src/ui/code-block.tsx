import type { RefObject } from 'preact';

interface CodeBlockProps {
  text: string;
  label: string;
  shownIn?: RefObject<HTMLPreElement | null>;
}

/** Code as it is; what scrolls must be reachable by keyboard. */
export function CodeBlock({ text, label, shownIn }: CodeBlockProps) {
  const reachable = { role: 'group', 'aria-label': label, tabIndex: 0 } as const;
  return (
    <pre {...reachable} {...(shownIn && { ref: shownIn })} translate={false} lang="en">
      {text}
    </pre>
  );
}
