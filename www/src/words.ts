import type { Action } from 'psp-errors';

// In the order in which they ask for less and less of a machine. As the keys of a record, so that
// one that is missing does not compile.
const order: Record<Action, true> = {
  retry: true,
  're-auth': true,
  'user-fix': true,
  escalate: true,
};

export const actions = Object.keys(order) as readonly Action[];
