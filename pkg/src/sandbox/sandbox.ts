import { type Cents, toCents } from '../requests/money.js';
import type { CashIn } from './cash-in.js';
import { type Clock, type ClockKind, DEFAULT_START } from './clock.js';
import { untilAborted } from './connection.js';
import { type Credentials, createCredentials } from './credentials.js';
import { exchange } from './exchange.js';
import type { FaultPlan, Faults } from './fault-plan.js';
import type { Account } from './ledger.js';
import { hmacSha256 } from './signature.js';
import { createState, type SandboxState } from './state.js';
import { createWebhook, type Webhook } from './webhook.js';
import { type Settings, World } from './world.js';

/**
 * How a sandbox starts, and what a reset brings back.
 *
 * @example
 * createSandbox({ seed: 42, balances: { transactional: 500 }, faults: { shares: { 'rate-limit': 0.1 } } });
 */
export interface SandboxOptions {
  /** Credentials, ids, tokens and luck follow from it: the same seed gives the same run. `'sandbox'` unless given. */
  readonly seed?: string | number;
  /** `virtual` (the default) stands still until `clock.advance`; `real` runs with the machine's clock. */
  readonly clock?: ClockKind;
  /** Where a virtual clock starts: milliseconds, an ISO 8601 text or a Date. 2026-01-05T12:00:00Z unless given. */
  readonly startAt?: number | string | Date;
  /** What the accounts hold at first, in reais: 10 000 transactional and 50 000 proprietary unless given. */
  readonly balances?: Readonly<Partial<Record<Account, number>>>;
  /** How long settlement takes, by the sandbox's clock; 10 000 unless given. */
  readonly settlementMs?: number;
  /** A cash-out above this many reais is a `RULE_VIOLATION`; 100 000 unless given. */
  readonly cashOutLimit?: number;
  /** Faults that strike by chance; see {@link Faults.plan}. */
  readonly faults?: FaultPlan;
}

/**
 * The headers with which a request to ConnectPSP is let in. A type, because an interface is no `HeadersInit`.
 *
 * @example
 * const headers: AuthorizationHeaders = await sandbox.signIn();
 */
export type AuthorizationHeaders = {
  readonly Authorization: string;
  readonly ApplicationToken: string;
  readonly DigitalSignature: string;
};

