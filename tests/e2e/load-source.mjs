// A module of the page's source, for tests that need no browser.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './built-page.mjs';

/** Bundles a file of www/src without the package, which Node finds by itself, and imports it. */
export async function loadSource(path) {
  // In the workspace, where Node and compilers find the package.
  await mkdir(join(root, 'target'), { recursive: true });
  const folder = await mkdtemp(join(root, 'target', 'page-source-'));
  try {
    const outfile = join(folder, 'module.mjs');
    const entryPoints = [join(root, 'www', 'src', path)];
    await build({ entryPoints, bundle: true, format: 'esm', external: ['psp-errors'], outfile });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
