/** Reads a header by its lower-case name, from a `Headers` or a plain object; never throws. */
export function readHeader(headers: unknown, name: string): unknown {
  if (typeof headers !== 'object' || headers === null) return undefined;
  try {
    if (typeof (headers as Headers).get === 'function') return (headers as Headers).get(name);
    for (const key of Object.keys(headers)) {
      if (key.toLowerCase() !== name) continue;
      const value = (headers as Record<string, unknown>)[key];
      return Array.isArray(value) ? value[0] : value;
    }
  } catch {
    // A getter or a Proxy that throws: as if there were no header.
  }
  return undefined;
}
