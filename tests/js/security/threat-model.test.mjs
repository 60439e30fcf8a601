import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const model = await readFile(join(root, 'pkg', 'docs', 'threat-model.md'), 'utf8');
const promises = model
  .split('\n')
  .filter((line) => /^\| (?!promise |-)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('the threat model promises something', () => assert.ok(promises.length > 20));

for (const [, promise, shown] of promises) {
  test(`a test that exists shows: ${promise}`, async () => {
    const [, file, title] = /^`([^`]+)`: (.+)$/.exec(shown) ?? assert.fail(shown);
    const source = await readFile(join(root, file), 'utf8');
    assert.ok(source.includes(title), `${file} has no test ${title}`);
  });
}
