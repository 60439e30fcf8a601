// `npm run sbom`: the bill of materials of the package, in CycloneDX. It has no npm dependency, but
// holds what was compiled of some crates: those are named, with the hashes of Cargo.lock.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';
import { capture, main, SetupError } from './step.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The bill of materials, as an object. The same sources give the same one: it has no date. */
export async function billOfMaterials(env) {
  const manifest = JSON.parse(await readFile(join(root, 'pkg', 'package.json'), 'utf8'));
  const lock = await readFile(join(root, 'Cargo.lock'), 'utf8');
  const crates = cratesInModule(env).map((crate) => componentOf(crate, lock));
  const reference = `pkg:npm/${manifest.name}@${manifest.version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        type: 'library',
        'bom-ref': reference,
        name: manifest.name,
        version: manifest.version,
        description: manifest.description,
        licenses: [{ expression: manifest.license }],
        purl: reference,
      },
    },
    components: crates,
    dependencies: [
      { ref: reference, dependsOn: crates.map((crate) => crate['bom-ref']) },
      ...crates.map((crate) => ({ ref: crate['bom-ref'] })),
    ],
  };
}

/** What cargo links into the module: no tools of the build, no macros, nothing for tests. */
function cratesInModule(env) {
  const options = ['--edges', 'normal,no-proc-macro', '--target', 'wasm32-unknown-unknown'];
  const format = ['--prefix', 'none', '--no-dedupe', '--format', '{p}|{l}'];
  const tree = capture('cargo', ['tree', '--locked', ...options, ...format], { env, cwd: root });
  if (tree === null) throw new SetupError('cargo tree failed: run it by hand to see why.');
  const [, ...lines] = tree.split('\n');
  const crates = new Map();
  for (const line of lines) {
    const [, name, version, license] = /^(\S+) v(\S+)[^|]*\|(.*)$/.exec(line) ?? [];
    if (name && name !== 'psp-errors') crates.set(`${name}@${version}`, { name, version, license });
  }
  return [...crates.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function componentOf({ name, version, license }, lock) {
  const reference = `pkg:cargo/${name}@${version}`;
  const entry = new RegExp(`name = "${name}"\nversion = "${version}"[^[]*?checksum = "(\\w{64})"`);
  const content = entry.exec(lock)?.[1];
  if (content === undefined) throw new SetupError(`Cargo.lock has no checksum of ${name}.`);
  return {
    type: 'library',
    'bom-ref': reference,
    name,
    version,
    hashes: [{ alg: 'SHA-256', content }],
    licenses: [{ expression: license.replaceAll('/', ' OR ') }],
    purl: reference,
  };
}

/** Writes it; gives where. */
export async function writeBillOfMaterials(path, env) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(await billOfMaterials(env), null, 2)}\n`);
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { env } = await setup(['wasm']);
    const path = process.argv[2] ?? join(root, 'target', 'psp-errors.cdx.json');
    console.log(await writeBillOfMaterials(path, env));
  });
}
