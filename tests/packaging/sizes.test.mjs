// What users load is no larger than they were told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizes } from '../../pkg/scripts/sizes.mjs';

for (const { name, gzip, bound } of await sizes()) {
  test(`${name}: at most ${bound / 1024} KiB, gzip`, () => {
    assert.ok(gzip <= bound, `${gzip} bytes are more than ${bound}`);
  });
}
