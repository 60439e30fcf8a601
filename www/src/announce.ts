import { find } from './dom.js';

const pauseMs = 600;
const region = find('announcement', HTMLParagraphElement);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Has a screen reader say a text once typing pauses, and not at every key. */
export function announce(text: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    region.textContent = text;
  }, pauseMs);
}
