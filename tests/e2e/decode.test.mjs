// Decode, by the steps of a user.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue } from 'psp-errors';
import { es } from 'psp-errors/locales/es';
import { ptBR } from 'psp-errors/locales/pt-BR';
import { usePage } from './open-page.mjs';

const insufficientFunds = JSON.stringify({
  type: 'https://connect-psp.redocly.app/errors/insufficient-funds',
  title: 'Insufficient Funds',
  status: 422,
  code: 'INSUFFICIENT_FUNDS',
  detail: 'The requested amount of R$ 500.00 exceeds available balance of R$ 100.00.',
});
const curl = `HTTP/2 503
content-type: text/html
retry-after: 30

<!doctype html><html><body><h1>503 Service Unavailable</h1></body></html>`;

describe('decode', () => {
  const at = usePage('decode');

  const verdict = () => at.page.getByRole('region', { name: 'Verdict' });
  const json = () => at.page.getByRole('region', { name: 'Normalised JSON' });
  const status = () => at.page.getByLabel('Status', { exact: true });
  const box = () => at.page.getByLabel('Paste here', { exact: true });
  const search = () => at.page.getByRole('searchbox', { name: 'Search the documented samples' });
  const sample = (code) => at.page.locator(`input[name="sample"][value="${code}"]`);

  async function sees(...texts) {
    const shown = await verdict().innerText();
    for (const text of texts) assert.ok(shown.includes(text), `${text} is missing in:\n${shown}`);
  }

  const normalised = async () => JSON.parse(await json().locator('pre').textContent());

  it('shows the catalogue’s verdict on each of the documented samples', async () => {
    for (const row of catalogue) {
      await sample(row.code).check();
      await sees(row.action, row.remedy, row.actor, row.outcome, row.code, row.userMessage);
      await sees('Read as an HTTP response', `The code ${row.code} is documented`);
      const error = await normalised();
      assert.equal(error.code, row.code);
      assert.equal(error.status, row.status);
      assert.equal(error.known, true);
      assert.equal(error.statusMismatch, false);
    }
  });

  it('shows an action in its own colour, with its own icon', async () => {
    const looks = new Set();
    for (const code of ['1000', 'TOKEN_EXPIRED', 'PIX_KEY_NOT_FOUND', 'INSUFFICIENT_FUNDS']) {
      await sample(code).check();
      const decision = at.page.locator('#decision');
      const colour = await decision.evaluate((box) => getComputedStyle(box).backgroundColor);
      const icon = await decision.locator('.icon path').getAttribute('d');
      looks.add(colour).add(icon);
    }
    assert.equal(looks.size, 8);
  });

  it('finds samples by code, status, action and words', async () => {
    const visible = () => at.page.locator('.sample').count();
    const all = await visible();
    assert.ok(all > catalogue.length);
    for (const text of ['insufficient_funds', 'escalate 422', 'does not cover']) {
      await search().fill(text);
      assert.ok((await visible()) > 0, text);
      assert.ok((await visible()) < catalogue.length, text);
    }
    await search().fill('no such code');
    assert.equal(await visible(), 0);
    assert.match(await at.page.locator('#sample-count').textContent(), /^0 of 25 /);
    await search().fill('pix key');
    await sample('PIX_KEY_NOT_FOUND').check();
    await sees('user-fix', 'fix-pix-key', 'Ask for another PIX key', 'personal data masked', '***');
  });

  it('judges the documented body as it is pasted over a sample', async () => {
    await sample('TOKEN_EXPIRED').check();
    await box().click();
    await at.paste(insufficientFunds);
    assert.equal(await box().inputValue(), insufficientFunds);
    assert.equal(await at.page.getByRole('radio', { checked: true }).count(), 0);
    await sees('escalate', 'add-funds', 'Add funds to the account', 'No, nothing was executed');
    await sees('Read as a JSON body', '422 taken from the body');
    const error = await normalised();
    assert.equal(error.detail, JSON.parse(insufficientFunds).detail);
    await at.page.locator('#announcement', { hasText: 'escalate. Add funds' }).waitFor();
  });

  it('judges what curl prints by its status, and says so', async () => {
    await box().click();
    await at.paste(curl);
    await sees('retry', 'resend', 'HTTP_503', 'Perhaps', 'The body is not JSON.');
    await sees('The HTTP status 503 decided.', 'asks to wait 30 s', 'Headers: content-type');
    assert.equal(await status().getAttribute('placeholder'), '503, as read');
    await at.page.getByLabel('Method').selectOption('GET');
    await sees('No, nothing was executed', 'The method only reads');
    await status().fill('401');
    await sees('re-auth', 'HTTP_401');
  });

  it('reads each other thing that can be pasted', async () => {
    const expected = {
      curl: ['retry', 'HTTP_429', 'asks to wait 12 s', 'Headers: content-type, x-request-id'],
      axios: ['re-auth', 'TOKEN_EXPIRED', 'Read as a log line', 'The type ends in the name of'],
      webhook: ['user-fix', 'PIX_KEY_NOT_FOUND', 'Read as a webhook', 'eventType, eventAt'],
      html: ['retry', 'HTTP_503', 'The body’s content'],
    };
    for (const [shape, texts] of Object.entries(expected)) {
      await sample(shape).check();
      await sees(...texts);
    }
    await sample('lines').check();
    await verdict().getByText('Summary of what was pasted').waitFor();
    const table = verdict().getByRole('table', { name: 'By action' });
    assert.match(await table.innerText(), /escalate\s+2\s+33\.3%/);
  });

  it('says when the body names another status', async () => {
    await box().fill(insufficientFunds);
    await status().fill('400');
    await sees('The body names another status', 'The body’s own status.');
    await status().fill('');
    assert.doesNotMatch(await verdict().innerText(), /another status/);
  });

  it('tells which members made no difference', async () => {
    await box().fill('{"code":"TOKEN_EXPIRED","traceId":"7","status":401,"detail":"Gone."}');
    await sees('Members of the body: traceId');
    await box().fill('{"code":"TOKEN_EXPIRED","status":401,"detail":"Gone."}');
    await sees('Nothing: everything that was sent has a place');
  });

  it('shows the fields to correct, and the message for the user in each language', async () => {
    await sample('4001').check();
    const fields = verdict().getByRole('table', { name: 'Fields to correct' });
    assert.match(await fields.innerText(), /flowActionId\s+The id of the flow action is missing/);
    const { userMessage } = catalogue.find(({ code }) => code === '4001');
    assert.equal(await verdict().locator('dd[lang="en"]').textContent(), userMessage);
    for (const { locale, codes } of [ptBR, es]) {
      const shown = await verdict().locator(`dd[lang="${locale}"]`).textContent();
      assert.equal(shown, codes['4001'], locale);
    }
  });

  it('shows markup of the server as text', async () => {
    const attack = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    const errors = [{ field: attack, message: attack }];
    await status().fill('400');
    await box().fill(
      JSON.stringify({ code: attack, detail: attack, title: attack, [attack]: 1, errors }),
    );
    await sees(attack, 'Fields to correct');
    assert.equal(await at.page.locator('img, main script').count(), 0);
    assert.equal((await normalised()).detail, attack);
  });

  it('stays usable whatever is typed', async () => {
    const bodies = ['{', '"', 'null', '[]', '['.repeat(10_000), '\u0000\ud800', '{"__proto__":1}'];
    await status().fill('422');
    for (const text of bodies) {
      await box().fill(text);
      await sees('HTTP_422', 'escalate');
    }
    await box().fill('x'.repeat(1_100_000));
    await sees('over 1 MiB');
    for (const number of ['-1', '0', '1e9', '4.5', 'abc']) {
      await status().fill(number);
      assert.equal(await at.page.locator('#decision').isVisible(), true, number);
    }
    await at.page.getByRole('button', { name: 'Clear' }).click();
    await sees('the verdict appears here');
    assert.equal(await json().count(), 0);
    await sample('TOKEN_EXPIRED').check();
    await sees('re-auth');
  });

  it('shares a verdict by api, status and code, and by nothing that was pasted', async () => {
    await box().fill(insufficientFunds);
    await at.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const share = at.page.getByRole('button', { name: 'Copy a link to this verdict' });
    await share.click();
    await at.page.getByText('Copied').first().waitFor();
    const link = await at.copied();
    assert.equal(new URL(link).hash, '#decode?api=connectpsp&status=422&code=INSUFFICIENT_FUNDS');
    const other = await at.context.newPage();
    await other.goto(link);
    await other.locator('#decision', { hasText: 'add-funds' }).waitFor();
    assert.doesNotMatch(await other.locator('body').innerText(), /500\.00 exceeds/);

    // A code that nobody documents was pasted, and might be anything.
    await box().fill('{"code":"MARIA_SILVA","status":418}');
    await share.click();
    await at.page.locator('#announcement', { hasText: 'Copied' }).waitFor();
    await at.page.waitForFunction(async () =>
      (await navigator.clipboard.readText()).includes('418'),
    );
    assert.equal(new URL(await at.copied()).hash, '#decode?status=418');
  });

  it('takes from a link only an api, a status and a documented code', async () => {
    const link = '#decode?api=connxt&status=503&code=%3Cimg%3E&body=hidden-word';
    const other = await at.context.newPage();
    await other.goto(at.url + link);
    const shown = other.getByRole('region', { name: 'Verdict' });
    assert.match(await shown.innerText(), /retry.*HTTP_503.*Connxt API V2/s);
    assert.doesNotMatch(await other.locator('body').innerText(), /img|hidden-word/);
  });

  it('copies the normalised JSON', async () => {
    await at.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await json().getByRole('button', { name: 'Copy' }).click();
    await json().getByRole('button', { name: 'Copied' }).waitFor();
    assert.deepEqual(JSON.parse(await at.copied()), await normalised());
  });

  it('links to the documentation without telling it where one comes from', async () => {
    const link = verdict().locator('a[rel]');
    assert.equal(
      await link.getAttribute('href'),
      catalogue.find(({ code }) => code === 'INSUFFICIENT_FUNDS').docs,
    );
    assert.equal(await link.getAttribute('rel'), 'noreferrer noopener');
  });

  it('works by keyboard alone', async () => {
    const focused = () =>
      at.page.evaluate(() => {
        const { id, value, textContent, ariaLabel } = document.activeElement;
        return id.replace('sample-', '') || value || ariaLabel || textContent;
      });
    const press = async (...keys) => {
      for (const key of keys) await at.page.keyboard.press(key);
      return focused();
    };
    assert.equal(await press('Tab'), 'Skip to the content');
    await press('Enter');
    assert.equal(await at.page.evaluate(() => document.activeElement.tagName), 'MAIN');
    assert.equal(await press('Tab'), 'Choose a file');
    assert.equal(await press('Tab', 'Tab'), 'box');
    await at.page.keyboard.press('Control+A');
    await at.page.keyboard.type('{"code": 4002}');
    await sees('re-auth', '4002');

    await search().focus();
    await at.page.keyboard.type('expired');
    await at.page.keyboard.press('Enter');
    await sees('re-auth', 'TOKEN_EXPIRED');
    assert.equal(await press('ArrowDown'), 'TOKEN_EXPIRED');
    assert.equal(await press('ArrowDown'), 'CASH_IN_EXPIRED');
    await sees('user-fix', 'create-new');
    assert.equal(await press('ArrowDown'), '4002');
    await sees('re-auth', '4002');
  });

  it('keeps the decision in sight on a telephone', async () => {
    await at.page.setViewportSize({ width: 360, height: 740 });
    await sample('TOKEN_EXPIRED').check();
    await at.page.evaluate(() => scrollTo(0, 0));
    const place = await at.page.locator('#decision').boundingBox();
    assert.ok(place.y >= 0 && place.y + place.height <= 740, JSON.stringify(place));
  });
});
