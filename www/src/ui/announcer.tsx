import { signal } from '@preact/signals';

const pauseMs = 600;
const announcement = signal('');
let timer: ReturnType<typeof setTimeout> | undefined;

/** Has a screen reader say a text once typing pauses, and not at every key. */
export function announce(text: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    announcement.value = text;
  }, pauseMs);
}

export function Announcer() {
  return (
    <p id="announcement" class="visually-hidden" aria-live="polite" aria-atomic="true">
      {announcement}
    </p>
  );
}
