import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { billOfMaterials } from '../../pkg/scripts/sbom.mjs';

const bill = await billOfMaterials(process.env);
const require = createRequire(import.meta.url);

describe('the bill of materials', () => {
  test('is of this version of the package', () => {
    const { name, version, license } = require('../../pkg/package.json');
    const { component } = bill.metadata;
    assert.deepEqual([component.name, component.version], [name, version]);
    assert.deepEqual(component.licenses, [{ expression: license }]);
    assert.equal(component.purl, `pkg:npm/psp-errors@${version}`);
  });

  test('names every crate that is compiled into the module', async () => {
    const manifest = await readFile(new URL('../../Cargo.toml', import.meta.url), 'utf8');
    const names = bill.components.map(({ name }) => name);
    const section = /\[target\.'cfg\(target_arch = "wasm32"\)'\.dependencies\]\n([^[]*)/.exec(
      manifest,
    );
    const direct = [...section[1].matchAll(/^([\w-]+) = /gm)].map(([, name]) => name);
    assert.ok(direct.length >= 3, String(direct));
    for (const name of [...direct, 'serde', 'serde_core']) assert.ok(names.includes(name), name);
    // What only builds or tests is not in the module.
    for (const name of ['serde_derive', 'wasm-bindgen-macro', 'proptest', 'syn']) {
      assert.ok(!names.includes(name), name);
    }
  });

  test('has the hash and the licence of each, and names each once', () => {
    const references = bill.components.map((each) => each['bom-ref']);
    assert.equal(new Set(references).size, references.length);
    for (const { hashes, licenses, purl, name, version } of bill.components) {
      assert.match(hashes[0].content, /^[0-9a-f]{64}$/);
      assert.match(licenses[0].expression, /MIT|Apache-2\.0/);
      assert.equal(purl, `pkg:cargo/${name}@${version}`);
    }
    assert.deepEqual(bill.dependencies[0].dependsOn, references);
  });

  test('is the same each time', async () => {
    assert.deepEqual(await billOfMaterials(process.env), bill);
  });
});