/** Both APIs in memory, and the hands that move what lies behind them. {@link createSandbox} makes one. */
export interface Sandbox {
  /**
   * Answers a request, as a WHATWG handler or in place of `fetch`. Needs no `this`; a relative URL is fine. Paths
   * under `/connxt/v2` are Connxt's, all others ConnectPSP's; the host does not matter.
   *
   * @throws TypeError (as a rejection) when a fault drops the connection, and the signal's reason when it is aborted
   *
   * @example
   * const response = await sandbox.fetch('https://api.homologacao.connectpsp.com/account/balance', {
   *   headers: await sandbox.signIn(),
   * });
   */
  fetch(this: void, input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** What a client signs in with. */
  readonly credentials: Credentials;
  /** What has happened so far. */
  readonly state: SandboxState;
  /** The sandbox's time. */
  readonly clock: Clock;
  /** What goes wrong. */
  readonly faults: Faults;
  /**
   * Begins anew: state, clock, queue of faults and plan are as `createSandbox` made them. A request still under way
   * ends in the old state; one that waits or hangs is dropped.
   *
   * @example
   * afterEach(() => sandbox.reset());
   */
  reset(): void;

  /**
   * A fresh token and all that ConnectPSP's signed requests need, without a request.
   *
   * @example
   * await sandbox.fetch('/cash-out', { method: 'POST', headers: await sandbox.signIn(), body });
   */
  signIn(): Promise<AuthorizationHeaders>;
  /**
   * The `DigitalSignature` for an access token.
   *
   * @example
   * createFetch({ api: 'connectpsp', fetch: sandbox.fetch, auth: { token, sign: (token) => sandbox.sign(token) } });
   */
  sign(accessToken: string): Promise<string>;
  /**
   * The payer pays a cash-in, given by any of its ids.
   *
   * @throws Error when there is no such cash-in, TypeError when it is not awaiting payment
   *
   * @example
   * sandbox.payCashIn(transactionId).status; // 'PAID', its endToEndId follows with the settlement
   */
  payCashIn(id: string): CashIn;
  /**
   * Calls a cash-in off.
   *
   * @throws Error when there is no such cash-in, TypeError when it is not awaiting payment
   *
   * @example
   * sandbox.cancelCashIn(transactionId).status; // 'CANCELLED'
   */
  cancelCashIn(id: string): CashIn;
  /**
   * Sets what an account holds, in reais; the difference is written into the ledger.
   *
   * @throws RangeError for what is no amount of money
   *
   * @example
   * sandbox.setBalance('transactional', 0); // the next cash-out meets INSUFFICIENT_FUNDS
   */
  setBalance(account: Account, amount: number): void;
  /**
   * Lets every access token issued so far expire now.
   *
   * @example
   * sandbox.expireTokens(); // the next request with an old token meets TOKEN_EXPIRED
   */
  expireTokens(): void;
  /**
   * The webhook that reports the present status of a transaction, given by any of its ids. Nothing is sent.
   *
   * @throws TypeError (as a rejection) for an unknown id, and while the status is one that is not reported
   *
   * @example
   * const { body, headers } = await sandbox.webhook(transactionId);
   */
  webhook(id: string): Promise<Webhook>;
}

/** Relative URLs are resolved against a name that RFC 2606 keeps from ever existing. */
const BASE_URL = 'https://psp.sandbox.example';

/**
 * Makes a sandbox: ConnectPSP and Connxt in memory.
 *
 * @throws RangeError or TypeError for options that make no sense
 *
 * @example
 * const sandbox = createSandbox({ seed: 42 });
 * const { clientId, clientSecret } = sandbox.credentials;
 * const response = await sandbox.fetch('/auth/token', {
 *   method: 'POST',
 *   body: JSON.stringify({ clientId, clientSecret }),
 * });
 * const { accessToken } = await response.json();
 */
export const createSandbox = (options: SandboxOptions = {}): Sandbox => {
  const settings = settle(options);
  let world = new World(settings);
  const now = (): number => world.clock.now();
  const { credentials } = settings;
  const sign = (accessToken: string): Promise<string> =>
    hmacSha256(credentials.cryptoToken, accessToken);

  return Object.freeze<Sandbox>({
    async fetch(input, init) {
      const request = toRequest(input, init);
      const signal = init?.signal ?? request.signal;
      signal.throwIfAborted();
      return untilAborted(exchange(request, world, signal), signal);
    },
    credentials,
    state: createState(() => world),
    clock: Object.freeze<Clock>({
      now,
      advance(ms) {
        world.clock.advance(ms);
        world.catchUp();
      },
    }),
    faults: Object.freeze<Faults>({
      next: (...faults) => world.faults.next(...faults),
      plan: (plan) => world.faults.plan(plan),
      get queued() {
        return world.faults.queued;
      },
      clear: () => world.faults.clear(),
    }),
    reset() {
      world.lifetime.end();
      world = new World(settings);
    },
    async signIn() {
      const { accessToken } = world.tokens.issue(credentials.clientId, now());
      return {
        Authorization: `Bearer ${accessToken}`,
        ApplicationToken: credentials.applicationToken,
        DigitalSignature: await sign(accessToken),
      };
    },
    sign,
    payCashIn: (id) => world.catchUp().cashIns.pay(id),
    cancelCashIn: (id) => world.catchUp().cashIns.cancel(id),
    setBalance(account, amount) {
      const { ledger } = world.catchUp();
      const difference = requireCents(amount, 'a balance') - ledger.balance(account);
      if (difference !== 0) ledger.post(now(), account, difference, 'SET_BALANCE', null);
    },
    expireTokens: () => world.tokens.expireAll(now()),
    webhook: (id) => createWebhook(world.catchUp(), id),
  });
};

const toRequest = (input: string | URL | Request, init: RequestInit | undefined): Request => {
  if (typeof input === 'string' || input instanceof URL)
    return new Request(new URL(input, BASE_URL), init);
  // Left as it is where nothing is added: a server's own kind of Request may not survive being copied.
  return init === undefined ? input : new Request(input, init);
};

const settle = (options: SandboxOptions): Settings => {
  const { seed = 'sandbox', clock = 'virtual', startAt, balances } = options;
  const { settlementMs = 10_000, cashOutLimit = 100_000, faults = null } = options;
  if (clock !== 'virtual' && clock !== 'real')
    throw new TypeError("clock must be 'virtual' or 'real'");
  if (clock === 'real' && startAt !== undefined)
    throw new TypeError('only a virtual clock can be told where to start');
  const start = startAt === undefined ? DEFAULT_START : new Date(startAt).getTime();
  if (Number.isNaN(start)) throw new RangeError('startAt is no time');
  if (!(settlementMs >= 0 && Number.isFinite(settlementMs)))
    throw new RangeError('settlementMs must not be negative');
  return {
    seed: String(seed),
    credentials: createCredentials(String(seed)),
    clock,
    startAt: start,
    balances: {
      transactional: requireCents(balances?.transactional ?? 10_000, 'a balance'),
      proprietary: requireCents(balances?.proprietary ?? 50_000, 'a balance'),
    },
    settlementMs,
    cashOutLimit: requireCents(cashOutLimit, 'cashOutLimit'),
    faults,
  };
};

const requireCents = (amount: number, what: string): Cents => {
  const cents = toCents(amount);
  if (cents === null)
    throw new RangeError(`${what} must be a number in reais with at most two decimals`);
  return cents;
};
