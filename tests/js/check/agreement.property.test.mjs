// Generated payloads: the check, the sandbox and, where it is known beforehand, the truth agree.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cnpj, cpf } from 'cpf-cnpj-validator';
import fc from 'fast-check';
import { checkCashOut, checkCredential, checkRebalance, checkRefund } from 'psp-errors/check';
import { credentialRefusedWith, refundRefusedWith, refusedWith, schemaOf } from './support.mjs';

const runs = { numRuns: 300 };
const from = (text, options) => fc.string({ unit: fc.constantFrom(...text), ...options });
const exactly = (length) => ({ minLength: length, maxLength: length });

// Made by arithmetic that has nothing to do with the package's.
const cpfs = fc.integer({ min: 0, max: 999_999_999 }).map((seed) => {
  const [...digits] = String(seed).padStart(9, '0');
  for (const first of [10, 11]) {
    const sum = digits.reduce((total, digit, index) => total + digit * (first - index), 0);
    digits.push(String(((sum * 10) % 11) % 10));
  }
  return digits.join('');
});
const CNPJ_WEIGHTS = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
const cnpjs = from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', exactly(12)).map((body) => {
  const characters = [...body];
  for (const weights of [CNPJ_WEIGHTS.slice(1), CNPJ_WEIGHTS]) {
    const sum = characters.reduce(
      (total, character, index) => total + (character.codePointAt(0) - 48) * weights[index],
      0,
    );
    characters.push(String(sum % 11 < 2 ? 0 : 11 - (sum % 11)));
  }
  return characters.join('');
});
const isUniform = (text) => new Set(text).size === 1;
const documents = fc.oneof(cpfs, cnpjs).filter((text) => !isUniform(text));

const words = from('abcdefghijklmnopqrstuvwxyz0123456789', { minLength: 1, maxLength: 15 });
const emails = fc.tuple(words, words).map(([name, host]) => `${name}@${host}.com.br`);
const areas = from('123456789', exactly(2));
const numbers = from('0123456789', exactly(8));
const keys = fc.oneof(
  cpfs.filter((text) => !isUniform(text)).map((pixKey) => ({ pixKeyType: 'CPF', pixKey })),
  cnpjs.filter((text) => !isUniform(text)).map((pixKey) => ({ pixKeyType: 'CNPJ', pixKey })),
  emails.map((pixKey) => ({ pixKeyType: 'EMAIL', pixKey })),
  fc
    .tuple(areas, numbers)
    .map(([area, number]) => ({ pixKeyType: 'PHONE', pixKey: `+55${area}9${number}` })),
  fc
    .uuid()
    .filter((key) => !/^[0-]+$/.test(key))
    .map((pixKey) => ({ pixKeyType: 'EVP', pixKey })),
);
const cents = fc.integer({ min: 1, max: 100_000_000 });
const texts = fc.string({ minLength: 1, maxLength: 70, unit: 'grapheme-composite' });
const short = texts.filter((text) => text.length <= 140);

const valid = fc.record(
  {
    amount: cents.map((each) => each / 100),
    externalReference: short,
    description: short,
    webhookUrl: fc.webUrl(),
    payee: fc.record({
      name: short,
      document: documents,
      destination: keys.map((key) => ({ type: 'PIX', ...key })),
    }),
  },
  { requiredKeys: ['amount', 'externalReference', 'payee'] },
);

