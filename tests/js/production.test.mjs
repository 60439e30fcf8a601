// The code of pkg/docs/production.md runs, and what its comments say of values is true.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

const path = new URL('../../pkg/docs/production.md', import.meta.url);
const blocks = [...(await readFile(path, 'utf8')).matchAll(/```js\n(.*?)```/gs)];

/** `expression; // 'value'` is a claim. */
const checked = (code) =>
  code.replaceAll(
    /^([\w.[\]]+); \/\/ ('[^']*'|\d+)$/gm,
    (_, expression, value) => `assert.equal(${expression}, ${value});`,
  );

describe('the guide to production', () => {
  for (const [index, [, code]] of blocks.entries()) {
    test(`has a snippet ${index + 1} that runs`, async () => {
      globalThis.surroundings = { assert, page: () => {} };
      const source = checked(code).replaceAll(
        /from '(psp-errors[^']*)'/g,
        (_, name) => `from '${import.meta.resolve(name)}'`,
      );
      const module = `const { assert, page } = globalThis.surroundings;\n${source}`;
      await import(`data:text/javascript,${encodeURIComponent(module)}`);
    });
  }

  test('says nothing of a value that is not checked', () => {
    const claims = blocks.flatMap(([, code]) => checked(code).match(/assert\.equal/g) ?? []);
    assert.equal(claims.length, 8);
    assert.equal(blocks.length, 4);
  });
});
