import { type Action, type Api, actions } from '../words.js';

/** Errors beside the calls they are a share of. */
export interface ErrorShare {
  /** How many calls ended with such an error. */
  readonly errors: number;
  /** `errors` as a share of the calls: of that API's where an API is named, else of all. */
  readonly errorRate: number;
}

/** The calls that ended within a window. */
export interface Report extends ErrorShare {
  /** How far back was counted, in milliseconds. */
  readonly windowMs: number;
  /** How many calls ended, well or not. */
  readonly calls: number;
  /** By API, in the order of the names. */
  readonly apis: readonly (ErrorShare & {
    readonly api: Api | 'unknown';
    readonly calls: number;
  })[];
  /** By action; all four are there. */
  readonly actions: Readonly<Record<Action, ErrorShare>>;
  /** By API, code and action, most errors first; `_OTHER` is all codes that are not told apart. */
  readonly codes: readonly (ErrorShare & {
    readonly api: Api | 'unknown';
    readonly code: string;
    readonly action: Action;
  })[];
}

/** What a call is counted under in a window. A code that is a name holds no space. */
export function keyOf(api: Api | 'unknown', code?: string, action?: Action): string {
  return code === undefined ? api : `${api} ${code} ${action}`;
}

interface Counted {
  readonly api: Api | 'unknown';
  readonly code: string | undefined;
  readonly action: Action | undefined;
  readonly count: number;
}

function read([key, count]: readonly [string, number]): Counted {
  const [api, code, action] = key.split(' ') as [Api, string | undefined, Action | undefined];
  return { api, code, action, count };
}

/** Adds up what a window holds. */
export function reportOn(windowMs: number, totals: ReadonlyMap<string, number>): Report {
  const counted = [...totals].map(read);
  const sum = (rows: readonly Counted[]) => rows.reduce((total, { count }) => total + count, 0);
  const failed = counted.filter(({ code }) => code !== undefined);
  const callsOf = (api: string) => sum(counted.filter((row) => row.api === api));
  const calls = sum(counted);
  const share = (errors: number, of: number) => ({ errors, errorRate: errors / Math.max(1, of) });
  return {
    windowMs,
    calls,
    ...share(sum(failed), calls),
    apis: [...new Set(counted.map(({ api }) => api))].sort().map((api) => ({
      api,
      calls: callsOf(api),
      ...share(sum(failed.filter((row) => row.api === api)), callsOf(api)),
    })),
    actions: Object.fromEntries(
      actions.map((action) => [
        action,
        share(sum(failed.filter((row) => row.action === action)), calls),
      ]),
    ) as Record<Action, ErrorShare>,
    codes: failed
      .map(({ api, code = '', action = 'escalate', count }) => ({
        ...{ api, code, action },
        ...share(count, callsOf(api)),
      }))
      .sort((one, other) => other.errors - one.errors || one.code.localeCompare(other.code)),
  };
}
