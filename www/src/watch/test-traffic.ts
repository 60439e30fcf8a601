// Payments over a bad network, one after the other, to give the chart something to show.
import { signal } from '@preact/signals';
import { createFetch, type PspFetch } from 'psp-errors';
import { createSandbox } from 'psp-errors/sandbox';
import { baseUrl } from '../play/client.js';
import { paymentWith } from '../play/faults.js';
import { record } from './traffic.js';

const everyMs = 300;

export const isSending = signal(false);
export const sent = signal(0);
export const paid = signal(0);

const bank = createSandbox({
  balances: { transactional: 10_000_000 },
  faults: {
    shares: {
      'execute-then-500': 0.1,
      'execute-then-drop': 0.08,
      'rate-limit': 0.08,
      'html-503': 0.08,
      'drop-before': 0.05,
    },
  },
});
let client: PspFetch | undefined;
let timer: ReturnType<typeof setInterval> | undefined;

export function start(): void {
  isSending.value = true;
  timer = setInterval(() => void send(), everyMs);
  void send();
}

export function stop(): void {
  isSending.value = false;
  clearInterval(timer);
}

async function send(): Promise<void> {
  sent.value += 1;
  const number = sent.value;
  client ??= await connect();
  const payment = {
    ...paymentWith(new Set(number % 9 === 0 ? ['key'] : [])),
    externalReference: `test-${number}`,
    // Above what the bank moves at a time.
    ...(number % 14 === 0 && { amount: 200_000 }),
    ...(number % 17 === 0 && { amount: -1 }),
  };
  if (number % 20 === 0) bank.expireTokens();
  // What it ends with is told by onError.
  await client(`${baseUrl}/cash-out`, { method: 'POST', body: JSON.stringify(payment) }).catch(
    () => {},
  );
  paid.value = bank.state.cashOuts.length;
}

async function connect(): Promise<PspFetch> {
  let token = await newToken();
  return createFetch({
    api: 'connectpsp',
    fetch: (url, init) => bank.fetch(url, init),
    auth: {
      token: () => token,
      refresh: async () => {
        token = await newToken();
        return token;
      },
      sign: (given) => bank.sign(given),
      applicationToken: bank.credentials.applicationToken,
    },
    retry: { attempts: 5, baseMs: 300, budget: false },
    onRetry: ({ error }) => record(error),
    onError: record,
  });
}

async function newToken(): Promise<string> {
  return (await bank.signIn()).Authorization.replace('Bearer ', '');
}
