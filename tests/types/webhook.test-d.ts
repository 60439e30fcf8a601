import { verifyWebhook } from 'psp-errors/webhook';
import type { Equal, Expect } from './expect.js';

export type Made = Expect<Equal<ReturnType<typeof verifyWebhook>, Promise<boolean>>>;

// The body in each form in which a server has it raw.
declare const request: Request;
verifyWebhook(await request.arrayBuffer(), null, 'key');
verifyWebhook(await request.text(), undefined, 'key');
verifyWebhook(new Uint8Array(2), 'f0', 'key');

// The header as WHATWG and as Node have it.
verifyWebhook('{}', request.headers.get('X-Connect-Signature'), 'key');
declare const headers: Record<string, string | string[] | undefined>;
verifyWebhook('{}', headers['x-connect-signature'], 'key');

// What it does not take.
// @ts-expect-error: a body that was parsed
verifyWebhook(await request.json().then((body: object) => body), null, 'key');
// @ts-expect-error: the CryptoToken may be missing from the environment
verifyWebhook('{}', null, undefined);
// @ts-expect-error: nothing to verify
verifyWebhook('{}', null);
