// A reporter for node:test that shows failures whole, and of everything else the number.
import { relative } from 'node:path';
import { inspect } from 'node:util';

export default async function* report(source) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for await (const { type, data } of source) {
    if (type === 'test:stderr') yield data.message;
    const isSuite = data?.details?.type === 'suite';
    if (type === 'test:pass' && !isSuite) {
      if (data.skip !== undefined || data.todo !== undefined) skipped += 1;
      else passed += 1;
    }
    if (type === 'test:fail' && !isSuite) {
      failed += 1;
      const place = data.file ? `${relative(process.cwd(), data.file)}:${data.line}` : '';
      const { error } = data.details;
      yield `\n✖ ${data.name} (${place})\n${inspect(error?.cause ?? error)}\n`;
    }
  }
  yield `${passed} passed, ${failed} failed, ${skipped} skipped\n`;
}
