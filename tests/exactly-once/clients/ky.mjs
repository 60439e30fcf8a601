import { randomUUID } from 'node:crypto';
import ky from 'ky';
import { ATTEMPTS, authorization, BASE_MS, CAP_MS, signIn, TIMEOUT_MS } from './common.mjs';

const make =
  ({ withKey = true, checksAnswers = false }) =>
  async (bank) => {
    const { url, credentials } = bank;
    let token = await signIn(bank);

    const authorize = (headers) => {
      for (const [name, value] of Object.entries(authorization(token, credentials))) {
        headers.set(name, value);
      }
      return headers;
    };
    /** As in ky's readme, but for every try and not for the first one alone. */
    const renewToken = async ({ request, response }) => {
      if (response.status !== 401) return undefined;
      token = await signIn(bank);
      const headers = authorize(new Headers(request.headers));
      return ky.retry({ request: new Request(request, { headers }), code: 'TOKEN_REFRESHED' });
    };
    /** ky reads the body of an ok answer only after its retries are over, unless a hook does. */
    const checkAnswer = async ({ response }) => {
      if (!response.ok) return undefined;
      try {
        await response.json();
        return undefined;
      } catch {
        return ky.retry({ code: 'UNREADABLE' });
      }
    };

    const api = ky.create({
      timeout: TIMEOUT_MS,
      retry: {
        limit: ATTEMPTS - 1,
        methods: ['post'],
        statusCodes: [408, 413, 429, 500, 502, 503, 504],
        delay: (attempt) => BASE_MS * 2 ** (attempt - 1),
        backoffLimit: CAP_MS,
        jitter: true,
        retryOnTimeout: true,
      },
      hooks: {
        beforeRequest: [({ request }) => void authorize(request.headers)],
        afterResponse: checksAnswers ? [renewToken, checkAnswer] : [renewToken],
      },
    });
    return (payment) =>
      api
        .post(`${url}/cash-out`, {
          json: payment,
          headers: withKey ? { 'X-Idempotency-Key': randomUUID() } : {},
        })
        .json();
  };

export const kyClients = [
  {
    id: 'ky-key-per-call',
    label: 'ky, 8 tries, key per call',
    note: 'retry.methods with post, retryOnTimeout; 401 renewed in afterResponse as in its readme. An ok answer cut in the middle fails in json(), after the retries.',
    make: make({}),
  },
  {
    id: 'ky-checked',
    label: 'ky, 8 tries, key per call, answers checked',
    note: 'The same, and a hook of our own that reads each ok answer and has it retried if it cannot be read.',
    make: make({ checksAnswers: true }),
  },
  {
    id: 'ky-no-key',
    label: 'ky, 8 tries, no key',
    note: 'The first of these without a key: the bank refuses the repeat, which is a 409 to the caller.',
    make: make({ withKey: false }),
  },
];
