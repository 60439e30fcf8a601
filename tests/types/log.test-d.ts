import { createFetch, type DecodedError, mask, type PspError } from 'psp-errors';
import { type LogAttributes, toLog } from 'psp-errors/log';
import type { Assignable, Equal, Expect } from './expect.js';

declare const decoded: DecodedError;
declare const thrown: PspError;

const log = toLog(thrown, { method: 'POST' });
log['psp.action'] satisfies 'retry' | 're-auth' | 'user-fix' | 'escalate';
log['http.response.status_code'] satisfies number | undefined;
toLog(decoded) satisfies LogAttributes;
// What loggers and OpenTelemetry take.
export type Flat = Expect<
  Assignable<LogAttributes[keyof LogAttributes], string | number | boolean | string[] | undefined>
>;
createFetch({ api: 'connxt', onError: (error) => toLog(error) });
export type Request = Expect<
  Equal<(typeof thrown)['request'], { readonly method: string; readonly url: string } | null>
>;
mask('') satisfies string;

// @ts-expect-error: no error of ours
toLog(new Error('x'));
// @ts-expect-error: a string
mask(1);
