import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode, PspError, planRetry } from 'psp-errors';

const busy = decode({ status: 503, body: '' });
const limited = decode({ status: 429, body: '' });
const lost = decode({ status: 0 });
const settling = decode({ status: 422, body: { code: 'MISSING_END_TO_END_ID' } });
const asking = (seconds, status = 503) =>
  decode({ status, headers: { 'retry-after': String(seconds) } });
const get = { number: 1, method: 'GET', random: 1 };
const patient = { attempts: 1000, deadlineMs: Number.POSITIVE_INFINITY };

const delay = (error, at, policy) => {
  const plan = planRetry(error, { ...get, ...at }, policy);
  assert.equal(plan.retry, true, plan.reason);
  return plan.delayMs;
};
const reason = (error, at, policy) => {
  const plan = planRetry(error, at, policy);
  return plan.retry ? null : plan.reason;
};

describe('the delay', () => {
  test('is random · min(20 s, 500 ms · 2^i)', () => {
    for (const [number, bound] of [
      ...[
        [1, 500],
        [2, 1000],
        [3, 2000],
        [6, 16_000],
        [7, 20_000],
        [64, 20_000],
        [999, 20_000],
      ],
    ]) {
      for (const random of [0, 0.25, 0.5, 0.999]) {
        assert.equal(delay(busy, { number, random }, patient), random * bound);
        assert.equal(delay(lost, { number, random }, patient), random * bound);
      }
    }
  });

  test('starts at one second after 429, at half a minute where a payment has to settle', () => {
    assert.deepEqual(
      [1, 2, 3].map((number) => delay(limited, { number }, patient)),
      [1000, 2000, 4000],
    );
    assert.deepEqual(
      [1, 2, 5, 6, 7].map((number) => delay(settling, { number }, patient)),
      [30_000, 60_000, 480_000, 600_000, 600_000],
    );
  });

  test('is at least what Retry-After asks for, up to a minute', () => {
    const forever = { deadlineMs: Number.POSITIVE_INFINITY };
    assert.equal(delay(asking(0), {}), 500);
    assert.equal(delay(asking(3), {}), 3000);
    assert.equal(delay(asking(60), {}, forever), 60_000);
    assert.deepEqual(planRetry(asking(61), get, forever), {
      retry: false,
      reason: 'retry-after-too-long',
      retryAfterMs: 61_000,
    });
    assert.equal(delay(asking(61), {}, { ...forever, maxRetryAfterMs: 61_000 }), 61_000);
  });

  test('follows the policy', () => {
    const policy = { ...patient, baseMs: 10, capMs: 25 };
    assert.deepEqual(
      [1, 2, 3].map((number) => delay(busy, { number }, policy)),
      [10, 20, 25],
    );
  });

  test('is spread by Math.random where no random number is given', (t) => {
    t.mock.method(Math, 'random', () => 0.5);
    assert.equal(planRetry(busy, { number: 1, method: 'GET' }).delayMs, 250);
  });

  test('costs 14 of a budget, 5 after 429', () => {
    assert.equal(planRetry(busy, get).cost, 14);
    assert.equal(planRetry(limited, get).cost, 5);
  });
});

describe('no further attempt is made', () => {
  test('for what is no retry', () => {
    for (const [status, code] of [
      [401, 'TOKEN_EXPIRED'],
      [422, 'INSUFFICIENT_FUNDS'],
      [404, 'NOT_FOUND'],
    ]) {
      const error = decode({ status, body: { code } });
      assert.equal(reason(error, { ...get, idempotent: true }), 'not-retryable');
    }
  });

  test('after three requests, or as many as the policy says', () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((number) => reason(busy, { ...get, number })),
      [null, null, 'attempts', 'attempts'],
    );
    assert.equal(reason(busy, get, { attempts: 1 }), 'attempts');
    assert.equal(reason(busy, { ...get, number: 2 ** 32 + 1 }), 'attempts');
  });

  test('that would begin after the deadline of a minute, or that of the policy', () => {
    assert.equal(reason(busy, { ...get, elapsedMs: 59_500 }), null);
    assert.deepEqual(planRetry(busy, { ...get, elapsedMs: 59_501 }), {
      retry: false,
      reason: 'deadline',
      retryAfterMs: 500,
    });
    assert.equal(reason(busy, get, { deadlineMs: 499 }), 'deadline');
    assert.equal(reason(busy, { ...get, elapsedMs: -1e9 }, { deadlineMs: 499 }), 'deadline');
  });

  test('with an empty budget, an abort or a stream', () => {
    assert.deepEqual(
      [14, 13].map((budget) => reason(busy, { ...get, budget })),
      [null, 'budget'],
    );
    assert.deepEqual(
      [5, 4].map((budget) => reason(limited, { ...get, budget })),
      [null, 'budget'],
    );
    assert.equal(reason(busy, { ...get, aborted: true }), 'aborted');
    assert.equal(reason(busy, { ...get, replayable: false }), 'body-not-replayable');
  });
});

