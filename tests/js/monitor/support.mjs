// What the tests of the monitor share: a clock that is set by hand, and calls that ended.
import { createMonitor } from 'psp-errors/monitor';

/** A monitor with its clock, and what it has told of crossings. */
export function monitorAt(start, options = {}) {
  const clock = { time: start };
  const crossings = [];
  const monitor = createMonitor({
    now: () => clock.time,
    onCross: (crossing) => void crossings.push(crossing),
    ...options,
  });
  return { ...monitor, clock, crossings };
}

export const ended = (error = null, api = 'connectpsp') => ({ api, error });

export const failed = (code, action = 'escalate', more = {}) =>
  ended({ code, action, known: true, outcome: 'not-executed', ...more });

export const repeat = (count, run) => {
  for (let index = 0; index < count; index++) run(index);
};
