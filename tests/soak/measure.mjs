// What this process, where the client lives, takes up.
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

// The package does not show its module's memory: it is caught when the module is started. So this
// file has to be imported before the package.
const { Instance } = WebAssembly;
const instances = [];
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    instances.push(this);
  }
};

/** Bytes in use once everything that can go is gone, and how often the module was started. */
export async function measure() {
  // Twice: what a finaliser lets go can go the second time.
  for (let time = 0; time < 3; time++) {
    gc();
    await sleep(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const own = instances.filter(({ exports }) => 'planRetry' in exports);
  return {
    heap: heapUsed + arrayBuffers,
    wasm: own.at(-1)?.exports.memory.buffer.byteLength ?? 0,
    started: own.length,
  };
}

/** The slope of the values over their index, by least squares. */
export function slopeOf(values) {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [index, value] of values.entries()) {
    above += (index - middle) * (value - mean);
    below += (index - middle) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
