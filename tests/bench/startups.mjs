// Start-up: from the import of a module to the first result that it gives.
import { fileURLToPath } from 'node:url';

/** The modules to import, and the expression that makes the first result. */
export const startups = {
  documented: { from: './documented.mjs', call: 'module.fromText(status, text)' },
  'psp-errors': { from: 'psp-errors', call: 'module.decode({ status, body: text })' },
  'psp-errors/js': { from: 'psp-errors/js', call: 'module.decode({ status, body: text })' },
  'documented + zod': { from: './peers/zod.mjs', call: 'module.fromText(status, text)' },
  'documented + valibot': { from: './peers/valibot.mjs', call: 'module.fromText(status, text)' },
  'documented + ajv': { from: './peers/ajv.mjs', call: 'module.fromText(status, text)' },
};

/** Source of a module that measures one of them, once, and gives the milliseconds to `tell`. */
export function sourceOf({ call }, from, { status, text }, tell) {
  return `
    const status = ${status};
    const text = ${JSON.stringify(text)};
    const start = performance.now();
    const module = await import(${JSON.stringify(from)});
    const result = ${call};
    const time = performance.now() - start;
    if (result.action === undefined) throw new Error('No result');
    ${tell}(time);
  `;
}

/**
 * Measures each in turns, as often as there are rounds: `measureOnce(name)` gives milliseconds.
 * Gives a row per module that is not the reference.
 */
export async function compareStartups(measureOnce, rounds) {
  const times = {};
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(startups)) {
      times[name] ??= [];
      times[name].push(await measureOnce(name));
    }
  }
  const { documented, ...others } = times;
  return Object.entries(others).map(([name, each]) => ({
    part: 'start-up',
    group: 'import to first result',
    name,
    ratios: each.map((time, round) => documented[round] / time),
    timesMs: each,
  }));
}

export const folder = fileURLToPath(new URL('.', import.meta.url));
