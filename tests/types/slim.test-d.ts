import type * as whole from 'psp-errors';
import wasm from 'psp-errors/psp_errors.wasm';
import * as slim from 'psp-errors/slim';
import type { Assignable, Equal, Expect } from './expect.js';

// The same names and types, and two more.
export type SameNames = Expect<
  Equal<Exclude<keyof typeof slim, 'init' | 'initSync'>, keyof typeof whole>
>;
export type SameDecode = Expect<Equal<typeof slim.decode, typeof whole.decode>>;
export type SameErrors = Expect<Assignable<slim.DecodedError, whole.DecodedError>>;

slim.init('https://example.com/psp_errors.wasm') satisfies Promise<void>;
slim.init(new URL('https://example.com/psp_errors.wasm'));
slim.init(fetch('/psp_errors.wasm'));
slim.init(new Response());
slim.init(new Uint8Array());
slim.init(new ArrayBuffer(8));
// Whatever a tool makes of the file.
slim.init(wasm);
declare const module: WebAssembly.Module;
slim.init(module);
slim.initSync(module);
slim.initSync(new Uint8Array());

// WebAssembly.Module is an empty interface in TypeScript's own library: only null and undefined
// are told apart from it.
// @ts-expect-error: a source is needed
slim.init();
// @ts-expect-error: and null is none
slim.initSync(null);
