// How long the main thread of a tab is at work, in time of the processor: what other programs on the
// machine take does not count.

/** A task of a thread; one that was cut by the beginning or the end of the trace has no time. */
const isTask = ({ name, ph, tdur }) =>
  name === 'ThreadControllerImpl::RunTask' && ph === 'X' && tdur !== undefined;

/**
 * Does something, and gives the time of the longest task meanwhile and of each task in which the page
 * set a mark of the given name, in milliseconds.
 */
export async function mainThreadDuring(page, act, mark = 'no such mark') {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ['-*', 'toplevel', 'blink.user_timing'] });
  let trace;
  try {
    await page.evaluate(() => performance.mark('main thread'));
    await act();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString());
  const { pid, tid } = traceEvents.find(({ name }) => name === 'main thread');
  const ours = traceEvents.filter((event) => event.pid === pid && event.tid === tid);
  const tasks = ours.filter(isTask);
  const milliseconds = ({ tdur }) => tdur / 1000;
  const marked = ours
    .filter(({ name }) => name === mark)
    .map(({ ts }) => tasks.find((task) => task.ts <= ts && ts <= task.ts + task.dur));
  return { longest: Math.max(...tasks.map(milliseconds)), marked: marked.map(milliseconds) };
}
