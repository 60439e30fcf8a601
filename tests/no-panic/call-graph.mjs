// Who calls whom in a WebAssembly module that still has the names of its functions.
import { capture } from '../../pkg/scripts/step.mjs';

const name = String.raw`\$(?:"[^"]*"|[^\s()]+)`;
const patterns = {
  function: new RegExp(String.raw`^ \(func (${name})`),
  imported: new RegExp(String.raw`^ \(import .*\(func (${name})`),
  export: new RegExp(String.raw`^ \(export "([^"]*)" \(func (${name})`),
  table: /^ \(elem .* func (.*)\)/,
  call: new RegExp(String.raw`\((?:return_)?call (${name})|\(ref\.func (${name})`, 'g'),
  name: new RegExp(name, 'g'),
};

/**
 * Reads a module: `calls`, a map from each function that an export reaches to the functions that it
 * calls. An indirect call may reach whatever is in a table.
 */
export function readCallGraph(path, features) {
  const flags = features.map((feature) => `--enable-${feature}`);
  const text = capture('wasm-dis', [...flags, path], { env: process.env });
  if (text === null) throw new Error(`wasm-dis cannot read ${path}`);
  const all = new Map();
  const exports = [];
  const inTable = [];
  let calls = new Set();
  for (const line of text.split('\n')) {
    const opened = patterns.function.exec(line) ?? patterns.imported.exec(line);
    if (opened !== null) {
      calls = new Set();
      all.set(opened[1], calls);
    }
    const exported = patterns.export.exec(line);
    if (exported !== null) exports.push({ name: exported[1], function: exported[2] });
    const table = patterns.table.exec(line);
    if (table !== null) inTable.push(...(table[1].match(patterns.name) ?? []));
    for (const [, called, referred] of line.matchAll(patterns.call)) calls.add(called ?? referred);
    if (line.includes('(call_indirect')) calls.add('table');
  }
  all.set('table', new Set(inTable));
  return { exports, calls: reachable(all, exports) };
}

function reachable(all, exports) {
  const calls = new Map();
  // What wasm-bindgen runs while it builds, and takes out of the module.
  const lasting = exports.filter((each) => !each.name.startsWith('__wbindgen_describe'));
  const waiting = lasting.map((each) => each.function);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (calls.has(next)) continue;
    const called = all.get(next);
    if (called === undefined) throw new Error(`${next} is called, and is nowhere`);
    calls.set(next, called);
    waiting.push(...called);
  }
  return calls;
}
