import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import * as whole from 'psp-errors';
import { cases, inputsOf } from '../fixtures/cases.mjs';
import { refusedAddress, serve } from './streams.mjs';

const require = createRequire(import.meta.url);
const bytes = await readFile(require.resolve('psp-errors/psp_errors.wasm'));
const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);

/** A copy of the entry that was not started yet. */
let copies = 0;
const fresh = () => import(`${import.meta.resolve('psp-errors/slim')}?copy=${copies++}`);

const works = ({ decode, catalogue }) => {
  assert.equal(decode({ status: 422, body: '{"code":"NOT_FOUND"}' }).remedy, 'check-id');
  assert.equal(catalogue.length, 25);
};

describe('psp-errors/slim before init', () => {
  const notReady = {
    name: 'Error',
    message: 'psp-errors/slim is not ready: await init() before the first call.',
  };

  test('decode and classify say what is missing', async () => {
    const { classify, decode } = await fresh();
    assert.throws(() => decode({ status: 500 }), notReady);
    assert.throws(() => classify(500), notReady);
    assert.throws(() => classify(500, new Uint8Array(1)), notReady);
  });

  test('decodeResponse and handle reject and say what is missing', async () => {
    const { decodeResponse, handle } = await fresh();
    const response = () => new Response('{}', { status: 500 });
    await assert.rejects(decodeResponse(response()), notReady);
    await assert.rejects(handle(response()), notReady);
  });

  test('the CommonJS build says the same', () => {
    assert.throws(() => require('psp-errors/slim').decode({ status: 500 }), notReady);
  });
});

describe('psp-errors/slim', () => {
  const sources = {
    'a Uint8Array': () => Uint8Array.from(bytes),
    'a Buffer': () => bytes,
    'an ArrayBuffer': () => buffer.slice(0),
    'a compiled module': () => new WebAssembly.Module(bytes),
  };
  for (const [name, source] of Object.entries(sources)) {
    test(`starts with ${name}, by init and by initSync`, async () => {
      const slim = await fresh();
      assert.equal(await slim.init(source()), undefined);
      works(slim);
      const other = await fresh();
      other.initSync(source());
      works(other);
    });
  }

  test('starts with a Response, and with a promise of one', async () => {
    for (const source of [new Response(bytes), Promise.resolve(new Response(bytes))]) {
      const slim = await fresh();
      await slim.init(source);
      works(slim);
    }
  });

  test('starts with an address, as text and as a URL, whatever its content type', async (t) => {
    const types = ['application/wasm', 'application/octet-stream'];
    const address = await serve(t, (request, answer) => {
      answer.writeHead(200, { 'content-type': types[Number(request.url.slice(1))] });
      answer.end(bytes);
    });
    for (const source of [`${address}0`, new URL(`${address}1`)]) {
      const slim = await fresh();
      await slim.init(source);
      works(slim);
    }
  });

  test('may be started twice', async () => {
    const slim = await fresh();
    await Promise.all([slim.init(bytes), slim.init(bytes)]);
    await slim.init(bytes);
    works(slim);
  });

  test('has the same names as the whole package, and init and initSync', async () => {
    const slim = await fresh();
    const names = [...Object.keys(whole), 'init', 'initSync'];
    assert.deepEqual(Object.keys(slim).sort(), names.sort());
  });

  test('says what the whole package says, in every conformance case', async () => {
    const slim = await fresh();
    await slim.init(bytes);
    for (const each of cases) {
      for (const input of inputsOf(each)) {
        assert.deepEqual(slim.decode(input), whole.decode(input), each.name);
      }
    }
    assert.deepEqual(slim.catalogue, whole.catalogue);
  });

  test('starts in the CommonJS build', async () => {
    const slim = require('psp-errors/slim');
    await slim.init(bytes);
    works(slim);
  });
});

describe('init with a wrong source', () => {
  for (const [name, value, got] of [
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 1, 'a number'],
    ['an object', {}, 'an object'],
    ['an array', [0, 97, 115, 109], 'an array'],
    ['a promise of an object', Promise.resolve({}), 'an object'],
  ]) {
    test(`${name} is a TypeError that says what it takes`, async () => {
      const { init } = await fresh();
      await assert.rejects(init(value), {
        name: 'TypeError',
        message: `init() takes an address, a Response, bytes or a WebAssembly.Module, got ${got}`,
      });
    });
  }

  test('bytes that are no module are an error, and the next init can still succeed', async () => {
    const slim = await fresh();
    const wrong = [
      new Uint8Array(8),
      new Response('<html>'),
      new ArrayBuffer(0),
      bytes.subarray(0, 99),
    ];
    for (const source of wrong) {
      await assert.rejects(slim.init(source), { name: 'CompileError' });
      assert.throws(() => slim.decode({}), /await init\(\)/);
    }
    await slim.init(bytes);
    works(slim);
  });

  test('initSync with something else is a TypeError', async () => {
    const { initSync } = await fresh();
    for (const value of [undefined, null, 1, 'x', {}]) {
      assert.throws(() => initSync(value), { name: 'TypeError' });
    }
  });

  test('an address that answers with an error, or not at all, is an error', async (t) => {
    const slim = await fresh();
    const address = await serve(t, (_request, answer) => answer.writeHead(404).end(bytes));
    await assert.rejects(slim.init(address), /the server answered 404/);
    await assert.rejects(slim.init(await refusedAddress()), { name: 'TypeError' });
    await assert.rejects(slim.init('no address'), { name: 'TypeError' });
    await slim.init(bytes);
    works(slim);
  });
});