/** A document or a key whose last digit is another one. */
const withOtherDigit = (text, step) => {
  const last = (Number(text.at(-1)) + step) % 10;
  return text.slice(0, -1) + last;
};
const digits = ({ pixKeyType }) => pixKeyType === 'CPF' || pixKeyType === 'CNPJ';
const set = (path, value) => (payload) => {
  const changed = structuredClone(payload);
  const names = path.split('.');
  const last = names.pop();
  names.reduce((object, name) => object[name], changed)[last] = value;
  return changed;
};
/** What makes a valid payload wrong, the code that this has, and the field. */
const mistakes = fc.oneof(
  fc
    .constantFrom(
      ...['amount', 'externalReference', 'payee', 'payee.name', 'payee.document'],
      ...['type', 'pixKeyType', 'pixKey'].map((name) => `payee.destination.${name}`),
    )
    .map((path) => ['VALIDATION_ERROR', path, set(path, undefined)]),
  cents.map((each) => ['VALIDATION_ERROR', 'amount', set('amount', -each / 100)]),
  fc
    .tuple(cents, fc.integer({ min: 1, max: 9 }))
    .map(([each, mill]) => [
      ...['VALIDATION_ERROR', 'amount', set('amount', (each * 10 + mill) / 1_000)],
    ]),
  fc
    .constantFrom('payee', 'payee.name', 'payee.destination', 'payee.destination.pixKey')
    .chain((path) => fc.constantFrom(1, true, []).map((value) => [path, value]))
    .map(([path, value]) => ['VALIDATION_ERROR', path, set(path, value)]),
  fc
    .integer({ min: 1, max: 9 })
    .map((step) => [
      ...['VALIDATION_ERROR', 'payee.document'],
      (payload) => set('payee.document', withOtherDigit(payload.payee.document, step))(payload),
    ]),
  fc.integer({ min: 1, max: 9 }).map((step) => [
    ...['PIX_KEY_NOT_FOUND', 'payee.destination.pixKey'],
    (payload) => {
      const { destination } = payload.payee;
      if (!digits(destination))
        return set('payee.destination', {
          ...destination,
          pixKeyType: 'PHONE',
          pixKey: '+5510999990000',
        })(payload);
      const key = withOtherDigit(destination.pixKey, step);
      return set('payee.destination.pixKey', key)(payload);
    },
  ]),
);

function agree(error, answer) {
  assert.deepEqual([error?.code, error?.status], [answer?.code, answer?.status]);
  if (error?.code === 'VALIDATION_ERROR') assert.equal(error.detail, answer.detail);
}

describe('a cash-out', () => {
  test('that is right by construction is refused by nobody', async () => {
    const property = fc.asyncProperty(valid, async (payload) => {
      assert.deepEqual(
        [checkCashOut(payload), await refusedWith('/cash-out', payload)],
        [null, null],
      );
    });
    await fc.assert(property, runs);
  });

  test('with one mistake is refused by both, for that mistake', async () => {
    const property = fc.asyncProperty(valid, mistakes, async (payload, [code, path, break_]) => {
      const broken = break_(payload);
      const error = checkCashOut(broken);
      agree(error, await refusedWith('/cash-out', broken));
      assert.deepEqual([error.code, error.fields.map(({ field }) => field)], [code, [path]]);
    });
    await fc.assert(property, runs);
  });

  test('with anything anywhere gets the same verdict from both', async () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constant(undefined),
      keys,
      documents,
    );
    const paths = fc.constantFrom(
      ...['amount', 'externalReference', 'description', 'webhookUrl', 'payee', 'payee.name'],
      ...['payee.document', 'payee.destination', 'payee.destination.type'],
      ...['payee.destination.pixKeyType', 'payee.destination.pixKey'],
      'payee.destination.bankAccount',
    );
    const changes = fc.array(fc.tuple(paths, anything), { minLength: 1, maxLength: 3 });
    const property = fc.asyncProperty(valid, changes, async (payload, list) => {
      let changed = payload;
      for (const [path, value] of list) {
        try {
          changed = set(path, value)(changed);
        } catch {
          // An earlier change has left nothing there to change.
        }
      }
      agree(checkCashOut(changed), await refusedWith('/cash-out', changed));
    });
    await fc.assert(property, runs);
  });

  test('of any JSON at all gets the same verdict from both', async () => {
    const property = fc.asyncProperty(fc.jsonValue(), async (payload) => {
      agree(checkCashOut(payload), await refusedWith('/cash-out', payload));
      agree(checkRebalance(payload), await refusedWith('/account/rebalance', payload));
      agree(checkRefund(payload), await refundRefusedWith(payload));
    });
    await fc.assert(property, { numRuns: 100 });
  });
});

