// Row by row, both sides of each boundary: what the check says, and that the sandbox says the same.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPspError } from 'psp-errors';
import { checkCashOut, checkCredential, checkRebalance, checkRefund } from 'psp-errors/check';
import { ptBR } from 'psp-errors/locales/pt-BR';
import { cashOutBody } from '../sandbox/bodies.mjs';
import { client, refundRefusedWith, refusedWith, signIn } from './support.mjs';

const fine = null;
const required = 'is required';
const decimals = 'must be a number in reais with at most two decimals';
const positive = 'must be greater than zero';
const shape = 'must be a CPF or CNPJ without punctuation';
const digits = 'has check digits that do not fit';
const long = (most) => `must not be longer than ${most} characters`;
const choice = (...words) => `must be one of ${words.join(', ')}`;

const at = (path, value) => {
  const body = structuredClone(cashOutBody());
  const names = path.split('.');
  const last = names.pop();
  names.reduce((object, name) => object[name], body)[last] = value;
  return body;
};
const withKey = (pixKeyType, pixKey) => cashOutBody({}, { pixKeyType, pixKey });
const bankAccount = { ispb: '12345678', branch: '1', account: '1', accountType: 'CHECKING' };
const toAccount = (changes) =>
  at('payee.destination', { type: 'BANK_ACCOUNT', bankAccount: { ...bankAccount, ...changes } });

/** The path, a value of it, and what is said of that. */
const fields = [
  ...[0.01, 1, 19.99, 1999 / 100, 0.3, 1e10, 4.35, 1.1].map((amount) => ['amount', amount, fine]),
  ...[0, -0, -0.01, -1].map((amount) => ['amount', amount, positive]),
  ...[0.1 + 0.2, 0.001, 1.005, 1.1 + 2.2, 1e10 + 1, 1e300, '1', '1.00', true, [1], {}].map(
    (amount) => ['amount', amount, decimals],
  ),
  // What JSON turns into null.
  ...[undefined, null, Number.NaN, Number.POSITIVE_INFINITY].map((amount) => [
    ...['amount', amount, required],
  ]),
  ['externalReference', 'x'.repeat(255), fine],
  ['externalReference', 'x'.repeat(256), long(255)],
  ...[undefined, null, ''].map((value) => ['externalReference', value, required]),
  ...[7, ['a'], { a: 1 }].map((value) => ['externalReference', value, 'must be a string']),
  ...[undefined, null, '', 'x', 'x'.repeat(140)].map((value) => ['description', value, fine]),
  ['description', 'x'.repeat(141), long(140)],
  ['description', 1, 'must be a string'],
  ...[undefined, null, '', 'http://a', 'https://shop.example/hook?a=1'].map((value) => [
    ...['webhookUrl', value, fine],
  ]),
  ...['shop.example', 'ftp://shop.example', 'https://', 'javascript:alert(1)'].map((value) => [
    ...['webhookUrl', value, 'must be an http or https URL'],
  ]),
  ['payee.name', 'x'.repeat(140), fine],
  ['payee.name', 'x'.repeat(141), long(140)],
  ...[undefined, ''].map((value) => ['payee.name', value, required]),
  ...['12345678909', '11222333000181', '12ABC34501DE35'].map((value) => [
    ...['payee.document', value, fine],
  ]),
  ...['12345678900', '12345678919', '00000000000', '11111111111', '11222333000182'].map((value) => [
    ...['payee.document', value, digits],
  ]),
  ...['12ABC34501DE36', '12ABC34501DE53', '00000000000000'].map((value) => [
    ...['payee.document', value, digits],
  ]),
  ...['123.456.789-09', '1234567890', '123456789012', '12abc34501de35', '12ABC34501DE3A'].map(
    (value) => ['payee.document', value, shape],
  ),
  ...['11.222.333/0001-81', ' 12345678909', '12345678909\n', '１２３４５６７８９０９'].map(
    (value) => [...['payee.document', value, shape]],
  ),
  ['payee.document', 12345678909, 'must be a string'],
  ['payee.document', undefined, required],
  ...[undefined, null].map((value) => ['payee', value, required]),
  ...['Ana', 1, []].map((value) => ['payee', value, 'must be an object']),
  ['payee.destination', undefined, required],
  ['payee.destination', 'ana@example.com', 'must be an object'],
  ['payee.destination.type', undefined, required],
  ['payee.destination.type', 'TED', choice('PIX', 'BANK_ACCOUNT')],
  ['payee.destination.pixKeyType', undefined, required],
  ['payee.destination.pixKeyType', 'email', choice('CPF', 'CNPJ', 'EMAIL', 'PHONE', 'EVP')],
  ['payee.destination.pixKey', undefined, required],
  ['payee.destination.pixKey', 5, 'must be a string'],
];

