// The recipe for axios, as it stands in the documentation.
import { setTimeout } from 'node:timers/promises';
import axios from 'axios';
import { decode, PspError, planRetry } from 'psp-errors';

/** Lets an axios client send again what a retry mends, and reject with a `PspError`. */
export function retrying(client, api, policy) {
  client.interceptors.response.use(undefined, async (cause) => {
    const { config, response } = cause;
    if (!config || axios.isCancel(cause)) throw cause;
    const { method, url, headers } = config;
    config.sent = (config.sent ?? 0) + 1;
    config.begun ??= performance.now();
    // An ok status in here is that of an answer that was cut off: as good as none.
    const { status = 0, data: body, ...answer } = response?.status >= 300 ? response : {};
    const error = decode({ api, method, url, status, body, headers: answer.headers });
    const plan = planRetry(
      error,
      {
        number: config.sent,
        elapsedMs: performance.now() - config.begun,
        method,
        api,
        hasIdempotencyKey: headers.has('X-Idempotency-Key'),
      },
      policy,
    );
    if (!plan.retry) {
      throw new PspError(error, { cause, attempts: config.sent, gaveUp: plan.reason });
    }
    await setTimeout(plan.delayMs, undefined, { signal: config.signal });
    return client.request(config);
  });
  return client;
}
