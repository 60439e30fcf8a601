// What holds for any request: how fetch may be called, hostile input, determinism, reset, bounds.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  cashOutBody,
  createSandbox,
  debits,
  get,
  Ledger,
  newCashIn,
  pay,
  post,
  Schedule,
  send,
  Transactions,
  until,
} from './support.mjs';

describe('fetch', () => {
  test('takes a Request, a URL, an absolute or a relative address, and needs no this', async () => {
    const sandbox = createSandbox();
    const { fetch } = sandbox;
    const headers = await sandbox.signIn();
    const address = 'https://api.homologacao.connectpsp.com/account/balance';
    for (const answer of [
      fetch(new Request(address, { headers })),
      fetch(new Request(address), { headers }),
      fetch(new URL(address), { headers }),
      fetch(address, { headers }),
      fetch('/account/balance', { headers }),
    ]) {
      assert.equal((await answer).status, 200);
    }
  });

  test('takes every kind of body', async () => {
    const sandbox = createSandbox();
    const text = (externalReference) => JSON.stringify(cashOutBody({ externalReference }));
    const bytes = new TextEncoder().encode(text('b'));
    const stream = new Blob([text('d')]).stream();
    for (const body of [text('a'), bytes, new Blob([text('c')]), stream, `\ufeff${text('e')}`]) {
      const headers = await sandbox.signIn();
      assert.equal(
        (await sandbox.fetch('/cash-out', { method: 'POST', headers, body, duplex: 'half' }))
          .status,
        202,
      );
    }
  });

  test('does nothing when its signal is aborted already', async () => {
    const sandbox = createSandbox();
    const signal = AbortSignal.abort(new Error('changed my mind'));
    await assert.rejects(pay(sandbox, {}, {}, { signal }), /changed my mind/);
    const controller = new AbortController();
    const request = new Request('https://psp.example/account/balance', {
      signal: controller.signal,
    });
    controller.abort();
    await assert.rejects(sandbox.fetch(request), { name: 'AbortError' });
    assert.equal(sandbox.state.requests.length, 0);
  });

  test('answers HEAD without a body, and an unknown path or method with a 404 without a code', async () => {
    const sandbox = createSandbox();
    const head = await send(sandbox, 'HEAD', '/account/balance');
    assert.deepEqual([head.status, await head.text()], [200, '']);
    const refused = await sandbox.fetch('/account/balance', { method: 'HEAD' });
    assert.deepEqual([refused.status, await refused.text()], [401, '']);
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['DELETE', '/cash-out/1'],
      ['GET', '/connxt/v20/flows'],
    ]) {
      const response = await send(sandbox, method, path);
      const body = await response.json();
      assert.deepEqual([response.status, body.type, body.code], [404, 'about:blank', undefined]);
    }
  });
});

