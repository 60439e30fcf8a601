import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { texts } from '../i18n/index.js';
import { announce } from './announcer.js';

const noticeMs = 2000;

/** Copies a text; where the browser does not allow that, selects what shows it. */
export function useCopy(text: () => string, shownIn?: RefObject<HTMLElement | null>) {
  const notice = useSignal<string | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = (label: string, spoken: string) => {
    notice.value = label;
    announce(spoken);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      notice.value = undefined;
    }, noticeMs);
  };
  const copy = async () => {
    const { copied, selected, copyRefused } = texts.value;
    try {
      await navigator.clipboard.writeText(text());
      tell(copied, copied);
    } catch {
      if (shownIn?.current) getSelection()?.selectAllChildren(shownIn.current);
      tell(selected, copyRefused);
    }
  };
  return { notice: notice.value, copy };
}

interface CopyButtonProps {
  text: () => string;
  shownIn?: RefObject<HTMLElement | null>;
  label?: string;
}

export function CopyButton({ text, shownIn, label }: CopyButtonProps) {
  const { notice, copy } = useCopy(text, shownIn);
  return (
    <button type="button" class="quiet-button" onClick={copy}>
      {notice ?? label ?? texts.value.copy}
    </button>
  );
}
