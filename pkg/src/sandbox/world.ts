import type { Cents } from '../requests/money.js';
import type { Api } from './api.js';
import type { Bank } from './bank.js';
import { CashIns } from './cash-in.js';
import { CashOuts } from './cash-out.js';
import { type Clock, type ClockKind, createClock } from './clock.js';
import { Lifetime } from './connection.js';
import { createConnectPsp } from './connectpsp.js';
import { createConnxt } from './connxt.js';
import type { Credentials } from './credentials.js';
import type { Exchange } from './exchange.js';
import { type FaultPlan, FaultSource } from './fault-plan.js';
import { IdempotencyKeys } from './idempotency.js';
import { type Account, Ledger } from './ledger.js';
import { Psps } from './psps.js';
import { createRandom, type Random } from './random.js';
import { RequestLog } from './request-log.js';
import { Schedule } from './schedule.js';
import { AccessTokens } from './tokens.js';

/** The options of a sandbox, all of them decided. */
export interface Settings {
  readonly seed: string;
  readonly credentials: Credentials;
  readonly clock: ClockKind;
  readonly startAt: number;
  readonly balances: Readonly<Record<Account, Cents>>;
  readonly settlementMs: number;
  readonly cashOutLimit: Cents;
  readonly faults: FaultPlan | null;
}

/**
 * Everything that a sandbox remembers. `reset()` makes a new one instead of clearing the old one, so that a request
 * still under way ends in the world in which it began and leaves no trace in the next.
 */
export class World {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly tokens: AccessTokens;
  readonly cashIns: CashIns;
  readonly cashOuts: CashOuts;
  readonly psps: Psps;
  readonly eventIds: Random;
  readonly idempotency = new IdempotencyKeys();
  readonly requests = new RequestLog();
  readonly faults: FaultSource;
  readonly bank: Bank;
  /** What still waits in this world ends with it. */
  readonly lifetime = new Lifetime();
  readonly #schedule = new Schedule();
  readonly #routes: Readonly<Record<Api, Route>>;

  constructor(settings: Settings) {
    const { seed, settlementMs, cashOutLimit } = settings;
    this.credentials = settings.credentials;
    this.clock = createClock(settings.clock, settings.startAt);
    this.ledger = new Ledger(settings.balances);
    this.faults = new FaultSource(seed, settings.faults);
    // A generator each: how often a client signs in must not change the ids of its transactions.
    this.tokens = new AccessTokens(createRandom(seed, 'tokens'));
    this.eventIds = createRandom(seed, 'events');
    this.psps = new Psps(createRandom(seed, 'psps'), this.clock);
    this.bank = {
      clock: this.clock,
      ledger: this.ledger,
      schedule: this.#schedule,
      random: createRandom(seed, 'transactions'),
      settlementMs,
      cashOutLimit,
    };
    this.cashIns = new CashIns(this.bank);
    this.cashOuts = new CashOuts(this.bank);
    this.#routes = { connectpsp: createConnectPsp(this), connxt: createConnxt(this) };
  }

  /** Lets happen what has fallen due; whoever is about to look calls it first. */
  catchUp(): this {
    this.#schedule.runDue(this.clock.now());
    return this;
  }

  async route(api: Api, request: Request, exchange: Exchange): Promise<Response> {
    return this.catchUp().#routes[api](request, exchange);
  }
}

export type Route = (request: Request, exchange: Exchange) => Response | Promise<Response>;
