import { randomUUID } from 'node:crypto';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import { ATTEMPTS, authorization, BASE_MS, signIn, TIMEOUT_MS } from './common.mjs';

const isWorthIt = (error) =>
  axiosRetry.isNetworkOrIdempotentRequestError(error) ||
  error.response?.status === 429 ||
  error.response?.status >= 500;
const isUnreadable = ({ response, cause, name }) =>
  response?.status < 300 && (cause instanceof SyntaxError || name === 'SyntaxError');

const make =
  ({ withKey = true, isCareful = false }) =>
  async (bank) => {
    const { url, credentials } = bank;
    let token = await signIn(bank);
    let renewing;

    const api = axios.create({
      baseURL: url,
      timeout: TIMEOUT_MS,
      // What the machine says about proxies is no concern of this run.
      proxy: false,
      ...(isCareful && {
        responseType: 'json',
        transitional: { silentJSONParsing: false, clarifyTimeoutError: true },
      }),
    });
    api.interceptors.request.use((config) => {
      config.headers.set(authorization(token, credentials));
      return config;
    });
    // The widespread way: one renewal for all who wait, one more try, marked in the config.
    api.interceptors.response.use(null, async (error) => {
      const { config, response } = error;
      if (response?.status !== 401 || config.isRepeated) throw error;
      config.isRepeated = true;
      renewing ??= signIn(bank).finally(() => {
        renewing = undefined;
      });
      token = await renewing;
      return api(config);
    });
    axiosRetry(api, {
      retries: ATTEMPTS - 1,
      retryCondition: (error) => isWorthIt(error) || (isCareful && isUnreadable(error)),
      retryDelay: (count, error) => axiosRetry.exponentialDelay(count, error, BASE_MS / 2),
      shouldResetTimeout: true,
    });
    return async (payment) => {
      const headers = withKey ? { 'X-Idempotency-Key': randomUUID() } : {};
      return (await api.post('/cash-out', payment, { headers })).data;
    };
  };

export const axiosClients = [
  {
    id: 'axios-key-per-call',
    label: 'axios + axios-retry, 8 tries, key per call',
    note: 'retryCondition: isNetworkOrIdempotentRequestError, or 429, or 5xx; shouldResetTimeout. That condition leaves timeouts out, and axios gives JSON which it cannot read back as text.',
    make: make({}),
  },
  {
    id: 'axios-careful',
    label: 'axios + axios-retry, 8 tries, key per call, careful',
    note: 'The same with clarifyTimeoutError, so that timeouts are retried, and silentJSONParsing off, with unreadable answers retried.',
    make: make({ isCareful: true }),
  },
  {
    id: 'axios-no-key',
    label: 'axios + axios-retry, 8 tries, no key, careful',
    note: 'The second of these without a key: the bank refuses the repeat, which is a 409 to the caller.',
    make: make({ withKey: false, isCareful: true }),
  },
];
