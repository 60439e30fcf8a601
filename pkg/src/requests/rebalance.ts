import type { Fields } from './fields.js';
import type { Cents } from './money.js';

/** What `POST /account/rebalance` asks for. */
export interface RebalanceRequest {
  readonly target: Cents;
  /** An amount that is not is refused by a code of its own. */
  readonly isPositive: boolean;
}

export const readRebalance = (fields: Fields): RebalanceRequest => {
  const target = fields.cents('targetAmount');
  return { target, isPositive: target > 0 };
};
