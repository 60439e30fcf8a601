// What the sandbox's tests share. The built package is imported here and nowhere else.
import assert from 'node:assert/strict';
import { cashInBody, cashOutBody } from './bodies.mjs';

export { createSandbox, FAULT_NAMES } from 'psp-errors/sandbox';
export { serveSandbox } from 'psp-errors/sandbox/serve';
export { Ledger, Schedule, Transactions } from './internals.mjs';
export { cashInBody, cashOutBody };

export const key = () => crypto.randomUUID();

/** Sends JSON, or a string as it is, with fresh credentials unless `headers` hold others. */
export const send = async (sandbox, method, path, body, headers = {}, options = {}) => {
  const { base = '', fetch = sandbox.fetch, signal } = options;
  return fetch(base + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...(await sandbox.signIn()), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
};

export const post = (sandbox, path, body, headers, options) =>
  send(sandbox, 'POST', path, body, headers, options);
export const get = (sandbox, path, headers, options) =>
  send(sandbox, 'GET', path, undefined, headers, options);

export const pay = (sandbox, overrides, headers, options) =>
  post(sandbox, '/cash-out', cashOutBody(overrides), headers, options);

/** The transactionId of a new cash-in. */
export const newCashIn = async (sandbox, overrides) =>
  (await (await post(sandbox, '/cash-in', cashInBody(overrides))).json()).transactionId;

/** The body of an error answer that must carry the given code. */
export const problem = async (response, code) => {
  const body = await response.json();
  assert.equal(body.code, code, JSON.stringify(body));
  return body;
};

export const debits = (sandbox) =>
  sandbox.state.ledger.filter(({ reason }) => reason === 'CASH_OUT').length;

export const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for what must come about, however busy the machine is. */
export const until = async (condition) => {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `in vain: ${condition}`);
    await delay(5);
  }
};

/** A request that its client gives up once the sandbox has seen it; rejects as the client sees it. */
export const abandon = async (sandbox, request) => {
  const { length } = sandbox.state.requests;
  const controller = new AbortController();
  const answer = request(controller.signal);
  const rejected = assert.rejects(answer, { name: 'AbortError' });
  await until(() => sandbox.state.requests.length > length);
  controller.abort();
  await rejected;
};