describe('hostile input', () => {
  for (const [what, body] of Object.entries({
    'that is empty': '',
    'cut off': '{"amount":',
    'with a trailing comma': '{"amount":1,}',
    'of HTML': '<html></html>',
    'that is an array': '[]',
    'that is null': 'null',
    'that is a string': '"x"',
    'nested 100 000 deep': '['.repeat(100_000),
    'nested 100 000 deep and closed': '['.repeat(100_000) + ']'.repeat(100_000),
    'that sets __proto__': '{"__proto__":{"amount":1,"externalReference":"x"}}',
    'of lone surrogates': '{"externalReference":"\\ud800"}',
  })) {
    test(`a body ${what} is a VALIDATION_ERROR`, async () => {
      const sandbox = createSandbox();
      const response = await post(sandbox, '/cash-out', body);
      assert.equal((await response.json()).code, 'VALIDATION_ERROR');
      assert.equal(sandbox.state.ledger.length, 0);
    });
  }

  test('a body that is not UTF-8 is a VALIDATION_ERROR', async () => {
    const sandbox = createSandbox();
    const body = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    const response = await sandbox.fetch('/cash-out', {
      method: 'POST',
      headers: await sandbox.signIn(),
      body,
    });
    assert.equal((await response.json()).code, 'VALIDATION_ERROR');
  });

  for (const [what, body] of Object.entries({
    'as a string': () => JSON.stringify(cashOutBody({ description: 'x'.repeat(1024 * 1024) })),
    'as a stream': () =>
      new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(64 * 1024).fill(32));
        },
      }),
  })) {
    test(`a body of 1 MiB or without end, ${what}, is refused with 413`, async () => {
      const sandbox = createSandbox();
      for (const path of ['/auth/token', '/cash-out', '/connxt/v2/psps']) {
        const headers = {
          ...(await sandbox.signIn()),
          'X-SECRET-TOKEN': sandbox.credentials.secretToken,
        };
        const response = await sandbox.fetch(path, {
          method: 'POST',
          headers,
          body: body(),
          duplex: 'half',
        });
        assert.equal(response.status, 413);
        assert.ok(await response.json());
      }
      assert.equal(sandbox.state.ledger.length, 0);
    });
  }

  const strangeIds = [
    '__proto__',
    'constructor',
    '%E0%A4%A',
    '%00',
    '..%2f..%2fetc',
    'a'.repeat(5_000),
    '%F0%9F%92',
  ];
  for (const id of strangeIds) {
    test(`the id ${id.slice(0, 20)} is NOT_FOUND`, async () => {
      const sandbox = createSandbox();
      assert.equal((await (await get(sandbox, `/cash-out/${id}`)).json()).code, 'NOT_FOUND');
      assert.ok(sandbox.state.requests[0].path.length <= 2_048);
    });
  }

  test('an externalReference may be any text of up to 255 characters', async () => {
    const sandbox = createSandbox();
    for (const externalReference of ['__proto__', 'toString', '<script>', '💸'.repeat(50), ' ']) {
      assert.equal((await pay(sandbox, { externalReference })).status, 202);
      assert.equal((await pay(sandbox, { externalReference })).status, 409);
    }
    for (const externalReference of ['x'.repeat(256), '', 7, null, ['a'], { a: 1 }]) {
      assert.equal((await pay(sandbox, { externalReference })).status, 400);
    }
  });

  for (const name of ['Authorization', 'ApplicationToken', 'DigitalSignature']) {
    const long = ['x'.repeat(100_000), `Bearer ${'a.'.repeat(20_000)}`];
    for (const value of ['', ...long, 'Bearer ', '\xe9\xff', 'a, b', '__proto__', "' OR 1=1 --"]) {
      test(`${name}: ${JSON.stringify(value.slice(0, 20))} is refused`, async () => {
        const sandbox = createSandbox();
        assert.ok([401, 422].includes((await pay(sandbox, {}, { [name]: value })).status));
        assert.equal(sandbox.state.ledger.length, 0);
      });
    }
  }
});

describe('determinism', () => {
  const history = async (seed) => {
    const sandbox = createSandbox({ seed });
    sandbox.payCashIn(await newCashIn(sandbox));
    await pay(sandbox);
    sandbox.clock.advance(20_000);
    const { balances, ledger, cashIns, cashOuts, requests } = sandbox.state;
    return { credentials: sandbox.credentials, balances, ledger, cashIns, cashOuts, requests };
  };

  test('the same seed gives the same credentials, ids and times; another seed others', async () => {
    assert.deepEqual(await history(1), await history(1));
    assert.deepEqual(await history(1), await history('1'));
    const [one, two] = [await history(1), await history(2)];
    for (const name of Object.keys(one.credentials))
      assert.notEqual(one.credentials[name], two.credentials[name]);
    assert.notEqual(one.cashOuts[0].transactionId, two.cashOuts[0].transactionId);
  });

  test('how often a client signs in does not change the ids of its transactions', async () => {
    const [once, often] = [createSandbox(), createSandbox()];
    for (let count = 0; count < 5; count++) await often.signIn();
    await pay(once);
    await pay(often);
    assert.deepEqual(once.state.cashOuts, often.state.cashOuts);
  });

  test('credentials are plainly those of a sandbox', () => {
    const { credentials } = createSandbox();
    for (const [name, value] of Object.entries(credentials)) {
      assert.match(value, name === 'applicationToken' ? /^[0-9a-f-]{36}$/ : /^sandbox-/);
    }
    assert.ok(Object.isFrozen(credentials));
  });
});

