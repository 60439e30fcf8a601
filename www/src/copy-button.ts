import { announce } from './announce.js';

const noticeMs = 2000;

export interface CopyButton {
  /** Sets what a press copies. */
  offer(text: string): void;
}

/** Copies the text on offer; where the browser does not allow that, selects what shows it. */
export function useCopyButton(button: HTMLButtonElement, shownIn: HTMLElement): CopyButton {
  const usualLabel = button.textContent;
  let offered = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  function notice(label: string, spoken: string): void {
    button.textContent = label;
    announce(spoken);
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = usualLabel;
    }, noticeMs);
  }

  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(offered);
      notice('Copied', 'Copied');
    } catch {
      getSelection()?.selectAllChildren(shownIn);
      notice('Selected', 'Copying is not allowed here. The text is selected: copy it by keyboard.');
    }
  });
  return {
    offer(text) {
      offered = text;
    },
  };
}
