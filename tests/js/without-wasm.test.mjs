// `psp-errors/js`. What it has in common with `psp-errors` is tested by the other files here, which
// `npm test` runs with either.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as whole from 'psp-errors';
import * as js from 'psp-errors/js';
import { sizes } from '../../pkg/scripts/sizes.mjs';
import { cases, inputsOf } from '../fixtures/cases.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a script where nothing can be compiled from text or bytes. */
async function runWithout(script) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-e', script], {
    cwd: root,
    env,
  });
  return stdout;
}

describe('psp-errors/js', () => {
  test('is what psp-errors stands for in one of the two runs of these tests', () => {
    const isHooked = /js-entry/.test(process.env.NODE_OPTIONS ?? '');
    assert.equal(whole.decode === js.decode, isHooked);
    assert.equal(require('psp-errors') === require('psp-errors/js'), isHooked);
  });

  test('has the same names, and says the same in every conformance case', async () => {
    assert.deepEqual(Object.keys(js), Object.keys(whole));
    assert.deepEqual(js.catalogue, whole.catalogue);
    for (const each of cases) {
      for (const input of inputsOf(each)) {
        assert.deepEqual(js.decode(input), each.expected, each.name);
        const { status, body, method } = input;
        assert.deepEqual(
          js.classify(status, body, method),
          whole.classify(status, body, method),
          each.name,
        );
      }
    }
  });

  test('never touches WebAssembly, and compiles nothing', async () => {
    const script = `
      let touched = 0;
      Object.defineProperty(globalThis, 'WebAssembly', { get: () => { touched += 1; } });
      const { createRequire } = await import('node:module');
      const require = createRequire(${JSON.stringify(import.meta.url)});
      const file = ${JSON.stringify(import.meta.resolve('psp-errors/js'))};
      for (const js of [await import(file), require('psp-errors/js')]) {
        const { decode, classify, planRetry, PspError } = js;
        const error = decode({ status: 422, body: '{"code":"PIX_KEY_NOT_FOUND","detail":"a@b.com"}' });
        const plan = planRetry(error, { number: 1, method: 'GET' });
        console.log(error.remedy, error.message, classify(429).action, plan.reason);
        new PspError(error).toJSON();
      }
      console.log(touched);`;
    const line = 'fix-pix-key *** retry not-retryable\n';
    assert.equal(await runWithout(script), `${line}${line}0\n`);
  });

  test('has nothing of WebAssembly in it', async () => {
    for (const resolved of [
      fileURLToPath(import.meta.resolve('psp-errors/js')),
      require.resolve('psp-errors/js'),
    ]) {
      const source = await readFile(resolved, 'utf8');
      assert.doesNotMatch(source, /new WebAssembly|WebAssembly\.[a-z]/);
      assert.doesNotMatch(source, /\beval\b|\bnew Function\b/);
    }
  });

  test('stays below its bound of 60 KiB', async () => {
    const { gzip, bound } = (await sizes()).find(({ name }) => /without WebAssembly/.test(name));
    assert.equal(bound, 60 * 1024);
    assert.ok(gzip <= bound, `${gzip} bytes`);
  });

  test('reads a body for which its memory has to grow, after one for which it had not', () => {
    const bodyOf = (length) => JSON.stringify({ code: 'NOT_FOUND', detail: 'x'.repeat(length) });
    for (const length of [10, 20_000, 100_000, 10, 700_000, 20]) {
      const body = bodyOf(length);
      for (const sent of [body, new TextEncoder().encode(body)]) {
        const { code, detail } = js.decode({ status: 404, body: sent });
        assert.deepEqual([code, detail.length], ['NOT_FOUND', length]);
        assert.equal(js.classify(404, sent).remedy, 'check-id');
      }
    }
  });
});

describe('psp-errors where there is no WebAssembly', () => {
  test('can be imported, and says at the first call what the two ways out are', async () => {
    const script = `
      delete globalThis.WebAssembly;
      const { decode } = await import(${JSON.stringify(new URL('../../pkg/dist/index.js', import.meta.url))});
      try { decode({ status: 500 }); } catch ({ message }) { console.log(message); }`;
    const message = await runWithout(script);
    assert.match(message, /^psp-errors could not start its WebAssembly module\. /);
    assert.match(
      message,
      /Content-Security-Policy, its script-src must allow 'wasm-unsafe-eval'; /,
    );
    assert.match(message, /import psp-errors\/js, which needs no WebAssembly\./);
  });
});
