import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { isPspError } from 'psp-errors';
import { checkCredential } from 'psp-errors/check';
import { credentialRefusedWith, schemaOf } from './support.mjs';

const secret = 'sk-5up3r-53cr3t';
const schema = await schemaOf('flow-pix-payments', 'action-sandbox-bank');
const right = { clientId: 'shop-1', clientSecret: 'not-a-secret', merchantCode: '123456' };
const said = (error) => error?.fields.map(({ message }) => message) ?? null;
const misfit = 'does not fit the credentialSchema: ';

describe('a credential', () => {
  test('that fits is fine, with more than the schema knows, too', async () => {
    assert.equal(await checkCredential(schema, right), null);
    assert.equal(await checkCredential(schema, { ...right, more: 1 }), null);
  });

  test('that does not is what Connxt would answer, in its fields and its words', async () => {
    for (const [credential, message] of [
      [{}, `${misfit}clientId is required; clientSecret is required`],
      [{ ...right, clientId: 1 }, `${misfit}clientId must be a string`],
      [
        { ...right, clientId: 'abc' },
        `${misfit}clientId must be text that matches ^[a-z0-9-]{4,}$`,
      ],
      [
        { ...right, clientSecret: 'x'.repeat(201) },
        `${misfit}clientSecret must not be longer than 200 characters`,
      ],
      [
        { clientSecret: right.clientSecret, merchantCode: '' },
        `${misfit}clientId is required; merchantCode must be text that matches ^\\d{6}$`,
      ],
      [undefined, 'is required'],
      [null, 'is required'],
    ]) {
      const error = await checkCredential(schema, credential);
      const answer = await credentialRefusedWith('action-sandbox-bank', credential);
      assert.ok(isPspError(error, '4001'));
      for (const name of ['api', 'status', 'action', 'remedy', 'outcome', 'userMessage']) {
        assert.equal(error[name], answer[name], name);
      }
      assert.deepEqual(error.fields, [{ field: 'credential', message }]);
      assert.deepEqual(error.fields, answer.fields);
    }
  });

  for (const [title, rule, value, message] of [
    ['an integer', { type: 'integer', maximum: 9 }, '1', 'pin must be an integer'],
    ['one of two types', { type: ['string', 'null'] }, 1, 'pin must be of another type'],
    ['a bound', { type: 'integer', maximum: 9 }, 48151623, 'pin does not fit: maximum'],
    ['a factor', { multipleOf: 5 }, 48151623, 'pin does not fit: multipleOf'],
    ['a list of words', { enum: ['a', 'b'] }, secret, 'pin does not fit: enum'],
    ['a constant', { const: 'a' }, secret, 'pin does not fit: const'],
    ['a format', { type: 'string', format: 'email' }, secret, 'pin does not fit: format'],
    ['a least length', { minLength: 50 }, secret, 'pin must not be shorter than 50 characters'],
    ['an alternative', { anyOf: [{ type: 'number' }] }, secret, 'pin does not fit: anyOf'],
    ['a ban', { not: {} }, secret, 'pin does not fit: not'],
    ['a member within', { required: ['a'] }, { b: secret }, 'pin.a is required'],
    ['a name', { additionalProperties: false }, { a: secret }, 'pin'],
  ]) {
    test(`is told what is wrong by ${title}, and never shown`, async () => {
      const error = await checkCredential({ properties: { pin: rule } }, { pin: value });
      assert.ok(said(error)[0].startsWith(misfit + message), said(error)[0]);
      const shown = JSON.stringify({ ...error, message: error.message, stack: error.stack });
      assert.ok(!shown.includes(secret) && !shown.includes('48151623'), shown);
    });
  }

  test('is judged by the draft that the schema names', async () => {
    const tuple = (draft) => ({ $schema: draft, items: [{ type: 'string' }] });
    for (const [draft, wanted] of [
      ['http://json-schema.org/draft-07/schema#', `${misfit}0 must be a string`],
      ['http://json-schema.org/draft-04/schema#', `${misfit}0 must be a string`],
      ['https://json-schema.org/draft/2019-09/schema', `${misfit}0 must be a string`],
    ]) {
      assert.deepEqual(said(await checkCredential(tuple(draft), [1])), [wanted]);
    }
    const newest = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
    const error = await checkCredential({ ...newest, prefixItems: [{ type: 'string' }] }, [1]);
    assert.deepEqual(said(error), [`${misfit}0 must be a string`]);
  });
});

describe('a schema that is none is refused', () => {
  for (const [title, broken] of [
    ['nothing', undefined],
    ['null', null],
    ['a text', '{}'],
    ['a list', []],
    ['a pattern that is none', { properties: { a: { pattern: '(' } } }],
    ['a reference to nowhere', { properties: { a: { $ref: '#/nowhere' } } }],
  ]) {
    test(title, async () => {
      const wanted = { name: 'TypeError', message: /takes a JSON Schema/ };
      await assert.rejects(checkCredential(broken, { a: secret }), wanted);
    });
  }

  test('and so is a credential that cannot be sent', async () => {
    const wanted = { name: 'TypeError', message: /checkCredential\(\) takes what can be written/ };
    await assert.rejects(checkCredential(schema, { clientId: 1n }), wanted);
  });
});

describe('the validator', () => {
  const run = async (script, ...flags) => {
    const args = [...flags, '--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: import.meta.dirname,
    });
    return stdout;
  };

  test('works where code must not be made from text', async () => {
    const script = `
      import { checkCredential } from 'psp-errors/check';
      const schema = ${JSON.stringify(schema)};
      console.log(await checkCredential(schema, ${JSON.stringify(right)}));
      console.log((await checkCredential(schema, {})).code);
      try { new Function(''); } catch (error) { console.log(error.name); }`;
    const output = await run(script, '--disallow-code-generation-from-strings');
    assert.equal(output, 'null\n4001\nEvalError\n');
  });

  test('is loaded when it is used, and not before', async () => {
    const script = `
      import module from 'node:module';
      module.register('data:text/javascript,' + encodeURIComponent(
        'export const resolve = (name, context, next) => {' +
        '  if (name.includes("cfworker")) throw new Error("not there");' +
        '  return next(name, context);' +
        '};'));
      const { checkCredential, checkRebalance } = await import('psp-errors/check');
      console.log(checkRebalance({ targetAmount: 1 }));
      await checkCredential({}, {}).catch(({ message }) => console.log(message));`;
    const output = await run(script);
    assert.match(output, /^null\ncheckCredential\(\) needs @cfworker\/json-schema: npm install/);
  });
});
