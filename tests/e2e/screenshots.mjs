// `node tests/e2e/screenshots.mjs`: each part of the demo page, narrow and wide, light and dark, as
// pictures to look at; with `readme` the one that the README shows. Names of scenes choose some.
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

/** What is on a picture of each part: the part at work. */
const scenes = {
  decode: async () => {},
  'decode-lines': async (page) => {
    await page.goto(`${page.url().split('#')[0]}#decode`);
    await page.locator('input[value="lines"]').check();
    await page.getByText('6', { exact: true }).first().waitFor();
  },
  play: async (page) => {
    await page.getByRole('checkbox', { name: '429' }).check();
    await page.getByRole('button', { name: 'Send the payment' }).click();
    await page.locator('.end').nth(1).waitFor({ timeout: 30_000 });
  },
  watch: async (page) => {
    await page.getByRole('button', { name: 'Start test traffic' }).click();
    await page.waitForTimeout(25_000);
    await page.getByRole('button', { name: 'Stop test traffic' }).click();
  },
  copy: async () => {},
  reference: async () => {},
};

await main(async () => {
  await build({ root: join(root, 'www'), logLevel: 'warn' });
  await mkdir(folder, { recursive: true });
  const { browser, url, close } = await openBuiltPage();
  const named = process.argv.slice(2);
  const wanted = named.filter((name) => name in scenes);
  try {
    if (named.includes('readme')) await takeForReadme();
    for (const scene of named.length === 0 ? Object.keys(scenes) : wanted) {
      const pictures = ['light', 'dark'].flatMap((colorScheme) =>
        sizes.map((viewport) => ({ scene, colorScheme, viewport })),
      );
      await Promise.all(pictures.map(take));
    }
  } finally {
    await close();
  }

  async function takeForReadme() {
    const page = await browser.newPage({
      viewport: { width: 1200, height: 800 },
      colorScheme: 'light',
      locale: 'en',
    });
    await page.goto(url);
    await page.locator('#decision').waitFor();
    await page.screenshot({ path: join(root, 'www', 'screenshot.png') });
  }

  async function take({ scene, colorScheme, viewport }) {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en',
    });
    const page = await context.newPage();
    await page.goto(`${url}#${scene}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await scenes[scene](page);
    // As tall as the page: what sticks to an edge of the window stands where it belongs.
    const height = await page.locator('html').evaluate((html) => html.scrollHeight);
    await page.setViewportSize({ ...viewport, height });
    const path = join(folder, `${scene}-${viewport.width}-${colorScheme}.png`);
    await page.screenshot({ path, fullPage: true });
    await context.close();
    console.log(path);
  }
});