test('a rebalance to any number gets the same verdict from both', async () => {
  const numbers = fc.oneof(
    cents.map((each) => each / 100),
    cents.map((each) => each / 1_000),
    fc.double(),
    fc.integer(),
  );
  const property = fc.asyncProperty(numbers, async (targetAmount) => {
    const answer = await refusedWith('/account/rebalance', { targetAmount });
    agree(checkRebalance({ targetAmount }), answer);
  });
  await fc.assert(property, runs);
});

describe('CPF and CNPJ', () => {
  const payload = (document) => ({
    ...{ amount: 1, externalReference: 'invoice-1' },
    payee: {
      ...{ name: 'Ana', document },
      destination: { type: 'PIX', pixKeyType: 'EMAIL', pixKey: 'ana@example.com' },
    },
  });
  const isFine = (document) => checkCashOut(payload(document)) === null;

  test('are judged as by a library that does nothing else', () => {
    const any = fc.oneof(
      from('0123456789', exactly(11)),
      from('0123456789AZ', exactly(12)).chain((body) =>
        from('0123456789', exactly(2)).map((last) => body + last),
      ),
      documents,
    );
    const property = fc.property(any, (text) => {
      const known = text.length === 11 ? cpf.isValid(text) : cnpj.isValid(text);
      assert.equal(isFine(text), known, text);
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  for (const [what, text] of [
    ['the one in the manual of the alphanumeric CNPJ', '12ABC34501DE35'],
    ['a CNPJ of digits', '11222333000181'],
    ['a CPF whose first check digit is 0', '12345678909'],
    ['a CPF without a zero among them', '11144477735'],
  ]) {
    test(`have check digits that fit: ${what}`, () => assert.ok(isFine(text)));
  }

  test('that are all one digit are nobody’s, though their check digits fit', () => {
    for (const digit of '0123456789') {
      assert.ok(!isFine(digit.repeat(11)));
      assert.ok(!isFine(digit.repeat(14)));
    }
  });
});

test('a credential gets the same verdict from the check and from Connxt', async () => {
  const action = 'action-sandbox-bank';
  const schema = await schemaOf('flow-pix-payments', action);
  const values = fc.oneof(
    from('abc-019', { maxLength: 70 }),
    from('0123456789', exactly(6)),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('x', '😀'), minLength: 190, maxLength: 210 }),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const names = ['clientId', 'clientSecret', 'merchantCode', 'other', '__proto__'];
  const credentials = fc.oneof(
    fc.record(Object.fromEntries(names.map((name) => [name, values])), { requiredKeys: [] }),
    fc.record(
      {
        clientId: from('abc-019', { minLength: 3, maxLength: 61 }),
        clientSecret: from('aZ!😀', { minLength: 6, maxLength: 201 }),
        merchantCode: from('0123456789', { minLength: 5, maxLength: 7 }),
      },
      { requiredKeys: ['clientId', 'clientSecret'] },
    ),
    fc.jsonValue(),
  );
  let fine = 0;
  const property = fc.asyncProperty(credentials, async (credential) => {
    const error = await checkCredential(schema, credential);
    const answer = await credentialRefusedWith(action, credential);
    assert.deepEqual([error?.code, error?.status], [answer?.code, answer?.status]);
    if (error === null) fine += 1;
    else {
      const fields = (each) => each.fields.map(({ field }) => field);
      assert.deepEqual(fields(error), fields(answer));
    }
  });
  await fc.assert(property, { numRuns: 600 });
  assert.ok(fine > 20, `${fine} were fine`);
});
