// One file, one way, in a fresh process; the result is the output.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { classifyLines } from 'psp-errors/lines';
import { resultOf } from './documented.mjs';

const [way, path] = process.argv.slice(2);
const ways = {
  classifyLines: async () =>
    (await classifyLines(createReadStream(path, { highWaterMark: 2 ** 20 }))).lines,
  readline: async () => {
    const counts = {};
    let lines = 0;
    for await (const line of createInterface({
      input: createReadStream(path, { highWaterMark: 2 ** 20 }),
    })) {
      const record = JSON.parse(line);
      const { code, action } = resultOf(record.status, record.body ?? record);
      counts[code] = (counts[code] ?? 0) + 1;
      counts[action] = (counts[action] ?? 0) + 1;
      lines += 1;
    }
    return lines;
  },
};

const start = performance.now();
const lines = await ways[way]();
const ms = performance.now() - start;
// In KiB; the peak of the whole process.
const memory = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ lines, ms, memory }));
