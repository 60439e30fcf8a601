/** Calls a hook; what it throws must not turn a payment that was made into an error. */
export function tell<T>(hook: ((value: T) => unknown) | undefined, value: T): void {
  const report = (thrown: unknown) => {
    if (typeof reportError === 'function') reportError(thrown);
  };
  try {
    // An async hook is one of these, too: what it rejects with would end a Node process.
    Promise.resolve(hook?.(value)).catch(report);
  } catch (thrown) {
    report(thrown);
  }
}
