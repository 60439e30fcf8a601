import type { Action } from 'psp-errors';

const shapes = {
  retry: 'M20 12a8 8 0 1 1-2.4-5.7L20 8.5M20 3.5v5h-5',
  're-auth': 'M12.5 15.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM11.2 12.3 20 3.5M15.5 8l3.5 3.5',
  'user-fix': 'M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19 4 20ZM13.5 7l3.5 3.5',
  escalate: 'M12 4 21 19.5H3L12 4ZM12 10v4M12 16.7v.1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 6 6l1-1',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  next: 'M5 12h14M13 6l6 6-6 6',
  send: 'M5 12h14M13 6l6 6-6 6',
  answer: 'M19 12H5M11 6l-6 6 6 6',
  drop: 'M6 6l12 12M18 6 6 18',
  wait: 'M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18ZM12 7v5l3.5 2',
  search: 'M16.5 16.5 21 21M18 10.5a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0Z',
  done: 'm4.5 12.5 5 5 10-11',
  failed: 'M12 7v6M12 16.7v.1M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18Z',
} as const;

export type IconName = keyof typeof shapes | Action;

/** An icon beside words that say the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
