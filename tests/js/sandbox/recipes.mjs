// How to provoke each of the 25 documented codes with a real request. Runs wherever the sandbox runs.
import { cashInBody, cashOutBody } from './bodies.mjs';

const newCashIn = async (sandbox) => {
  const headers = { ...(await sandbox.signIn()) };
  const response = await sandbox.fetch('/cash-in', {
    method: 'POST',
    headers,
    body: JSON.stringify(cashInBody()),
  });
  return (await response.json()).transactionId;
};

/** A refund of a cash-in that `prepare` has brought into some state. */
const refundOf = (prepare) => ({
  method: 'POST',
  arrange: async (sandbox) => {
    const id = await newCashIn(sandbox);
    await prepare(sandbox, id);
    return id;
  },
  path: (id) => `/cash-in/${id}/refund`,
  body: () => ({ reason: 'CUSTOMER_REQUEST' }),
});

const cashOut = (overrides, destination) => ({
  method: 'POST',
  path: () => '/cash-out',
  body: () => cashOutBody(overrides, destination),
});

const rebalance = (targetAmount, arrange) => ({
  method: 'POST',
  arrange,
  path: () => '/account/rebalance',
  body: () => ({ targetAmount }),
});

const settle = (sandbox) => sandbox.clock.advance(10_000);

const connxt = (
  method,
  path,
  body,
  headers = ({ secretToken }) => ({ 'X-SECRET-TOKEN': secretToken }),
) => ({
  method,
  path: () => `/connxt/v2${path}`,
  headers,
  body: () => body,
});

const psp = {
  name: 'My bank',
  flowActionId: 'action-sandbox-bank',
  credential: { clientId: 'shop-1', clientSecret: 'not-a-secret' },
};

/**
 * By code: `arrange` brings the sandbox into the state and may return an id; `path`, `body` and `headers` make the
 * request. `status` is the documented one.
 */
export const RECIPES = {
  INVALID_CREDENTIALS: {
    status: 401,
    method: 'POST',
    path: () => '/auth/token',
    body: ({ clientId }) => ({ clientId, clientSecret: 'wrong' }),
  },
  TOKEN_EXPIRED: {
    status: 401,
    method: 'GET',
    path: () => '/account/balance',
    arrange: (sandbox) => sandbox.clock.advance(3_600_000),
  },
  INVALID_APPLICATION_TOKEN: {
    status: 401,
    method: 'GET',
    path: () => '/account/balance',
    headers: () => ({ ApplicationToken: '00000000-0000-4000-8000-000000000000' }),
  },
  INVALID_SIGNATURE: {
    status: 422,
    ...cashOut(),
    headers: () => ({ DigitalSignature: 'f'.repeat(64) }),
  },
  CASH_IN_NOT_PAID: { status: 422, ...refundOf(() => {}) },
  CASH_IN_ALREADY_REFUNDED: {
    status: 422,
    ...refundOf(async (sandbox, id) => {
      sandbox.payCashIn(id);
      settle(sandbox);
      const headers = { ...(await sandbox.signIn()) };
      const body = JSON.stringify({ reason: 'CUSTOMER_REQUEST' });
      await sandbox.fetch(`/cash-in/${id}/refund`, { method: 'POST', headers, body });
    }),
  },
  CASH_IN_EXPIRED: {
    status: 422,
    refresh: true,
    ...refundOf((sandbox) => sandbox.clock.advance(1_440 * 60_000)),
  },
  CASH_IN_CANCELLED: { status: 422, ...refundOf((sandbox, id) => sandbox.cancelCashIn(id)) },
  MISSING_END_TO_END_ID: { status: 422, ...refundOf((sandbox, id) => sandbox.payCashIn(id)) },
  INSUFFICIENT_FUNDS: { status: 422, ...cashOut({ amount: 10_000.01 }) },
  PIX_KEY_NOT_FOUND: { status: 422, ...cashOut({}, { pixKey: 'nowhere@sandbox.example' }) },
  DUPLICATED_EXTERNAL_REFERENCE: {
    status: 409,
    ...cashOut(),
    arrange: async (sandbox) => {
      const headers = { ...(await sandbox.signIn()) };
      await sandbox.fetch('/cash-out', {
        method: 'POST',
        headers,
        body: JSON.stringify(cashOutBody()),
      });
    },
  },
  RULE_VIOLATION: { status: 422, ...cashOut({ amount: 100_000.01 }) },
  INSUFFICIENT_PROPRIETARY_FUNDS: { status: 422, ...rebalance(60_000.01) },
  INSUFFICIENT_TRANSACTIONAL_FUNDS: {
    status: 422,
    ...rebalance(10, async (sandbox) => {
      sandbox.setBalance('transactional', 0);
      sandbox.payCashIn(await newCashIn(sandbox));
    }),
  },
  RETROACTIVE_BALANCE_NOT_IMPLEMENTED: {
    status: 422,
    method: 'GET',
    path: () => '/account/balance?date=2020-01-31',
  },
  INVALID_AMOUNT: { status: 422, ...rebalance(0) },
  NOT_FOUND: {
    status: 404,
    method: 'GET',
    path: () => '/cash-out/00000000-0000-4000-8000-000000000000',
  },
  VALIDATION_ERROR: { status: 400, ...cashOut({ externalReference: undefined }) },
  1000: {
    status: 500,
    ...connxt('POST', '/psps', {
      name: 'My bank',
      flowActionId: 'action-unreachable-bank',
      credential: { apiKey: 'key-12345678' },
    }),
  },
  4001: { status: 400, ...connxt('POST', '/psps', { ...psp, credential: { clientId: 'shop-1' } }) },
  4002: {
    status: 401,
    ...connxt('GET', '/flows', undefined, () => ({ 'X-SECRET-TOKEN': 'wrong' })),
  },
  4003: {
    status: 403,
    ...connxt('POST', '/psps', psp, ({ readOnlySecretToken }) => ({
      'X-SECRET-TOKEN': readOnlySecretToken,
    })),
  },
  4004: { status: 404, ...connxt('GET', '/psps/00000000-0000-4000-8000-000000000000') },
  4005: {
    status: 409,
    ...connxt('POST', '/psps', psp),
    arrange: (sandbox) =>
      sandbox.fetch('/connxt/v2/psps', {
        method: 'POST',
        headers: { 'X-SECRET-TOKEN': sandbox.credentials.secretToken },
        body: JSON.stringify(psp),
      }),
  },
};

/** Provokes a code and gives the answer. `fetch` and `base` send the last request elsewhere, over a real server say. */
export const provoke = async (sandbox, code, { fetch = sandbox.fetch, base = '' } = {}) => {
  const { method, arrange, path, headers, body, refresh } = RECIPES[code];
  let authorization = await sandbox.signIn();
  const id = await arrange?.(sandbox);
  // Where time has passed for another reason, the token must not be what is refused.
  if (refresh) authorization = await sandbox.signIn();
  const content = body?.(sandbox.credentials);
  return fetch(base + path(id), {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...authorization,
      ...headers?.(sandbox.credentials),
    },
    ...(content !== undefined && { body: JSON.stringify(content) }),
  });
};
