// The built demo page in Chromium, by the steps of a user.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { catalogue } from 'psp-errors';
import { openBuiltPage } from './built-page.mjs';

const insufficientFunds = JSON.stringify({
  type: 'https://connect-psp.redocly.app/errors/insufficient-funds',
  title: 'Insufficient Funds',
  status: 422,
  code: 'INSUFFICIENT_FUNDS',
  detail: 'The requested amount of R$ 500.00 exceeds available balance of R$ 100.00.',
});
const gatewayPage = '<!doctype html><html><body><h1>503 Service Unavailable</h1></body></html>';

describe('the demo page', () => {
  let built;
  let context;
  let page;
  /** What must not happen, whatever a test does. */
  let complaints;

  before(async () => {
    built = await openBuiltPage();
  });
  after(() => built?.close());

  beforeEach(async () => {
    context = await built.browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(10_000);
    page = await context.newPage();
    complaints = [];
    collectComplaints();
    await page.goto(built.url);
  });
  afterEach(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });

  function collectComplaints() {
    const { origin } = new URL(built.url);
    page.on('console', (message) => {
      // Violations of the content security policy are errors in the console too.
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) complaints.push(`request: ${request.url()}`);
    });
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    page.on('response', (response) => {
      if (response.status() !== 200) complaints.push(`${response.status()}: ${response.url()}`);
    });
  }

  const verdict = () => page.getByRole('region', { name: 'Verdict' });
  const json = () => page.getByRole('region', { name: 'Normalised JSON' });
  const status = () => page.getByLabel('Status', { exact: true });
  const body = () => page.getByLabel('Body', { exact: true });
  const search = () => page.getByRole('searchbox', { name: 'Search the documented samples' });
  const sample = (code) => page.getByRole('radio', { name: code });

  async function sees(...texts) {
    const shown = await verdict().innerText();
    for (const text of texts) assert.ok(shown.includes(text), `${text} is missing in:\n${shown}`);
  }

  const normalised = async () => JSON.parse(await json().locator('pre').textContent());

  /** As from the clipboard, at the cursor. */
  async function paste(text) {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((content) => navigator.clipboard.writeText(content), text);
    await page.keyboard.press('Control+V');
  }

  const hasHorizontalScroll = () =>
    page.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth);

  it('enforces its policy, and loads nothing but its own files', async () => {
    const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
    assert.match(await policy.getAttribute('content'), /^default-src 'none'; script-src 'self' /);
    assert.equal(await page.locator('script:not([src]), style, [style]').count(), 0);
    await sees('escalate', 'add-funds');

    const refused = await page.evaluate(() =>
      fetch('https://elsewhere.invalid/').then(
        () => false,
        () => true,
      ),
    );
    assert.equal(refused, true);
    // That this is noticed shows that the other tests would notice it as well.
    const noticed = complaints.splice(0).filter((text) => text.includes('connect-src'));
    assert.notDeepEqual(noticed, []);
  });

  it('shows the catalogue’s verdict on each of the documented samples', async () => {
    assert.equal(await page.getByRole('radio').count(), catalogue.length);
    for (const row of catalogue) {
      await page.locator(`input[value="${row.code}"]`).check();
      assert.equal(await status().inputValue(), String(row.status));
      await sees(row.action, row.remedy, row.actor, row.outcome, row.code, row.userMessage);
      const error = await normalised();
      assert.equal(error.code, row.code);
      assert.equal(error.known, true);
      assert.equal(error.statusMismatch, false);
    }
  });

  it('finds samples by code, status, action and words', async () => {
    const visible = () => page.getByRole('radio').count();
    for (const text of ['insufficient_funds', 'escalate 422', 'does not cover']) {
      await search().fill(text);
      assert.ok((await visible()) > 0, text);
      assert.ok((await visible()) < catalogue.length, text);
    }
    await search().fill('no such code');
    assert.equal(await visible(), 0);
    assert.match(await page.locator('#sample-count').textContent(), /^0 of 25 /);
    await search().fill('pix key');
    await sample('PIX_KEY_NOT_FOUND').check();
    await sees('user-fix', 'fix-pix-key', 'Ask for another PIX key', 'personal data masked', '***');
  });

  it('judges the documented body as it is pasted over a sample', async () => {
    await sample('TOKEN_EXPIRED').check();
    await body().click();
    await paste(insufficientFunds);
    assert.equal(await body().inputValue(), insufficientFunds);
    assert.equal(await status().inputValue(), '', 'the status was the sample’s');
    assert.equal(await page.getByRole('radio', { checked: true }).count(), 0);
    await status().fill('422');
    await sees('escalate', 'add-funds', 'Add funds to the account', 'No, nothing was executed');
    const error = await normalised();
    assert.equal(error.detail, JSON.parse(insufficientFunds).detail);
    assert.equal(error.statusMismatch, false);
    await page.locator('#announcement', { hasText: 'escalate. Add funds' }).waitFor();
  });

  it('judges HTML by its status, and says so', async () => {
    await status().fill('503');
    await body().click();
    await paste(gatewayPage);
    assert.equal(await status().inputValue(), '503', 'the status was the user’s');
    await sees('retry', 'resend', 'HTTP_503', 'Perhaps', 'The body is not JSON.');
    await page.getByLabel('Method').selectOption('GET');
    await sees('No, nothing was executed');
  });

  it('says when the body names another status, and where a missing status is from', async () => {
    await status().fill('400');
    await sees('The body names another status');
    await status().fill('');
    await sees('422 taken from the body');
    assert.doesNotMatch(await verdict().innerText(), /another status/);
  });

  it('shows markup of the server as text', async () => {
    const attack = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    const errors = [{ field: attack, message: attack }];
    await status().fill('400');
    await body().fill(JSON.stringify({ code: attack, detail: attack, title: attack, errors }));
    await sees(attack, 'Fields to correct');
    assert.equal(await page.locator('img, main script').count(), 0);
    assert.equal((await normalised()).detail, attack);
  });

  it('stays usable whatever is typed', async () => {
    const bodies = ['{', '"', 'null', '[]', '['.repeat(10_000), '\u0000\ud800', '{"__proto__":1}'];
    for (const text of [...bodies, 'x'.repeat(1_100_000)]) {
      await body().fill(text);
      await sees('HTTP_422', 'escalate');
    }
    await sees('over 1 MiB');
    for (const number of ['-1', '0', '1e9', '4.5']) {
      await status().fill(number);
      assert.equal(await page.locator('#decision').isVisible(), true, number);
    }
    await page.getByRole('button', { name: 'Clear' }).click();
    await sees('the verdict appears here');
    assert.equal(await json().count(), 0);
    await sample('TOKEN_EXPIRED').check();
    await sees('re-auth');
  });

  it('says what is wrong where WebAssembly is not allowed', async () => {
    await page.route(built.url, async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      await route.fulfill({ response, body: html.replace(/ ('|&#39;)wasm-unsafe-eval\1/, '') });
    });
    await page.reload();
    await sees("must allow 'wasm-unsafe-eval'");
    await body().fill('{"code": 4002}');
    await sees("must allow 'wasm-unsafe-eval'");
    const unexpected = complaints.splice(0).filter((text) => !/security policy/i.test(text));
    assert.deepEqual(unexpected, []);
  });

  it('copies the normalised JSON', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.deepEqual(JSON.parse(copied), await normalised());
  });

  it('links to the documentation without telling it where one comes from', async () => {
    const link = verdict().getByRole('link');
    assert.equal(
      await link.getAttribute('href'),
      catalogue.find(({ code }) => code === 'INSUFFICIENT_FUNDS').docs,
    );
    assert.equal(await link.getAttribute('rel'), 'noreferrer noopener');
  });

  it('works by keyboard alone', async () => {
    const focused = () =>
      page.evaluate(() => {
        const { id, value, textContent } = document.activeElement;
        return id || value || textContent;
      });
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
      return focused();
    };
    assert.equal(await press('Tab'), 'Skip to the verdict');
    assert.equal(await press('Enter'), 'verdict-heading');
    assert.equal(await press('Shift+Tab'), 'body');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{"code": 4002}');
    await sees('re-auth', '4002');

    await page.reload();
    assert.equal(await press('Tab', 'Tab'), 'sample-search');
    await page.keyboard.type('expired');
    await page.keyboard.press('Enter');
    await sees('re-auth', '4002');
    assert.equal(await press('ArrowDown'), '4002');
    assert.equal(await press('ArrowDown'), 'TOKEN_EXPIRED');
    await sees('re-auth', 'TOKEN_EXPIRED');
    assert.equal(await press('ArrowDown'), 'CASH_IN_EXPIRED');
    await sees('user-fix', 'create-new');
    assert.equal(await press('Tab'), 'status');
    assert.equal(await press('Tab', 'Tab', 'Tab'), 'clear');
    assert.equal(await press('Enter'), 'body');
    await sees('the verdict appears here');

    // The sample that is chosen is filtered away: the list is still one stop.
    assert.equal(await press(...Array(5).fill('Shift+Tab')), 'CASH_IN_EXPIRED');
    await page.keyboard.press('Space');
    await press('Shift+Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('signature');
    assert.equal(await press('Tab'), 'INVALID_SIGNATURE');
    assert.equal(await press('Space'), 'INVALID_SIGNATURE');
    await sees('re-sign');
  });

  it('has no horizontal scroll, from narrow to wide', async () => {
    const word = 'x'.repeat(400);
    const errors = [{ field: word, message: word }];
    for (const width of [320, 360, 767, 768, 1151, 1152, 1280, 3840]) {
      await page.setViewportSize({ width, height: 740 });
      await sample('RETROACTIVE_BALANCE_NOT_IMPLEMENTED').check();
      assert.equal(await hasHorizontalScroll(), false, `${width} px, a sample`);
      await body().fill(JSON.stringify({ code: word, detail: word, errors }));
      assert.equal(await hasHorizontalScroll(), false, `${width} px, long words`);
    }
  });

  it('keeps the decision in sight on a telephone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await sample('TOKEN_EXPIRED').check();
    const box = await page.locator('#decision').boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 740, JSON.stringify(box));
  });
});