const keyPath = 'payee.destination.pixKey';
/** The kind of key, a key, and what is said of it: by its form, or as one that nobody has. */
const keys = [
  ['CPF', '12345678909', fine],
  ['CPF', '123.456.789-09', 'must be the 11 digits of a CPF'],
  ['CPF', '1234567890', 'must be the 11 digits of a CPF'],
  ['CPF', '12345678900', { nobodys: digits }],
  ['CPF', '00000000000', { nobodys: digits }],
  ['CNPJ', '11222333000181', fine],
  ['CNPJ', '12ABC34501DE35', fine],
  ['CNPJ', '12ABC34501DE36', { nobodys: digits }],
  ['CNPJ', '11222333000180', { nobodys: digits }],
  ['CNPJ', '12abc34501de35', 'must be the 14 characters of a CNPJ'],
  ['CNPJ', '12ABC34501DEA5', 'must be the 14 characters of a CNPJ'],
  ['EMAIL', 'ana@example.com', fine],
  ['EMAIL', 'ana+pix@mail.example.com.br', fine],
  ['EMAIL', `${'a'.repeat(64)}@${'b'.repeat(8)}.com`, fine],
  ['EMAIL', `${'a'.repeat(64)}@${'b'.repeat(9)}.com`, long(77)],
  ...['ana', 'ana@', '@example.com', 'ana@example', 'a b@example.com', 'a@b@c.com', 'a@.com'].map(
    (key) => ['EMAIL', key, 'must be an e-mail address'],
  ),
  ...['+5511999990000', '+551133330000', '+14155552671', '+35312345'].map((key) => [
    ...['PHONE', key, fine],
  ]),
  ...['11999990000', '5511999990000', '+055119999', '+55 11 99999-0000', '+1415555', 'phone'].map(
    (key) => ['PHONE', key, 'must be a phone number with country code, like +5511999990000'],
  ),
  ...['+5500000000000', '+5501999990000', '+5510999990000', '+55119999900', '+5511899990000'].map(
    (key) => ['PHONE', key, { nobodys: 'is no Brazilian telephone number' }],
  ),
  ['EVP', 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d', fine],
  ['EVP', 'A1B2C3D4-E5F6-4A7B-8C9D-0E1F2A3B4C5D', fine],
  ...['a1b2c3d4e5f64a7b8c9d0e1f2a3b4c5d', 'g1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d', 'x'].map(
    (key) => [...['EVP', key, 'must be a UUID']],
  ),
];

const accounts = [
  [{}, fine],
  [{ ispb: '1234567' }, 'ispb', 'must be eight digits'],
  [{ ispb: '123456789' }, 'ispb', 'must be eight digits'],
  [{ branch: '123456' }, fine],
  [{ branch: '1234567' }, 'branch', 'must be one to six digits'],
  [{ account: '1234567890123456789-X' }, 'account', 'must be an account number'],
  [{ account: '123456789012345678-X' }, fine],
  [{ account: undefined }, 'account', required],
  [{ accountType: '' }, 'accountType', required],
];

const rows = [
  ...fields.map(([path, value, message]) => [
    `${path} ${label(value)}`,
    at(path, value),
    path,
    message,
  ]),
  ...keys.map(([type, key, said]) => [
    `a ${type} key ${label(key)}`,
    withKey(type, key),
    keyPath,
    said,
  ]),
  ...accounts.map(([changes, name, message = fine]) => [
    ...[`an account with ${label(changes)}`, toAccount(changes)],
    ...[`payee.destination.bankAccount.${name}`, message],
  ]),
];

function label(value) {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 45 ? `${text.slice(0, 45)}… (${text.length})` : JSON.stringify(text);
}

/** What both must say: the check's fields, and the text that a server gives. */
async function both(error, answer, expected) {
  if (expected === null) {
    assert.deepEqual([error, answer], [null, null]);
    return;
  }
  const { code, status, issues } = expected;
  assert.deepEqual([error?.code, error?.status], [code, status]);
  assert.deepEqual([answer?.code, answer?.status], [code, status]);
  assert.deepEqual(
    error.fields.map(({ field, message }) => [field, message]),
    issues,
  );
  if (code === 'VALIDATION_ERROR') assert.equal(answer.detail, error.detail);
}

describe('checkCashOut and the sandbox agree on', () => {
  for (const [title, body, path, said] of rows) {
    test(`${title}: ${said === fine ? 'fine' : (said.nobodys ?? said)}`, async () => {
      const expected =
        said === fine
          ? null
          : {
              code: said.nobodys ? 'PIX_KEY_NOT_FOUND' : 'VALIDATION_ERROR',
              status: said.nobodys ? 422 : 400,
              issues: [[path, said.nobodys ?? said]],
            };
      await both(checkCashOut(body), await refusedWith('/cash-out', body), expected);
    });
  }

  test('everything that is wrong at once, in the order of the fields', async () => {
    const body = { amount: 0, payee: { document: '1', destination: { type: 'PIX' } } };
    await both(checkCashOut(body), await refusedWith('/cash-out', body), {
      ...{ code: 'VALIDATION_ERROR', status: 400 },
      issues: [
        ['amount', positive],
        ['externalReference', required],
        ['payee.name', required],
        ['payee.document', shape],
        ['payee.destination.pixKeyType', required],
        ['payee.destination.pixKey', required],
      ],
    });
  });

  for (const body of [undefined, null, [], 'text', 1, () => {}]) {
    test(`a body that is no object: ${label(body)}`, async () => {
      const expected = { code: 'VALIDATION_ERROR', status: 400, issues: [] };
      await both(checkCashOut(body), await refusedWith('/cash-out', body), expected);
    });
  }
});

describe('checkRebalance and the sandbox agree on', () => {
  for (const [targetAmount, code, message] of [
    ...[0.01, 100, 0.3].map((amount) => [amount]),
    ...[0, -0, -0.01, -5].map((amount) => [amount, 'INVALID_AMOUNT', positive]),
    ...[0.1 + 0.2, -0.001, '5'].map((amount) => [amount, 'VALIDATION_ERROR', decimals]),
    ...[undefined, null, Number.NaN].map((amount) => [amount, 'VALIDATION_ERROR', required]),
  ]) {
    test(`a target of ${targetAmount}: ${code ?? 'fine'}`, async () => {
      const status = code === 'INVALID_AMOUNT' ? 422 : 400;
      const expected = code ? { code, status, issues: [['targetAmount', message]] } : null;
      const body = { targetAmount };
      await both(checkRebalance(body), await refusedWith('/account/rebalance', body), expected);
    });
  }
});

describe('checkRefund and the sandbox agree on', () => {
  const reasons = ['FRAUD', 'DUPLICATED_PAYMENT', 'CUSTOMER_REQUEST', 'MERCHANT_ERROR'];
  for (const [body, path, message] of [
    ...reasons.map((reason) => [{ reason }]),
    [{ reason: 'FRAUD', description: 'x'.repeat(140) }],
    [{ reason: 'FRAUD', description: 'x'.repeat(141) }, 'description', long(140)],
    [{}, 'reason', required],
    [{ reason: 'fraud' }, 'reason', choice(...reasons)],
    [{ reason: 1 }, 'reason', choice(...reasons)],
  ]) {
    test(`${label(body)}: ${message ?? 'fine'}`, async () => {
      const expected = message
        ? { code: 'VALIDATION_ERROR', status: 400, issues: [[path, message]] }
        : null;
      await both(checkRefund(body), await refundRefusedWith(body), expected);
    });
  }
});

describe('what a check returns', () => {
  test('is what a client would catch, but for the response and the fields', async () => {
    for (const body of [at('amount', -1), withKey('CPF', '12345678900')]) {
      const init = { method: 'POST', headers: await signIn(), body: JSON.stringify(body) };
      const caught = await client('https://sandbox.test/cash-out', init).catch((error) => error);
      const found = checkCashOut(body);
      assert.ok(isPspError(caught) && isPspError(found, 'user-fix'));
      for (const name of [
        ...['api', 'code', 'known', 'status', 'action', 'remedy', 'actor', 'outcome'],
        ...['userMessage', 'docs', 'gaveUp', 'retryAfterMs', 'name'],
      ]) {
        assert.equal(found[name], caught[name], name);
      }
      assert.deepEqual([found.attempts, caught.attempts], [0, 1]);
      assert.deepEqual(Object.keys(found).sort(), Object.keys(caught).sort());
    }
  });

  test('holds no value of the request', () => {
    const secret = 'ana.souza.1984';
    const body = cashOutBody({
      ...{ amount: secret, externalReference: [secret], description: secret.repeat(50) },
      webhookUrl: secret,
      payee: { name: { secret }, document: secret, destination: { type: secret, pixKey: secret } },
    });
    const error = checkCashOut(body);
    assert.equal(error.fields.length, 8);
    assert.ok(!JSON.stringify({ ...error, message: error.message }).includes(secret));
  });

  test('is of what JSON makes of the request', () => {
    const amount = { toJSON: () => 10 };
    assert.equal(checkCashOut(cashOutBody({ amount })), null);
    assert.equal(checkCashOut(cashOutBody({ amount: new Date() })).code, 'VALIDATION_ERROR');
    const inherited = Object.create(cashOutBody());
    assert.equal(checkCashOut(inherited).code, 'VALIDATION_ERROR');
  });

  test('speaks the language that is asked for', async () => {
    const options = { locale: 'pt', locales: [ptBR] };
    for (const error of [
      ...[checkCashOut, checkRefund, checkRebalance].map((check) => check({}, options)),
      checkCashOut(withKey('CPF', '12345678900'), options),
      checkRebalance({ targetAmount: 0 }, options),
      await checkCredential({ type: 'object' }, undefined, options),
    ]) {
      assert.equal(error.userMessage, ptBR.codes[error.code]);
    }
  });

  test('depends on no option that there is none of', async () => {
    for (const check of [checkCashOut, checkRefund, checkRebalance]) {
      for (const [options, message] of [
        [{ language: 'pt' }, `${check.name}() has no option language; it takes locale, locales`],
        [{ locale: 1 }, `${check.name}(): the option locale takes`],
        [null, `${check.name}() takes an object of options, got null`],
      ]) {
        const isRight = (error) => error instanceof TypeError && error.message.startsWith(message);
        assert.throws(() => check(cashOutBody(), options), isRight);
      }
    }
    const wanted = { name: 'TypeError', message: /^checkCredential\(\) has no option language/ };
    await assert.rejects(checkCredential({}, {}, { language: 'pt' }), wanted);
  });

  test('is not for what cannot be sent at all', () => {
    const cycle = {};
    cycle.self = cycle;
    for (const [check, name] of [
      [checkCashOut, 'checkCashOut'],
      [checkRefund, 'checkRefund'],
      [checkRebalance, 'checkRebalance'],
    ]) {
      const wanted = { name: 'TypeError', message: `${name}() takes what can be written as JSON` };
      assert.throws(() => check(cycle), wanted);
      assert.throws(() => check({ amount: 1n }), wanted);
    }
  });
});
