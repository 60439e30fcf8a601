// `npm run soak`: half an hour of mixed load through the bad network of tests/faults, with aborts and
// tokens that expire. `-- --minutes 5 --seed 7 --share 0.05 --concurrency 32` for another run.
import { parseArgs } from 'node:util';
import { soak } from './soak.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    share: { type: 'string', default: '0.05' },
    concurrency: { type: 'string', default: '32' },
  },
});
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
const { calls, seconds, complaints, samples, growth, wasm } = await soak({
  minutes: Number(values.minutes),
  seed: values.seed,
  share: Number(values.share),
  concurrency: Number(values.concurrency),
  count: 2000,
  least: 8,
  onStretch: ({ calls, complaints, heap, wasm }) =>
    console.error(
      `${calls} calls, heap ${mib(heap)}, wasm ${mib(wasm)}, ${complaints.length} complaints`,
    ),
});

const heaps = samples.map(({ heap }) => heap);
console.log(
  `${calls} calls in ${(seconds / 60).toFixed(1)} min (${(calls / seconds).toFixed(0)} a second).`,
);
console.log(
  `Heap after gc: ${mib(heaps[0])} after the first stretch, ${mib(heaps.at(-1))} after the last, ${Math.round(growth)} bytes per stretch of ${Math.round(calls / samples.length)} calls. wasm: ${wasm.map(mib).join(', ')}.`,
);
for (const complaint of complaints.slice(0, 50)) console.log(complaint);
console.log(`${complaints.length} complaints.`);
process.exitCode = complaints.length === 0 ? 0 : 1;
