// The code to paste for a verdict. Every variant of every code is compiled by tests/e2e/copy.test.mjs.
import type { Api, KnownCode, Remedy } from 'psp-errors';

export const clients = ['fetch', 'axios', 'node'] as const;
export type Client = (typeof clients)[number];

/** What the code depends on. */
export interface Case {
  readonly api: Api | 'unknown';
  readonly code: string;
  readonly known: boolean;
  readonly remedy: Remedy;
}

/** What is installed for a client. */
export const packages: Readonly<Record<Client, string>> = {
  fetch: 'psp-errors',
  axios: 'psp-errors axios',
  node: 'psp-errors',
};

interface Plan {
  /** What to do, in a comment. */
  readonly note: string;
  /** The statement that does it; `error` is at hand. */
  readonly act: string;
  /** The functions that the statement needs, for the reader to fill in. */
  readonly needs: readonly Helper[];
}

type Helper = 'alertOperator' | 'findExisting' | 'payLater' | 'UserError';

const userError: Plan = {
  note: 'The person in front of the app can put it right.',
  act: 'throw new UserError(error.userMessage, error.fields);',
  needs: ['UserError'],
};

const alert = (note: string): Plan => ({
  note,
  act: 'return alertOperator(error);',
  needs: ['alertOperator'],
});

const later = (note: string): Plan => ({
  note,
  act: 'return payLater(error);',
  needs: ['payLater'],
});

const plans: Readonly<Record<Remedy, Plan>> = {
  resend: later(
    "Comes here when the retries are used up. An outcome of 'unknown' may have been executed.",
  ),
  'wait-for-settlement': later('Not yet: the payment has to settle first.'),
  'refresh-token': alert('Comes here when a fresh token was refused as well.'),
  're-sign': alert('Comes here when a fresh signature was refused as well.'),
  'replace-credentials': alert(
    'No refresh helps: somebody has to put the right credentials in place.',
  ),
  'request-access': alert('The token lacks a permission that somebody has to grant.'),
  'fix-fields': userError,
  'fix-pix-key': userError,
  'check-id': { note: 'There is nothing under this id.', act: 'return null;', needs: [] },
  'use-existing': {
    note: 'It exists already: use that one, and make no second.',
    act: 'return findExisting();',
    needs: ['findExisting'],
  },
  'already-done': { note: 'It was done before.', act: 'return null;', needs: [] },
  'wait-for-payment': userError,
  'create-new': userError,
  'add-funds': alert('Somebody has to add funds; a repeat would be refused again.'),
  'use-current-balance': {
    note: 'Ask again without the date.',
    act: 'return null;',
    needs: [],
  },
  'follow-redirect': alert('The server sends elsewhere.'),
  'fix-integration': alert('The code that makes the request has to change.'),
  'contact-support': alert('Nobody but the provider can solve this.'),
};

const helpers: Readonly<Record<Helper, string>> = {
  alertOperator: `async function alertOperator(error: PspError): Promise<null> {
  console.error(error.message); // masked: safe to log
  return null;
}`,
  payLater: `async function payLater(error: PspError): Promise<null> {
  console.warn(\`\${error.code}, outcome \${error.outcome}: look again in \${error.retryAfterMs ?? 30_000} ms\`);
  return null;
}`,
  findExisting: `async function findExisting(): Promise<null> {
  return null; // GET it by the reference that you sent
}`,
  UserError: `class UserError extends Error {
  constructor(message: string, readonly fields: PspError['fields']) {
    super(message);
  }
}`,
};

const fallback = { connxt: 'https://api.example.com', connectpsp: 'https://api.connectpsp.com' };

/** TypeScript that handles the verdict. */
export function handlerFor(verdict: Case, client: Client): string {
  const plan = plans[verdict.remedy];
  const api = verdict.api === 'unknown' ? 'connectpsp' : verdict.api;
  const made = { fetch: withFetch, axios: withAxios, node: onServer }[client]({
    api,
    key: keyOf(verdict),
    plan,
    known: verdict.known,
    remedy: verdict.remedy,
  });
  return `${made}\n`;
}

interface Parts {
  readonly api: Api;
  /** Under which the handler stands: the code, or its remedy where it is in no documentation. */
  readonly key: string;
  readonly plan: Plan;
  readonly known: boolean;
  readonly remedy: Remedy;
}

/** A code that nobody documents came with a paste, and is kept out of code that is to be run. */
function keyOf({ code, known, remedy }: Case): string {
  const name = known ? (code as KnownCode) : remedy;
  return /^[A-Z_]+$/i.test(name) ? name : `'${name}'`;
}

