import type { PspError } from 'psp-errors';
import { checkCashOut, checkCredential, checkRebalance, checkRefund } from 'psp-errors/check';
import type { Equal, Expect } from './expect.js';

declare const form: unknown;

// Whatever a form holds.
const found = checkCashOut(form);
export type Found = Expect<Equal<typeof found, PspError | null>>;
checkRefund({ reason: 'FRAUD' }, { locale: 'pt-BR', locales: [] }) satisfies PspError | null;
checkRebalance({ targetAmount: 1 }) satisfies PspError | null;
found?.fields satisfies readonly { field: string; message: string }[] | undefined;

// The validator is loaded, so it takes time.
checkCredential({ type: 'object' }, form) satisfies Promise<PspError | null>;
// @ts-expect-error: the promise is no error
if (checkCredential({}, form).code) throw form;
// @ts-expect-error: a schema is an object
checkCredential('{}', form);
// @ts-expect-error: both are needed
checkCredential({});