describe('what may have been executed is sent again', () => {
  const isSentAgain = (at) => reason(busy, { number: 1, ...at }) === null;

  test('by the methods for which twice is once, in any case of letters', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'get', 'Delete']) {
      assert.ok(isSentAgain({ method }), method);
    }
    for (const method of ['POST', 'PATCH', 'TRACE', 'post', '']) {
      assert.equal(isSentAgain({ method, api: 'connxt' }), false, method);
    }
  });

  test('with a key that the API honours', () => {
    const post = { method: 'POST', hasIdempotencyKey: true };
    assert.equal(isSentAgain({ ...post, api: 'connectpsp' }), true);
    assert.equal(isSentAgain({ ...post, api: 'connxt' }), false);
    assert.equal(isSentAgain(post), false);
    assert.equal(isSentAgain({ method: 'POST', api: 'connectpsp' }), false);
  });

  test('because the caller says so, and not if the caller says no', () => {
    assert.equal(isSentAgain({ method: 'POST', idempotent: true }), true);
    assert.equal(isSentAgain({ method: 'GET', idempotent: false }), false);
  });

  test('never if the method is not known', () => {
    assert.equal(reason(busy, 1), 'not-idempotent');
    assert.equal(reason(lost, { number: 1 }), 'not-idempotent');
  });

  test('and what was refused is sent again by any method', () => {
    assert.equal(reason(limited, 1), null);
    assert.equal(reason(settling, { number: 1, method: 'POST', random: 0 }), null);
  });
});

test('it is pure: the same question has the same answer, and nothing is changed', () => {
  const error = Object.freeze({ ...busy });
  const at = Object.freeze({ ...get, random: 0.3 });
  const policy = Object.freeze({ attempts: 2 });
  const plan = planRetry(error, at, policy);
  for (let time = 0; time < 10; time++) assert.deepEqual(planRetry(error, at, policy), plan);
});

test('it takes a PspError', () => {
  assert.equal(planRetry(new PspError(busy), get).retry, true);
});

describe('what it does not take is a TypeError', () => {
  test('an error that is none', () => {
    for (const error of [undefined, null, 'x', {}, new Error('x'), { action: 1 }]) {
      assert.throws(() => planRetry(error, 1), { name: 'TypeError', message: /decoded error/ });
    }
  });

  test('a number of requests that is none', () => {
    for (const number of [
      ...[undefined, null, 0, -1, 1.5, '1', Number.NaN, Number.POSITIVE_INFINITY, {}],
    ]) {
      for (const attempt of [number, { number }]) {
        assert.throws(() => planRetry(busy, attempt), { name: 'TypeError', message: /requests/ });
      }
    }
  });

  test('a number that is none', () => {
    for (const value of ['1', null, Number.NaN, {}]) {
      for (const name of ['elapsedMs', 'random', 'budget']) {
        const wrong = { name: 'TypeError', message: new RegExp(`${name} takes a number`) };
        assert.throws(() => planRetry(busy, { ...get, [name]: value }), wrong);
      }
      for (const name of ['attempts', 'baseMs', 'capMs', 'deadlineMs', 'maxRetryAfterMs']) {
        const wrong = { name: 'TypeError', message: new RegExp(`${name} takes a number`) };
        assert.throws(() => planRetry(busy, get, { [name]: value }), wrong);
      }
    }
  });

  test('a policy that is none', () => {
    for (const policy of [null, 3, 'fast']) {
      assert.throws(() => planRetry(busy, get, policy), { name: 'TypeError', message: /policy/ });
    }
  });

  test('a random number out of range gives no delay out of range', () => {
    assert.equal(delay(busy, { random: 7 }), 500);
    assert.equal(delay(busy, { random: -7 }), 0);
  });
});
