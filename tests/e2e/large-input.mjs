// Pastes and files that would make the page slow, and how they reach it; for a test of what the page
// does with them, and for the benchmark that times it.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mebibyte = 2 ** 20;

/** 5 MiB each: nested JSON that never ends, and a response with a long page in it. */
export const noises = [
  '{[('.repeat((5 * mebibyte) / 3),
  `HTTP/1.1 503 Service Unavailable\n\n${'<p>é'.repeat((5 * mebibyte) / 4)}`,
];

const records = [
  '{"timestamp":"2026-01-05T12:00:01.000Z","level":"error","status":422,"code":"INSUFFICIENT_FUNDS","detail":"R$ 900.00 were requested, and R$ 100.00 are available."}',
  '{"timestamp":"2026-01-05T13:00:02.000Z","level":"error","status":401,"code":"TOKEN_EXPIRED","title":"Token Expired"}',
  '{"timestamp":"2026-01-05T14:00:03.000Z","level":"error","code":"4001","message":"Validation failed","errors":[{"field":"credential","message":"is missing"}]}',
  '{"timestamp":"2026-01-05T15:00:04.000Z","level":"error","status":503,"title":"Service Unavailable"}',
];
/** The codes of the log, each in as many lines. */
export const codesOfLog = ['INSUFFICIENT_FUNDS', 'TOKEN_EXPIRED', '4001', 'HTTP_503'];

/** Writes a log of 100 MiB; `remove` takes it away again. */
export async function makeLog() {
  const folder = await mkdtemp(join(tmpdir(), 'psp-errors-log-'));
  const path = join(folder, 'errors.ndjson');
  const lineCount = await writeLog(path, 100 * mebibyte);
  return { path, lineCount, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function writeLog(path, size) {
  const block = Buffer.from(`${Array(250).fill(records.join('\n')).join('\n')}\n`);
  const count = Math.ceil(size / block.length);
  const stream = createWriteStream(path);
  for (let index = 0; index < count; index++) {
    if (!stream.write(block)) await new Promise((resolve) => stream.once('drain', resolve));
  }
  await new Promise((resolve) => stream.end(resolve));
  return count * 250 * records.length;
}

/** Drops a file as from a file manager: a tab gets a File that it reads from the disk. */
export async function drop(page, path) {
  const input = page.locator('input[type=file]').first();
  await input.evaluate((element) => {
    // The page's own listener for choosing must not see it.
    element.addEventListener('change', (event) => event.stopImmediatePropagation(), {
      capture: true,
      once: true,
    });
  });
  await (await input.elementHandle()).setInputFiles(path);
  await input.evaluate((element) => {
    const transfer = new DataTransfer();
    transfer.items.add(element.files[0]);
    const over = { dataTransfer: transfer, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent('dragover', over));
    document.body.dispatchEvent(new DragEvent('drop', over));
  });
}

/** Some 15 KiB: a body of 100 field errors, of either API in turn. */
export function midSizeBodies() {
  const errors = Array.from({ length: 100 }, (_, index) => ({
    field: `payee.items[${index}].amount`,
    message: 'must be a number that is greater than zero, with two decimals at most',
  }));
  return [
    { api: 'Connxt API V2', code: '4001' },
    { api: 'ConnectPSP', code: 'VALIDATION_ERROR' },
  ].map(({ api, code }) => ({
    api,
    text: JSON.stringify({ code, message: 'Validation failed', errors }, null, 2),
  }));
}

/**
 * Types each body as often as there are rounds, with a mark named `typed` before each; throws if the
 * verdict is not there before the task of typing ends.
 */
export function typeInTurn(page, bodies, rounds) {
  return page.evaluate(
    async ([all, count]) => {
      const box = document.querySelector('textarea');
      for (let round = 0; round < count; round++) {
        const { api, text } = all[round % all.length];
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        performance.mark('typed');
        box.value = text;
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
        // In the same task: the verdict waits for nothing but promises.
        for (let turn = 0; turn < 50; turn++) await null;
        if (!document.querySelector('.facts').textContent.includes(api)) {
          throw new Error('the verdict came later');
        }
      }
    },
    [bodies, rounds],
  );
}
