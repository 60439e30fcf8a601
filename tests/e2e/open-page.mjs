// A fresh tab with the demo page for each test of a suite, and an eye on what must never happen.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { openBuiltPage } from './built-page.mjs';

/**
 * Opens the page before each test of the suite that calls this.
 *
 * @param part the part of the page to open
 * @param options for the browser's context
 */
export function usePage(part = 'decode', options = {}) {
  const at = {};
  let built;

  before(async () => {
    built = await openBuiltPage();
    at.browser = built.browser;
    at.url = built.url;
  });
  after(() => built?.close());

  beforeEach(async () => {
    const viewport = { width: 1280, height: 800 };
    at.context = await built.browser.newContext({
      viewport,
      locale: 'en-US',
      // Keeping all files for a visit without a network takes time, and has a test of its own.
      serviceWorkers: 'block',
      ...options,
    });
    at.context.setDefaultTimeout(15_000);
    at.page = await at.context.newPage();
    at.complaints = collectComplaints(at.page, new URL(built.url).origin);
    await at.page.goto(`${built.url}#${part}`);
    await at.page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterEach(async () => {
    await at.context.close();
    assert.deepEqual(at.complaints, []);
  });

  /** As from the clipboard, at the cursor. */
  at.paste = async (text) => {
    await at.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await at.page.evaluate((content) => navigator.clipboard.writeText(content), text);
    await at.page.keyboard.press('Control+V');
  };
  at.copied = () => at.page.evaluate(() => navigator.clipboard.readText());
  return at;
}

/** Errors, warnings, dialogs, requests elsewhere, answers that are none. */
export function collectComplaints(page, origin) {
  const complaints = [];
  page.on('console', (message) => {
    // Violations of the content security policy are errors in the console too.
    const isBlocked = message.text().startsWith('Service Worker registration blocked');
    if (['error', 'warning'].includes(message.type()) && !isBlocked) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 300) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return complaints;
}