describe('state', () => {
  test('is a snapshot that cannot be written to', async () => {
    const sandbox = createSandbox();
    await pay(sandbox);
    const { ledger, requests, cashOuts, balances } = sandbox.state;
    for (const view of [
      ledger,
      ledger[0],
      requests,
      requests[0],
      cashOuts,
      cashOuts[0],
      balances,
    ]) {
      assert.ok(Object.isFrozen(view));
    }
    await pay(sandbox, { externalReference: 'other' });
    sandbox.clock.advance(10_000);
    assert.deepEqual([ledger.length, requests.length, cashOuts[0].status], [1, 1, 'PROCESSING']);
  });

  test('keeps the latest ten thousand requests', async () => {
    const sandbox = createSandbox();
    for (let count = 0; count < 10_010; count++) await sandbox.fetch('/nowhere');
    const { requests } = sandbox.state;
    assert.deepEqual(
      [requests.length, requests[0].sequence, requests.at(-1).sequence],
      [10_000, 11, 10_010],
    );
  });

  test('can hold so many transactions and no more', () => {
    const transactions = new Transactions();
    for (let count = 0; count < 100_000; count++) transactions.add(1, {}, 0, [String(count)]);
    assert.throws(() => transactions.ensureRoom(), { status: 503 });
    const ledger = new Ledger({ transactional: 0, proprietary: 0 });
    for (let count = 0; count < 500_000; count++)
      ledger.post(0, 'proprietary', 1, 'SET_BALANCE', null);
    assert.throws(() => ledger.ensureRoom(), { status: 503 });
  });

  test('can hold a thousand PSPs and no more', async () => {
    const sandbox = createSandbox();
    const headers = { 'X-SECRET-TOKEN': sandbox.credentials.secretToken };
    const connect = (name) => {
      const body = {
        name,
        flowActionId: 'action-sandbox-acquirer',
        credential: { apiKey: 'key-12345678' },
      };
      return sandbox.fetch('/connxt/v2/psps', {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
    };
    for (let count = 0; count < 1_000; count++)
      assert.equal((await connect(`Bank ${count}`)).status, 201);
    assert.equal((await connect('One more')).status, 503);
  });

  test('keeps the latest thousand tokens', async () => {
    const sandbox = createSandbox();
    const first = await sandbox.signIn();
    const ask = async () => (await sandbox.fetch('/account/balance', { headers: first })).status;
    for (let count = 1; count < 1_000; count++) await sandbox.signIn();
    assert.equal(await ask(), 200);
    await sandbox.signIn();
    assert.equal(await ask(), 401);
  });
});

describe('reset', () => {
  test('brings back what createSandbox made', async () => {
    const sandbox = createSandbox({ seed: 5, faults: { shares: { 'rate-limit': 1 } } });
    const { credentials, clock, faults, state } = sandbox;
    const [start, id] = [clock.now(), sandbox.credentials.clientId];
    faults.plan(null);
    faults.next('html-503', { status: 500, match: { path: '/never' } });
    await pay(sandbox);
    await pay(sandbox);
    const [{ transactionId }] = state.cashOuts;
    clock.advance(99_000);

    sandbox.reset();
    assert.equal(clock.now(), start);
    assert.equal(faults.queued, 0);
    assert.deepEqual(state.balances, { transactional: 10_000, proprietary: 50_000 });
    const { ledger, cashIns, cashOuts, refunds, psps, requests } = state;
    assert.deepEqual(
      [ledger, cashIns, cashOuts, refunds, psps, requests],
      [[], [], [], [], [], []],
    );
    assert.equal(state.tokensIssued, 0);
    assert.equal(credentials.clientId, id);
    assert.equal((await pay(sandbox)).status, 429); // the plan is back
    faults.clear();
    await pay(sandbox);
    assert.equal(state.cashOuts[0].transactionId, transactionId); // and so is the seed
  });

  test('forgets tokens and idempotency keys', async () => {
    const sandbox = createSandbox();
    const headers = { ...(await sandbox.signIn()), 'X-Idempotency-Key': crypto.randomUUID() };
    await pay(sandbox, {}, headers);
    sandbox.reset();
    const again = () =>
      sandbox.fetch('/cash-out', { method: 'POST', headers, body: JSON.stringify(cashOutBody()) });
    assert.equal((await again()).status, 401);
    await sandbox.signIn(); // the same seed, so the same token once more
    assert.equal((await again()).status, 202);
    assert.equal(debits(sandbox), 1);
  });

  test('drops what waits or hangs, and nothing of it reaches the new state', async () => {
    const sandbox = createSandbox();
    sandbox.faults.next('execute-then-hang', { delayMs: 10_000 }, { delayMs: 10_000 });
    const keyed = { 'X-Idempotency-Key': crypto.randomUUID() };
    const requests = [
      pay(sandbox),
      pay(sandbox, { externalReference: 'b' }),
      pay(sandbox, { externalReference: 'c' }, keyed),
    ];
    await until(() => sandbox.state.requests.length === 3);
    sandbox.reset();
    for (const request of requests) await assert.rejects(request, TypeError);
    assert.deepEqual([sandbox.state.ledger, sandbox.state.requests], [[], []]);
  });
});

describe('the schedule', () => {
  test('runs tasks by their time, those of one time in the order they were added, and what they add', () => {
    const schedule = new Schedule();
    const seen = [];
    for (const [due, name] of [
      [5, 'e'],
      [2, 'b'],
      [9, 'z'],
      [2, 'c'],
      [1, 'a'],
      [2, 'd'],
    ]) {
      schedule.add(due, (at) => {
        seen.push(`${name}${at}`);
        if (name === 'a') schedule.add(3, (later) => seen.push(`new${later}`));
      });
    }
    schedule.runDue(0);
    assert.deepEqual(seen, []);
    schedule.runDue(8);
    assert.deepEqual(seen, ['a1', 'b2', 'c2', 'd2', 'new3', 'e5']);
  });
});

describe('options', () => {
  for (const options of [
    { clock: 'sundial' },
    { clock: 'real', startAt: 0 },
    { startAt: 'soon' },
    { settlementMs: -1 },
    { settlementMs: NaN },
    { balances: { transactional: 0.001 } },
    { balances: { proprietary: Infinity } },
    { cashOutLimit: '5' },
  ]) {
    test(`${JSON.stringify(options)} are refused`, () =>
      assert.throws(() => createSandbox(options)));
  }

  test('set start, settlement, balances and limit', async () => {
    const sandbox = createSandbox({
      startAt: '2030-01-01T00:00:00Z',
      settlementMs: 0,
      balances: { transactional: 5, proprietary: 0 },
      cashOutLimit: 2.5,
    });
    assert.equal(sandbox.clock.now(), Date.UTC(2030, 0, 1));
    assert.equal((await (await pay(sandbox, { amount: 2.51 })).json()).code, 'RULE_VIOLATION');
    assert.equal((await pay(sandbox, { amount: 2.5 })).status, 202);
    assert.equal(sandbox.state.cashOuts[0].status, 'COMPLETED');
    assert.deepEqual(sandbox.state.balances, { transactional: 2.5, proprietary: 0 });
  });

  test('a real clock runs by itself and can still be moved on', () => {
    const { clock } = createSandbox({ clock: 'real' });
    assert.ok(Math.abs(clock.now() - Date.now()) < 1_000);
    clock.advance(3_600_000);
    assert.ok(clock.now() - Date.now() > 3_599_000);
    for (const ms of [-1, NaN, Infinity]) assert.throws(() => clock.advance(ms), RangeError);
  });
});
