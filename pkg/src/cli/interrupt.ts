/** Does something when the tool is interrupted, and then ends as a program does that does not care. */
export function onInterrupt(before: () => void | Promise<void>): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = () => {
    for (const signal of signals) process.off(signal, end);
  };
  const end = async (signal: NodeJS.Signals) => {
    await before();
    stop();
    // A shell that runs it in a loop is to know that it was interrupted, and did not just fail.
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, end);
  return stop;
}