function withFetch({ api, key, plan, remedy }: Parts): string {
  return join(
    `import { createFetch, handle${typeImport(plan, true)} } from 'psp-errors';`,
    needsToken(remedy) &&
      `const session = { token: '' };

async function signIn(): Promise<string> {
  const response = await fetch('/my-backend/token', { method: 'POST' });
  session.token = await response.text();
  return session.token;
}`,
    `const ${api} = createFetch(${options(api, needsToken(remedy) && browserAuth)});`,
    `export function send(url: string, init: RequestInit) {
  return handle(${api}(url, init), {
    // ${plan.note}
    ${key}: ${arrow(plan)},
  });
}`,
    ...plan.needs.map((name) => helpers[name]),
  );
}

const browserAuth = `{
    token: () => session.token,
    refresh: () => signIn(),
  }`;

function withAxios({ api, key, plan, known, remedy }: Parts): string {
  const isRetried = remedy === 'resend' || remedy === 'wait-for-settlement';
  const name = key.startsWith("'") ? key : `'${key}'`;
  const condition = `error.${known ? 'code' : 'remedy'} === ${name}`;
  return join(
    `import axios, { type AxiosRequestConfig, isAxiosError } from 'axios';
import { decode, ${isRetried ? 'planRetry, ' : ''}PspError } from 'psp-errors';`,
    `export async function send<T>(config: AxiosRequestConfig${isRetried ? ', attempt = 1' : ''}): Promise<T | null> {
  try {
    const response = await axios.request<T>(config);
    return response.data;
  } catch (caught) {
    if (!isAxiosError(caught)) throw caught;
    const { response } = caught;
    const error = new PspError(
      decode({
        api: '${api}',
        status: response?.status ?? 0,
        body: response?.data,
        headers: { 'retry-after': response?.headers['retry-after'] },
        method: config.method,
        url: config.url,
      }),
      { cause: caught },
    );${isRetried ? retryInAxios(api) : ''}
    // ${plan.note}
    if (${condition}) ${plan.act}
    throw error;
  }
}`,
    ...plan.needs.map((helper) => helpers[helper]),
  );
}

function retryInAxios(api: Api): string {
  const key =
    api === 'connectpsp' ? "config.headers?.['X-Idempotency-Key'] !== undefined" : 'false';
  return `
    const plan = planRetry(error, {
      number: attempt,
      method: config.method,
      api: '${api}',
      hasIdempotencyKey: ${key},
    });
    if (plan.retry) {
      await new Promise((resolve) => setTimeout(resolve, plan.delayMs));
      return send(config, attempt + 1);
    }`;
}

function onServer({ api, key, plan }: Parts): string {
  const isConnxt = api === 'connxt';
  return join(
    `import { createFetch, ${isConnxt ? '' : 'digitalSignature, '}handle${typeImport(plan, true)} } from 'psp-errors';`,
    isConnxt ? "const { CONNXT_SECRET_TOKEN = '' } = process.env;" : connectpspSecrets,
    isConnxt
      ? ''
      : `const host = '${fallback.connectpsp}';
let accessToken = '';

async function signIn(): Promise<string> {
  const signedIn = await handle<{ accessToken: string }>(
    fetch(\`\${host}/auth/token\`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }),
    }),
  );
  accessToken = signedIn.accessToken;
  return accessToken;
}`,
    `const ${api} = createFetch(${options(api, isConnxt ? connxtAuth : serverAuth)});`,
    `export function send(path: string, payload: object) {
  const request = ${api}(\`${isConnxt ? `${fallback.connxt}` : '$' + '{host}'}\${path}\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return handle(request, {
    // ${plan.note}
    ${key}: ${arrow(plan)},
  });
}`,
    ...plan.needs.map((name) => helpers[name]),
  );
}

const connectpspSecrets = `const {
  CLIENT_ID = '',
  CLIENT_SECRET = '',
  CRYPTO_TOKEN = '',
  APPLICATION_TOKEN = '',
} = process.env;`;
const connxtAuth = '{ token: () => CONNXT_SECRET_TOKEN }';
const serverAuth = `{
    token: () => accessToken || signIn(),
    refresh: () => signIn(),
    sign: (token) => digitalSignature(token, CRYPTO_TOKEN),
    applicationToken: APPLICATION_TOKEN,
  }`;

function options(api: Api, auth: string | false): string {
  return auth === false ? `{ api: '${api}' }` : `{\n  api: '${api}',\n  auth: ${auth},\n}`;
}

function needsToken(remedy: Remedy): boolean {
  return remedy === 'refresh-token' || remedy === 're-sign';
}

/** Only what is used is imported, for compilers that insist. */
function typeImport({ needs }: Plan, hasOthers: boolean): string {
  const isUsed = needs.some((name) => name !== 'findExisting');
  return isUsed ? `${hasOthers ? ', ' : ''}type PspError` : '';
}

function arrow({ act }: Plan): string {
  const parameter = act.includes('error') ? 'error' : '';
  const returned = /^return (.*);$/.exec(act)?.[1];
  return returned === undefined
    ? `(${parameter}) => {\n      ${act}\n    }`
    : `(${parameter}) => ${returned}`;
}

function join(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join('\n\n');
}
