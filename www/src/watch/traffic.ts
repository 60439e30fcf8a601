// The errors that this page has met, for the last minutes.
import { signal } from '@preact/signals';
import type { Action, PspError } from 'psp-errors';

export const windowMs = 5 * 60_000;
const mostEvents = 20_000;

export interface Event {
  readonly at: number;
  readonly action: Action;
  readonly code: string;
}

export const events = signal<readonly Event[]>([]);

export function record({ action, code }: Pick<PspError, 'action' | 'code'>): void {
  const at = Date.now();
  const kept = events.value.filter((event) => at - event.at <= windowMs).slice(-mostEvents);
  events.value = [...kept, { at, action, code }];
}
