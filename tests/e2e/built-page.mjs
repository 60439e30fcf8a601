// The built demo page on a server, and a browser to open it with.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumFlags, setup } from '../../pkg/scripts/setup.mjs';
import { serve } from './static-server.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'www', 'dist');

/** Serves the page from a sub-path, as a project page of a code-hosting site is. */
export async function openBuiltPage() {
  if (!existsSync(join(dist, 'index.html'))) {
    throw new Error('www/dist is missing: run `npm run build:www`, then this command again.');
  }
  const { chromium: executablePath } = await setup(['browser']);
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  const server = await serve(dist, '/some/where/');
  return {
    browser,
    url: server.url,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
