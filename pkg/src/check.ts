/** What an option takes, and whether a value is that. */
export type Check = readonly [takes: string, isRight: (value: unknown) => boolean];

/** Names the first option that is of a wrong type; never its value, which may be a secret. */
export function wrongOption(
  options: object,
  checks: Readonly<Record<string, Check>>,
  where: string,
  path = '',
): TypeError | undefined {
  for (const [name, [takes, isRight]] of Object.entries(checks)) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined && !isRight(value)) {
      return new TypeError(
        `${where}: the option ${path}${name} takes ${takes}, got ${nameOf(value)}`,
      );
    }
  }
  return undefined;
}

/**
 * Throws a TypeError that names the option and what it takes; never its value, maybe a secret.
 *
 * @param isClosed whether further members are a mistake; an instance of a caller's class has some
 */
export function checkOptions(
  options: unknown,
  checks: Readonly<Record<string, Check>>,
  where: string,
  path: string,
  isClosed = true,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where} takes an object of options, got ${nameOf(options)}`);
  }
  if (isClosed) {
    for (const name of Object.keys(options)) {
      if (!Object.hasOwn(checks, name)) {
        const known = Object.keys(checks).join(', ');
        throw new TypeError(`${where} has no option ${path}${name}; it takes ${known}`);
      }
    }
  }
  const wrong = wrongOption(options, checks, where, path);
  if (wrong) throw wrong;
}

/** What a value is, for a message: never the value itself, which may hold personal data. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
