import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { catalogue, createFetch, decode, decodeResponse, handle } from 'psp-errors';
import { es } from 'psp-errors/locales/es';
import { ptBR } from 'psp-errors/locales/pt-BR';
import { bare, lose, rejection } from './fetch/support.mjs';

/** A status of each kind, and what its message is called. */
const statuses = {
  'no-response': 0,
  redirection: 302,
  'invalid-content': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'wrong-use': 405,
  'try-later': 429,
  conflict: 409,
  refused: 422,
  'server-error': 500,
  'not-an-error': 200,
};
const locales = [ptBR, es];
const notFound = { status: 404, body: '{"code":"NOT_FOUND"}' };
const english = 'We could not find this transaction.';
const portuguese = 'Não encontramos esta transação.';
const spanish = 'No encontramos esta transacción.';

describe('each message in each language', () => {
  for (const messages of locales) {
    test(messages.locale, () => {
      const options = { locale: messages.locale, locales };
      assert.equal(Object.keys(messages.codes).length, 25);
      for (const { code } of catalogue) {
        const { userMessage } = decode({ body: { code } }, options);
        assert.equal(userMessage, messages.codes[code], code);
        assert.notEqual(userMessage, decode({ body: { code } }).userMessage, code);
      }
      for (const [key, status] of Object.entries(statuses)) {
        const { userMessage } = decode({ status }, options);
        assert.equal(userMessage, messages.statuses[key], key);
        assert.notEqual(userMessage, decode({ status }).userMessage, key);
      }
      for (const input of [{ status: 500 }, { body: { code: '1000' } }, { status: 0 }]) {
        const { userMessage } = decode({ ...input, method: 'GET' }, options);
        assert.equal(userMessage, messages.statuses['nothing-changed']);
      }
      const keys = [...Object.keys(statuses), 'nothing-changed'];
      assert.deepEqual(Object.keys(messages.statuses).sort(), keys.sort());
    });
  }

  test('nothing else depends on the language', () => {
    const { userMessage, ...rest } = decode(notFound, { locales });
    const { userMessage: _, ...inEnglish } = decode(notFound);
    assert.deepEqual(rest, inEnglish);
    assert.equal(userMessage, portuguese);
  });
});

describe('the language is chosen', () => {
  for (const [locale, wanted] of [
    ['pt-BR', portuguese],
    ['pt', portuguese],
    ['PT-br', portuguese],
    ['pt_BR', portuguese],
    ['pt-PT', portuguese],
    ['es', spanish],
    ['es-MX', spanish],
    ['es-419', spanish],
    ['en', english],
    ['en-GB', english],
    ['fr', english],
    ['p', english],
    ['est', english],
    ['', english],
    ['__proto__', english],
  ]) {
    test(`${locale || 'an empty tag'}: ${wanted}`, () => {
      assert.equal(decode(notFound, { locale, locales }).userMessage, wanted);
      assert.equal(decode(notFound, { locale, locales: [es, ptBR] }).userMessage, wanted);
    });
  }

  test('without a tag: what is listed first', () => {
    assert.equal(decode(notFound, { locales }).userMessage, portuguese);
    assert.equal(decode(notFound, { locales: [es, ptBR] }).userMessage, spanish);
  });

  test('without a list there is English', () => {
    for (const options of [{ locale: 'pt-BR' }, { locale: 'pt-BR', locales: [] }, {}]) {
      assert.equal(decode(notFound, options).userMessage, english);
    }
  });

  test('the closest tag counts, then the others of its language as listed', () => {
    const of = (locale, text, more) => ({ locale, codes: { NOT_FOUND: text, ...more } });
    const traditional = of('zh-Hant', 'Hant');
    const simplified = of('zh-Hans', 'Hans', { INVALID_AMOUNT: 'amount' });
    const both = { locales: [simplified, traditional, ptBR] };
    assert.equal(decode(notFound, { locale: 'zh-Hant-TW', ...both }).userMessage, 'Hant');
    assert.equal(decode(notFound, { locale: 'zh-TW', ...both }).userMessage, 'Hans');
    const amount = { body: { code: 'INVALID_AMOUNT' } };
    assert.equal(decode(amount, { locale: 'zh-Hant', ...both }).userMessage, 'amount');
  });
});

