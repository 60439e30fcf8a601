import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPspError } from 'psp-errors';
import { rejection } from '../fetch/support.mjs';
import { failing } from './server.mjs';
import { send as sendWith } from './undici.mjs';

const policy = { baseMs: 1 };
const send = (url, options) => sendWith(url, { policy, ...options });
const json = { 'Content-Type': 'application/json' };
const post = { method: 'POST', headers: json, body: '{"amount":1}' };

describe('planRetry with undici', () => {
  test('sends a GET again that fails twice', async (t) => {
    const { url, seen } = await failing(t, 503, 'drop');
    assert.deepEqual(await send(url, { api: 'connxt' }), { id: 1 });
    assert.equal(seen.length, 3);
  });

  test('sends a POST again with the same key and the same body', async (t) => {
    const { url, seen } = await failing(t, 'drop', { status: 500 });
    const key = crypto.randomUUID();
    const headers = { ...json, 'X-Idempotency-Key': key };
    assert.deepEqual(await send(url, { ...post, headers, api: 'connectpsp' }), { id: 1 });
    assert.deepEqual(seen, Array(3).fill({ method: 'POST', key, body: post.body }));
  });

  test('does not send a POST again that may have been executed', async (t) => {
    for (const failure of [500, 'drop', 'truncate']) {
      const { url, seen } = await failing(t, failure);
      const error = await rejection(send(url, { ...post, api: 'connxt' }));
      assert.ok(isPspError(error));
      assert.deepEqual(
        [error.gaveUp, error.outcome, error.attempts, seen.length],
        ['not-idempotent', 'unknown', 1, 1],
      );
    }
  });

  test('sends a POST again that was refused', async (t) => {
    const { url, seen } = await failing(t, 429);
    assert.deepEqual(await send(url, { ...post, api: 'connxt' }), { id: 1 });
    assert.equal(seen.length, 2);
  });

  test('rejects with a PspError for what no retry mends', async (t) => {
    const { url, seen } = await failing(t, { status: 422, code: 'INSUFFICIENT_FUNDS' });
    const error = await rejection(send(url, { ...post, api: 'connectpsp' }));
    assert.ok(isPspError(error, 'INSUFFICIENT_FUNDS'));
    assert.deepEqual([error.gaveUp, seen.length], ['not-retryable', 1]);
  });

  test('gives up after three requests, and for a Retry-After that is too long', async (t) => {
    const tired = await failing(t, 503, 503, 503);
    const error = await rejection(send(tired.url, { api: 'connxt' }));
    assert.deepEqual([error.gaveUp, error.attempts, tired.seen.length], ['attempts', 3, 3]);
    const later = await failing(t, { status: 429, retryAfter: '3600' });
    const { gaveUp, retryAfterMs } = await rejection(send(later.url, { api: 'connxt' }));
    assert.deepEqual([gaveUp, retryAfterMs], ['retry-after-too-long', 3_600_000]);
  });

  test('is aborted while it waits', async (t) => {
    const { url, seen } = await failing(t, { status: 503, retryAfter: '30' });
    const aborter = new AbortController();
    const { signal } = aborter;
    const result = rejection(send(url, { api: 'connxt', signal }));
    setTimeout(() => aborter.abort(), 100);
    assert.match((await result).name, /AbortError|CanceledError/);
    assert.equal(seen.length, 1);
  });
});
