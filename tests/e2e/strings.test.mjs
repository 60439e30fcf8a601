// A page copies strings into the module by the engine's string builtins, and by `encodeInto` where
// those do not reach. Nobody can tell from the result.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags, setup } from '../../pkg/scripts/setup.mjs';

const script = `
import { decode } from 'psp-errors';
const encodeInto = TextEncoder.prototype.encodeInto;
let encoded = 0;
TextEncoder.prototype.encodeInto = function (...args) {
  encoded += 1;
  return encodeInto.apply(this, args);
};
/** What is read of a string, and of the same as bytes; and whether encodeInto was asked. */
window.read = (text) => {
  encoded = 0;
  const fromString = decode({ status: 422, body: text });
  const isEncoded = encoded > 0;
  const fromBytes = decode({ status: 422, body: new TextEncoder().encode(text) });
  return { fromString, fromBytes, isEncoded };
};`;

let browser;
let page;

before(async () => {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const { chromium: executablePath } = await setup(['browser']);
  browser = await chromium.launch({ executablePath, args: chromiumFlags });
  page = await browser.newPage();
  await page.addScriptTag({ type: 'module', content: outputFiles[0].text });
  await page.waitForFunction(() => window.read);
});
after(() => browser?.close());

const bodyWith = (detail) => `{"code":"PIX_KEY_NOT_FOUND","detail":"${detail}","title":"Chave"}`;

/** Each with whether the builtins are enough: up to two bytes a character, and no more than 16 Ki. */
const texts = {
  ASCII: ['no account for this key', true],
  'the last of one byte, the first of two': ['\u007f\u0080', true],
  Portuguese: ['não há saldo: é de R$ 100,00', true],
  'the last of two bytes': ['\u07ff', true],
  'the first of three': ['\u0800', false],
  'the last before the surrogates, and behind them': ['\ud7ff\ue000\uffff', false],
  'a pair of surrogates': ['payer 😀 unknown', false],
  'a lone high surrogate': ['a\ud83db', false],
  'a lone low surrogate': ['a\ude00b', false],
  'surrogates in the wrong order': ['\ude00\ud83d', false],
  'a high surrogate at the end': ['a\ud83d', false],
  'nothing at all': ['', true],
  'as long as the room': ['x'.repeat(16_384 - bodyWith('').length), true],
  'one unit longer': ['x'.repeat(16_385 - bodyWith('').length), false],
  'many of two bytes': ['é'.repeat(16_000), true],
};

for (const [what, [detail, isCopied]] of Object.entries(texts)) {
  test(`a page reads of a string what stands in it: ${what}`, async () => {
    const body = bodyWith(detail);
    const { fromString, fromBytes, isEncoded } = await page.evaluate((it) => window.read(it), body);
    assert.equal(fromString.code, 'PIX_KEY_NOT_FOUND');
    assert.equal(fromString.detail, JSON.parse(body).detail);
    assert.equal(fromString.title, 'Chave');
    assert.equal(isEncoded, !isCopied);
    // Bytes have no lone surrogates: U+FFFD stands there in their place.
    const asBytes = new TextDecoder().decode(new TextEncoder().encode(detail));
    assert.equal(fromBytes.detail, asBytes);
    if (asBytes === detail) assert.deepEqual(fromString, fromBytes);
  });
}

test('a page reads of a string what stands in it, of any length and with any character anywhere', async () => {
  const wrong = await page.evaluate(() => {
    const found = [];
    const check = (detail) => {
      // Spaces: what is behind a text may be any place in eight.
      const body = `${' '.repeat(detail.length % 8)}{"detail":"${detail}"}`;
      const { fromString, fromBytes, isEncoded } = window.read(body);
      const isRight = fromString.detail === detail && fromBytes.detail === detail;
      if (!isRight || fromString.format !== 'json' || isEncoded) found.push(detail);
    };
    for (let length = 0; length <= 40; length++) {
      check('x'.repeat(length));
      for (const character of ['\u007f', '\u0080', 'ã', '\u07ff']) {
        for (let at = 0; at < length; at++) {
          check('x'.repeat(at) + character + 'y'.repeat(length - at - 1));
        }
      }
    }
    return found;
  });
  assert.deepEqual(wrong, []);
});
