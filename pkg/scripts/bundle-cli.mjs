// The tool: one file for `npx psp-errors` and its threads. It imports the package's own entries, so
// that no second copy of the core is in it.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pkg = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

export async function bundleCli() {
  const { build } = await import('esbuild');
  const outfile = join(pkg, 'dist', 'cli.js');
  await build({
    absWorkingDir: pkg,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    entryPoints: ['src/cli/main.ts'],
    outfile,
    external: ['psp-errors', 'psp-errors/*'],
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
  });
  // Its licence asks for it.
  const text = await readFile(outfile, 'utf8');
  await writeFile(outfile, `${text}/*\nfzstd\n\n${await licenceOf('fzstd')}*/\n`);
  await chmod(outfile, 0o755);
}

function licenceOf(name) {
  let folder = dirname(require.resolve(name));
  while (!folder.endsWith(join('node_modules', name))) folder = dirname(folder);
  return readFile(join(folder, 'LICENSE'), 'utf8');
}
