// No input can make the core panic: in the module that cargo left there is no way from an export to
// a panic but the ones below, none of which has to do with input.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { modules } from '../../pkg/scripts/build.mjs';
import { readCallGraph } from './call-graph.mjs';

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** Each with who may call it, by parts of Rust's mangled names. */
const allowed = [
  // More memory was asked for than there are addresses; `handle_error` is where room runs out.
  { function: '5alloc7raw_vec17capacity_overflow', from: /./ },
  // In a poll of promises of js-sys, which nothing calls in a core without promises.
  { function: '4core4cell22panic_already_borrowed', from: /__wbg_jspi_task_poll/ },
  // In the error for a count above 2^53, which would take the lines of some centuries; and there it
  // is for a writer of text that fails, which writing to memory does not.
  { function: '4core6result13unwrap_failed', from: /serde_wasm_bindgen.*serialize_u64/ },
];

for (const { name, folder, features } of modules) {
  test(`the module ${name} has no way from an export to a panic`, () => {
    const { calls, exports } = readCallGraph(path(`target/wasm/${name}.wasm`), features);
    assert.ok(
      exports.some((each) => each.name.startsWith('decode')),
      'the exports are there',
    );
    assert.ok(calls.size > 50, 'the functions have names');

    const callers = [...calls].flatMap(([caller, called]) =>
      [...called].filter(isPanic).map((panic) => ({ caller, panic })),
    );
    const others = callers.filter(({ caller }) => !isPanic(caller) && !isAllowed(caller, calls));
    assert.deepEqual(others, [], 'functions that panic');
    assert.ok(callers.length > 0, 'panics are recognised by their names');
  });

  test(`the module ${name} holds no place in the sources of the core, and no text of a panic`, () => {
    const bytes = readFileSync(join(folder, 'psp_errors_bg.wasm'), 'latin1');
    const places = bytes.match(/[\w./-]+\.rs\b/g) ?? [];
    // Where the panics above would say that they happened.
    const known =
      /js-sys-[\d.]+\/src\/futures\/jspi\.rs$|library\/alloc\/src\/(raw_vec\/mod|fmt)\.rs$/;
    assert.deepEqual(
      places.filter((place) => !known.test(place)),
      [],
    );
    assert.doesNotMatch(bytes, /panicked|unwrap\(\)|out of bounds|out of range|divide by zero/);
  });
}

function isPanic(name) {
  return name.includes('4core9panicking') || name.includes('3std9panicking');
}

function isAllowed(caller, calls) {
  const rule = allowed.find((each) => caller.includes(each.function));
  if (rule === undefined) return caller.includes('rust_begin_unwind') || isBacktrace(caller);
  return [...calls].every(([other, called]) => !called.has(caller) || rule.from.test(other));
}

/** What a panic itself goes through on its way out. */
function isBacktrace(name) {
  return name.includes('___rust_end_short_backtrace');
}
