// Which part of the page is shown, and what a shared link says of a verdict.
import { signal } from '@preact/signals';
import { type Api, catalogue, type DecodedError } from 'psp-errors';

export const parts = ['decode', 'play', 'watch', 'copy', 'reference'] as const;
export type Part = (typeof parts)[number];

/** All that a link may hold: nothing of it can be somebody's data. */
export interface Link {
  readonly api?: Api | undefined;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
}

export interface Route {
  readonly part: Part;
  readonly link: Link;
}

export const route = signal<Route>(parseRoute(location.hash));

export function startRouting(): void {
  addEventListener('hashchange', () => {
    route.value = parseRoute(location.hash);
    scrollTo({ top: 0 });
  });
}

/** Anything that is no part, api, status or documented code is dropped. */
export function parseRoute(hash: string): Route {
  const [name = '', query = ''] = hash.replace(/^#/, '').split('?');
  const part = parts.find((known) => known === name) ?? 'decode';
  const values = new URLSearchParams(query);
  const api = values.get('api');
  const status = values.get('status') ?? '';
  const row = catalogue.find(({ code }) => code === values.get('code'));
  return {
    part,
    link: {
      api: api === 'connxt' || api === 'connectpsp' ? api : undefined,
      status: /^\d{1,3}$/.test(status) && Number(status) <= 599 ? Number(status) : undefined,
      code: row?.code,
    },
  };
}

export function hrefTo(part: Part, link: Link = {}): string {
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(link)) {
    if (value !== undefined) values.set(name, String(value));
  }
  const query = values.toString();
  return query === '' ? `#${part}` : `#${part}?${query}`;
}

/** A code that nobody documents was pasted by somebody, so it stays out of the link. */
export function linkTo({ api, status, code, known }: DecodedError): Link {
  return {
    api: api === 'unknown' ? undefined : api,
    status: status === null || status > 599 ? undefined : status,
    code: known ? code : undefined,
  };
}
