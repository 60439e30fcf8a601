// The recipe for undici, as it stands in the documentation.
import { setTimeout } from 'node:timers/promises';
import { decode, PspError, planRetry } from 'psp-errors';
import { request } from 'undici';

/** The JSON of an answer; what a retry mends is sent again. `headers` is a plain object. */
export async function send(url, { api, policy, ...options }) {
  const { method = 'GET', headers = {}, signal } = options;
  const hasIdempotencyKey = 'X-Idempotency-Key' in headers;
  const begun = performance.now();
  for (let number = 1; ; number++) {
    let error;
    let cause;
    try {
      const response = await request(url, options);
      if (response.statusCode < 300) return await response.body.json();
      const { statusCode: status, headers } = response;
      error = decode({ api, method, url, status, headers, body: await response.body.text() });
    } catch (caught) {
      signal?.throwIfAborted();
      cause = caught; // no answer, or not a whole one
      error = decode({ api, method, url, status: 0 });
    }
    const elapsedMs = performance.now() - begun;
    const plan = planRetry(error, { number, elapsedMs, method, api, hasIdempotencyKey }, policy);
    if (!plan.retry) throw new PspError(error, { cause, attempts: number, gaveUp: plan.reason });
    await setTimeout(plan.delayMs, undefined, { signal });
  }
}
