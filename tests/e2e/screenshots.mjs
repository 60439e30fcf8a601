// `node tests/e2e/screenshots.mjs`: the demo page, narrow and wide, light and dark, as pictures to look at.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { main } from '../../pkg/scripts/step.mjs';
import { openBuiltPage, root } from './built-page.mjs';

const folder = join(root, 'tests', 'screenshots');
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];

await main(async () => {
  await build({ root: join(root, 'www'), logLevel: 'warn' });
  await mkdir(folder, { recursive: true });
  const { browser, url, close } = await openBuiltPage();
  try {
    for (const colorScheme of ['light', 'dark']) {
      for (const viewport of sizes) {
        const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
        await page.goto(url);
        // As tall as the page: what sticks to an edge of the window stands where it belongs.
        const height = await page.locator('html').evaluate((html) => html.scrollHeight);
        await page.setViewportSize({ ...viewport, height });
        const path = join(folder, `page-${viewport.width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
        await page.close();
        console.log(path);
      }
    }
  } finally {
    await close();
  }
});
