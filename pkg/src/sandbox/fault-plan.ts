import { BoundedMap } from './bounded-map.js';
import {
  FAULT_NAMES,
  type Fault,
  type FaultMatch,
  type FaultName,
  type FaultTarget,
  faultMatches,
  isFaultName,
  type ResolvedFault,
  resolveFault,
} from './faults.js';
import { createRandom } from './random.js';

/**
 * Faults that strike by chance, the same ones in every run with the same seed.
 *
 * @example
 * const plan: FaultPlan = { seed: 7, shares: { 'execute-then-500': 0.1, 'drop-before': 0.05 } };
 */
export interface FaultPlan {
  /** The sandbox's seed unless given. */
  readonly seed?: string | number;
  /** Of all requests the share, from 0 to 1, that each fault hits; together at most 1. */
  readonly shares: Readonly<Partial<Record<FaultName, number>>>;
  /** Which requests the plan is for; all but `POST /auth/token` unless given. */
  readonly match?: FaultMatch;
}

/**
 * Where faults come from: first the request's own `X-Sandbox-Fault` header, then the queue, then the plan.
 *
 * @example
 * sandbox.faults.next('execute-then-500', { status: 503, retryAfter: 2, match: { path: '/cash-out' } });
 * sandbox.faults.plan({ seed: 7, shares: { 'execute-then-drop': 0.1, 'rate-limit': 0.05 } });
 */
export interface Faults {
  /**
   * Queues faults; each is used once, by the first request that it matches.
   *
   * @throws TypeError or RangeError when a fault contradicts itself
   */
  next(...faults: readonly Fault[]): void;
  // Apart from the above, so that a function in `match` gets its parameter's type: strings have a `match` as well.
  next(...faults: readonly (Fault | FaultName)[]): void;
  /**
   * Sets the plan, or ends it with null. Luck depends on the plan's seed, on what the request is (method, path and
   * `externalReference`) and on how often it has been tried, and not on the order of arrival: clients that are
   * compared under one seed meet the same faults, however they interleave their requests.
   *
   * @throws RangeError for shares that are no shares, TypeError for an unknown fault
   */
  plan(plan: FaultPlan | null): void;
  /** How many queued faults have not been used yet. */
  readonly queued: number;
  /** Empties the queue and ends the plan. */
  clear(): void;
}

const KEPT_SUBJECTS = 10_000;

const isNoSignIn = (target: FaultTarget): boolean => target.path !== '/auth/token';

/** The queue and the plan. */
export class FaultSource implements Faults {
  readonly #defaultSeed: string;
  #queue: ResolvedFault[] = [];
  #plan: FaultPlan | null = null;
  #attempts = new BoundedMap<string, number>(KEPT_SUBJECTS);

  constructor(defaultSeed: string, plan: FaultPlan | null) {
    this.#defaultSeed = defaultSeed;
    this.plan(plan);
  }

  next(...faults: readonly (Fault | FaultName)[]): void {
    this.#queue.push(...faults.map(resolveFault));
  }

  plan(plan: FaultPlan | null): void {
    if (plan !== null) checkShares(plan.shares);
    this.#plan = plan === null ? null : { ...plan, shares: { ...plan.shares } };
    this.#attempts = new BoundedMap(KEPT_SUBJECTS);
  }

  get queued(): number {
    return this.#queue.length;
  }

  clear(): void {
    this.#queue = [];
    this.plan(null);
  }

  /** The fault for a request, if any is due. A queued one is used up by it. */
  take(target: FaultTarget): ResolvedFault | null {
    const position = this.#queue.findIndex(({ match }) => faultMatches(match, target));
    const [queued] = position < 0 ? [] : this.#queue.splice(position, 1);
    // The plan counts the attempt in any case, so that a queued fault does not shift everybody's luck.
    const planned = this.#draw(target);
    return queued ?? planned;
  }

  #draw(target: FaultTarget): ResolvedFault | null {
    if (this.#plan === null || !faultMatches(this.#plan.match ?? isNoSignIn, target)) return null;
    const { seed = this.#defaultSeed, shares } = this.#plan;
    const subject = [target.method, target.path, target.externalReference ?? ''] as const;
    const key = JSON.stringify(subject);
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, attempt);

    let draw = createRandom(seed, 'faults', ...subject, attempt)();
    for (const name of FAULT_NAMES) {
      draw -= shares[name] ?? 0;
      if (draw < 0) return resolveFault(name);
    }
    return null;
  }
}

const checkShares = (shares: FaultPlan['shares']): void => {
  let sum = 0;
  for (const [name, share] of Object.entries(shares)) {
    if (!isFaultName(name)) throw new TypeError(`no fault is called ${JSON.stringify(name)}`);
    if (!(share >= 0 && share <= 1))
      throw new RangeError(`the share of ${name} must be from 0 to 1`);
    sum += share;
  }
  // Ten shares of 0.1 add up to a little less or more than 1.
  if (sum > 1 + 1e-9) throw new RangeError(`the shares add up to ${sum}, more than 1`);
};
