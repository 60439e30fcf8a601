// What the lock files may name: packages of the registries, each with the hash of what it holds.

/** Packages that may run something when they are installed: esbuild checks its own binary. */
const MAY_RUN_SCRIPTS = ['esbuild'];

/** What is wrong with a package-lock.json, in sentences. */
export function problemsOfNpmLock(text) {
  const { packages = {}, lockfileVersion } = JSON.parse(text);
  const problems = lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfileVersion}, not 3`];
  for (const [path, entry] of Object.entries(packages)) {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    // A workspace of ours, or the link to it.
    if (name === undefined || (entry.link && packages[entry.resolved])) continue;
    if (entry.link) problems.push(`${path} is a link to ${entry.resolved}`);
    else if (!/^sha512-/.test(entry.integrity ?? '')) problems.push(`${path} has no SHA-512`);
    // .npmrc keeps the registry's own addresses out: what is left is from elsewhere.
    if (!entry.link && entry.resolved) problems.push(`${path} comes from ${entry.resolved}`);
    if (entry.hasInstallScript && !MAY_RUN_SCRIPTS.includes(name)) {
      problems.push(`${path} runs a script when it is installed`);
    }
  }
  return problems;
}

/** The same of a Cargo.lock. */
export function problemsOfCargoLock(text) {
  const problems = [];
  let registry;
  for (const entry of text.split('[[package]]').slice(1)) {
    const member = (name) => new RegExp(`^${name} = "([^"]*)"`, 'm').exec(entry)?.[1];
    const name = member('name');
    const source = member('source');
    if (source === undefined) {
      if (name !== 'psp-errors') problems.push(`${name} comes from a folder`);
      continue;
    }
    const isFromRegistry = source.startsWith('registry+');
    if (isFromRegistry) registry ??= source;
    if (source !== registry) problems.push(`${name} comes from ${source}`);
    if (!/^[0-9a-f]{64}$/.test(member('checksum') ?? '')) problems.push(`${name} has no checksum`);
  }
  return problems;
}
