import { type CoreRestart, onRestart } from 'psp-errors';
import type { Equal, Expect } from './expect.js';

onRestart(({ cause, count }) => {
  cause satisfies unknown;
  count satisfies number;
});
onRestart(async (restart: CoreRestart) => void restart);
onRestart(undefined);
export type Count = Expect<Equal<CoreRestart['count'], number>>;

// @ts-expect-error: a hook is a function
onRestart(null);
// @ts-expect-error: nothing to call off by
onRestart();
