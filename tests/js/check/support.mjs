// What the tests of the checks share: what the sandbox says of the same body.
import { createFetch, decode } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';

const sandbox = createSandbox({ cashOutLimit: 10_000_000_000 });
const headers = await sandbox.signIn();
const base = 'https://sandbox.test';

/** Answers of a sandbox that has all the money there is and has seen nothing yet. */
export async function ask(path, body) {
  sandbox.reset();
  sandbox.setBalance('transactional', 10_000_000_000);
  sandbox.setBalance('proprietary', 10_000_000_000);
  const init = { method: 'POST', headers: { ...headers, ...(await sandbox.signIn()) } };
  return sandbox.fetch(`${base}${path}`, { ...init, body: JSON.stringify(body) ?? '' });
}

/** What a client would catch, or null. */
export async function refusedWith(path, body) {
  const response = await ask(path, body);
  if (response.ok) return null;
  const { status } = response;
  return decode({ status, body: await response.text(), api: 'connectpsp', method: 'POST' });
}

/** A refund of a cash-in that can be refunded. */
export async function refundRefusedWith(body) {
  sandbox.reset();
  const signed = { method: 'POST', headers: await sandbox.signIn() };
  const cashIn = {
    ...{ amount: 10, externalReference: 'order-1' },
    payer: { name: 'Bruno Lima', document: '12345678909' },
  };
  const created = await sandbox.fetch('/cash-in', { ...signed, body: JSON.stringify(cashIn) });
  const { transactionId } = await created.json();
  sandbox.payCashIn(transactionId);
  sandbox.clock.advance(60_000);
  const response = await sandbox.fetch(`/cash-in/${transactionId}/refund`, {
    ...signed,
    body: JSON.stringify(body) ?? '',
  });
  if (response.ok) return null;
  return decode({ status: response.status, body: await response.text(), api: 'connectpsp' });
}

/** Whether Connxt connects a PSP with this credential, and the decoded error if not. */
export async function credentialRefusedWith(flowActionId, credential) {
  sandbox.reset();
  const response = await sandbox.fetch('/connxt/v2/psps', {
    method: 'POST',
    headers: { 'X-SECRET-TOKEN': sandbox.credentials.secretToken },
    body: JSON.stringify({ name: 'My bank', flowActionId, credential }),
  });
  if (response.ok) return null;
  return decode({ status: response.status, body: await response.text(), api: 'connxt' });
}

/** The schemas, as Connxt gives them. */
export async function schemaOf(flowId, flowActionId) {
  const response = await sandbox.fetch(`/connxt/v2/flows/${flowId}/actions`, {
    headers: { 'X-SECRET-TOKEN': sandbox.credentials.secretToken },
  });
  const { data } = await response.json();
  return data.find((action) => action.flowActionId === flowActionId).credentialSchema;
}

export const client = createFetch({ api: 'connectpsp', fetch: sandbox.fetch, retry: false });
export const signIn = () => sandbox.signIn();
