import type * as whole from 'psp-errors';
import type * as js from 'psp-errors/js';
import type { Assignable, Equal, Expect } from './expect.js';

// The same names and types.
export type SameNames = Expect<Equal<keyof typeof js, keyof typeof whole>>;
export type SameFunctions = Expect<Equal<typeof js, typeof whole>>;
export type SameErrors = Expect<Assignable<js.DecodedError, whole.DecodedError>>;