describe('own texts', () => {
  const own = {
    locale: 'pt-BR',
    codes: { NOT_FOUND: 'Sumiu.', INVALID_AMOUNT: undefined },
    statuses: { 'try-later': 'Calma.' },
  };

  test('come first, and what they lack is looked for behind them', () => {
    const options = { locale: 'pt', locales: [own, ptBR] };
    assert.equal(decode(notFound, options).userMessage, 'Sumiu.');
    assert.equal(decode({ status: 429 }, options).userMessage, 'Calma.');
    for (const [input, text] of [
      [{ body: { code: 'INVALID_AMOUNT' } }, ptBR.codes.INVALID_AMOUNT],
      [{ status: 409 }, ptBR.statuses.conflict],
    ]) {
      assert.equal(decode(input, options).userMessage, text);
    }
  });

  test('that lack a message leave it in English', () => {
    const options = { locales: [{ locale: 'fr' }, { locale: 'fr', codes: {}, statuses: {} }] };
    assert.equal(decode(notFound, options).userMessage, english);
  });

  test('can replace the English ones', () => {
    const options = { locale: 'en-GB', locales: [ptBR, { ...own, locale: 'en' }] };
    assert.equal(decode(notFound, options).userMessage, 'Sumiu.');
  });

  test('are none that a server can choose', () => {
    for (const code of ['constructor', '__proto__', 'conflict', 'MINE']) {
      const options = { locales: [{ ...own, codes: { MINE: 'no', conflict: 'no' } }] };
      const { userMessage } = decode({ status: 403, body: { code } }, options);
      assert.equal(userMessage, decode({ status: 403 }).userMessage, code);
    }
  });
});

describe('everything that decodes takes the two options', () => {
  const options = { locale: 'es-AR', locales };
  const response = () => new Response(notFound.body, { status: 404 });
  const lost = es.statuses['no-response'];

  test('decodeResponse, handle', async () => {
    assert.equal((await decodeResponse(response(), options)).userMessage, spanish);
    const said = { default: ({ userMessage }) => userMessage };
    assert.equal(await handle(response(), said, options), spanish);
    const failing = Promise.reject(new TypeError('fetch failed'));
    assert.equal(await handle(failing, said, options), lost);
    const broken = new Response('{"id":');
    assert.equal(await handle(broken, said, options), es.statuses['not-an-error']);
  });

  test('createFetch, and one call alone', async () => {
    const settings = { api: 'connectpsp', retry: false, ...options };
    const fetch = createFetch({ ...settings, fetch: bare(404) });
    const url = 'https://api.connectpsp.com/x';
    const inSpanish = await rejection(fetch(url));
    assert.equal(inSpanish.userMessage, es.statuses['not-found']);
    const inPortuguese = await rejection(fetch(url, { psp: { locale: 'pt' } }));
    assert.equal(inPortuguese.userMessage, ptBR.statuses['not-found']);
    const losing = createFetch({ ...settings, fetch: lose });
    assert.equal((await rejection(losing(url, { method: 'POST' }))).userMessage, lost);
  });

  const wrong = [
    ['locale', 5, /BCP 47 tag such as 'pt-BR', got a number/],
    ['locale', null, /BCP 47 tag such as 'pt-BR', got null/],
    ['locale', ['pt'], /BCP 47 tag such as 'pt-BR', got an array/],
    ['locales', ptBR, /a list of messages.*got an object/],
    ['locales', [ptBR, {}], /a list of messages.*got an array/],
    ['locales', new Array(1), /a list of messages.*got an array/],
    ['locales', [null], /a list of messages.*got an array/],
    ['locales', 'pt-BR', /a list of messages.*got a string/],
  ];
  for (const [name, value, message] of wrong) {
    test(`${name}: ${JSON.stringify(value)?.slice(0, 40)} is refused by name`, async () => {
      const options = { [name]: value };
      for (const [who, call] of [
        ['decode()', async () => decode(notFound, options)],
        ['decodeResponse()', () => decodeResponse(response(), options)],
        ['handle()', () => handle(new Response('{}'), {}, options)],
        ['createFetch()', async () => createFetch({ api: 'connxt', ...options })],
        [
          'init.psp',
          () =>
            createFetch({ api: 'connxt', fetch: bare(200) })('https://a.test', { psp: options }),
        ],
      ]) {
        const error = await rejection(call());
        assert.ok(error instanceof TypeError, who);
        assert.ok(error.message.startsWith(`${who}: the option ${name} takes `), error.message);
        assert.match(error.message, message);
      }
    });
  }

  test('a getter that throws is as good as no option', () => {
    const hostile = {
      get locale() {
        throw new Error('no');
      },
      get locales() {
        throw new Error('no');
      },
    };
    assert.equal(decode(notFound, hostile).userMessage, english);
  });
});

describe('what an app does not import', () => {
  const bundled = async (contents) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      bundle: true,
      write: false,
      format: 'esm',
      charset: 'utf8',
      conditions: ['import'],
    });
    return outputFiles[0].text;
  };

  test('is not in its bundle', async () => {
    const one = "import { ptBR } from 'psp-errors/locales/pt-BR';";
    const used = await bundled(`${one} console.log(ptBR);`);
    assert.ok(used.includes(portuguese) && !used.includes(spanish));
    assert.equal((await bundled(one)).trim(), '');
  });

  test('is not in the default entry either, nor in the module', async () => {
    for (const name of ['index.js', 'slim.js', 'psp_errors.wasm']) {
      const file = await readFile(new URL(`../../pkg/dist/${name}`, import.meta.url), 'utf8');
      for (const word of ['Nenhum valor', 'Tente novamente', 'No se movi', 'de nuevo', 'e Pix']) {
        assert.ok(!file.includes(word), `${word} in ${name}`);
      }
    }
  });
});
