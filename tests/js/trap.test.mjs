// What happens when a call into the module traps. In a process of its own: the module's exports are
// replaced here, when it is started, by ones that can be told to execute `unreachable`.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';

/** `(module (func (export "trap") unreachable))` */
const trapModule = new WebAssembly.Module(
  Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 4, 1, 0x60, 0, 0],
    ...[3, 2, 1, 0],
    ...[7, 8, 1, 4, 0x74, 0x72, 0x61, 0x70, 0, 0],
    ...[10, 5, 1, 3, 0, 0, 0x0b],
  ]),
);
const { Instance } = WebAssembly;
const { trap } = new Instance(trapModule).exports;

/** The export whose next call traps. */
let armed;
let instances = 0;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    instances += 1;
    const exports = {};
    for (const [name, value] of Object.entries(super.exports)) {
      exports[name] = typeof value === 'function' ? trapping(name, value) : value;
    }
    Object.defineProperty(this, 'exports', { value: exports });
  }
};

function trapping(name, call) {
  return (...args) => {
    if (name !== armed) return call(...args);
    armed = undefined;
    return trap();
  };
}

const { classify, createFetch, decode, onRestart, planRetry, PspError } = await import(
  'psp-errors'
);

const NOT_FOUND = { status: 404, body: '{"code":"NOT_FOUND","detail":"ana@example.com"}' };
const wanted = decode(NOT_FOUND);
const failed = decode({ status: 503, body: '' });

const told = [];
beforeEach(() => {
  told.length = 0;
  onRestart((restart) => void told.push(restart));
});
afterEach(() => {
  onRestart(undefined);
  assert.equal(armed, undefined, 'the trap was never reached');
});

/** Every export that a call of the package's reaches, with such a call, and what is called. */
const calls = [
  ['decode', 'classify', () => classify(404, NOT_FOUND.body)],
  ['decode', 'decode', () => decode(NOT_FOUND)],
  ['inputAddress', 'decode', () => decode({ body: 'x'.repeat(20_000 + 20_000 * instances) })],
  ['verdict', 'decode', () => decode({ status: 600 + instances })],
  ['mask', 'decode', () => decode(NOT_FOUND)],
  ['isSafeMethod', 'decode', () => decode({ ...NOT_FOUND, method: `M${instances}` })],
  ['apiOfUrl', 'decode', () => decode({ ...NOT_FOUND, url: 'https://api.connectpsp.com' })],
  ['retryAfterMs', 'decode', () => decode({ ...NOT_FOUND, headers: { 'retry-after': '1' } })],
  ['planRetry', 'planRetry', () => planRetry(failed, 1)],
  ['isRepeatable', 'planRetry', () => planRetry(failed, { number: 1, method: 'GET' })],
  ['budgetTokens', 'createFetch', () => createFetch({ api: 'connxt' })],
];

/** The core as JavaScript (`npm test -- js-entry`) has no instance whose exports can be replaced. */
const skip = instances === 0 && 'the core is JavaScript';

describe('after a trap', { skip }, () => {
  for (const [name, caller, call] of calls) {
    test(`in ${name} of ${caller}(), the next call works, in a fresh instance`, () => {
      const before = instances;
      armed = name;
      assert.throws(call, WebAssembly.RuntimeError);
      assert.deepEqual(decode(NOT_FOUND), wanted);
      assert.doesNotThrow(call);
      assert.equal(instances, before + 1);
      assert.equal(told.length, 1);
      assert.ok(told[0].cause instanceof WebAssembly.RuntimeError);
    });
  }

  test('while a mask is made of what a PspError shows, the error can be shown again', () => {
    const error = new PspError(wanted);
    armed = 'mask';
    assert.throws(() => JSON.stringify(error), WebAssembly.RuntimeError);
    assert.doesNotMatch(JSON.stringify(error), /ana@/);
  });

  test('within a call of createFetch, its retries and its budget go on', async () => {
    const answers = [500, 200];
    const fetch = async () => {
      armed = answers.length === 1 ? 'budgetAfterSuccess' : undefined;
      return new Response('{}', { status: answers.shift() });
    };
    const call = createFetch({ api: 'connectpsp', fetch, retry: { baseMs: 1 } });
    await assert.rejects(call('https://api.example/'), WebAssembly.RuntimeError);
    answers.push(500, 200, 200);
    const next = createFetch({ api: 'connectpsp', retry: { baseMs: 1 } });
    const plain = async () => new Response('{}', { status: answers.shift() });
    const response = await next('https://api.example/', { psp: { fetch: plain } });
    assert.equal(response.status, 200);
  });

  test('restarts are counted, and the hook may call the package itself', () => {
    const counts = [];
    onRestart(({ count }) => {
      counts.push(count);
      assert.deepEqual(decode(NOT_FOUND), wanted);
    });
    for (let time = 0; time < 3; time++) {
      armed = 'decode';
      assert.throws(() => decode(NOT_FOUND), WebAssembly.RuntimeError);
      decode(NOT_FOUND);
    }
    assert.deepEqual(counts, [counts[0], counts[0] + 1, counts[0] + 2]);
  });

  test('a hook that throws, or rejects, spoils nothing', async () => {
    for (const hook of [
      () => {
        throw new Error('a bug');
      },
      async () => {
        throw new Error('a bug');
      },
    ]) {
      onRestart(hook);
      armed = 'decode';
      assert.throws(() => decode(NOT_FOUND), WebAssembly.RuntimeError);
      assert.deepEqual(decode(NOT_FOUND), wanted);
    }
    await new Promise(setImmediate);
  });

  test('a trap during the restart is followed by another restart', () => {
    armed = 'decode';
    assert.throws(() => decode(NOT_FOUND), WebAssembly.RuntimeError);
    armed = 'slotsAddress';
    assert.throws(() => decode(NOT_FOUND), WebAssembly.RuntimeError);
    assert.deepEqual(decode(NOT_FOUND), wanted);
    assert.equal(told.length, 1);
  });

  test('2 000 traps in a row leave a package that works', () => {
    for (let time = 0; time < 2000; time++) {
      armed = 'decode';
      assert.throws(() => decode(NOT_FOUND), WebAssembly.RuntimeError);
    }
    assert.deepEqual(decode(NOT_FOUND), wanted);
  });
});

describe('a caller whose stack is full', () => {
  // Frames of many sizes, so that the stack ends at every point within a call.
  const frames = Array.from({ length: 24 }, (_, size) => {
    const locals = Array.from({ length: size }, (_, index) => `v${index}`);
    return new Function(
      'act',
      `return function dive(n) {
        ${locals.map((name) => `let ${name} = n;`).join('')}
        try { dive(n + 1); } catch {}
        if (n > 2000) act();
        return ${['n', ...locals].join(' + ')};
      }`,
    );
  });
  const bodies = [
    NOT_FOUND.body,
    '{"errors":[{"field":"a","message":"b"}],"code":"X","detail":"\\u00e9 é 123.456.789-09"}',
    '<html>',
    Buffer.from(NOT_FOUND.body),
  ];
  for (const body of bodies) {
    test(`gets a RangeError or the right answer, now and later: ${body}`, () => {
      const right = JSON.stringify(decode({ status: 422, body }));
      let answers = 0;
      let overflows = 0;
      const wrong = [];
      const act = () => {
        try {
          answers += 1;
          const answer = JSON.stringify(decode({ status: 422, body }));
          if (answer !== right) wrong.push(answer);
        } catch (thrown) {
          overflows += 1;
          if (!(thrown instanceof RangeError)) wrong.push(thrown);
        }
      };
      for (const frame of frames) {
        frame(act)(0);
        assert.equal(JSON.stringify(decode({ status: 422, body })), right);
      }
      assert.ok(answers > 0 && overflows > 0, `${answers} answers, ${overflows} overflows`);
      assert.deepEqual(wrong, []);
    });
  }
});

describe('nothing that a caller passes', () => {
  test('runs code of the caller within a call into the module, or restarts it', () => {
    const before = instances;
    const own = {
      toJSON() {
        return { code: decode(NOT_FOUND).code };
      },
    };
    assert.equal(decode({ body: own }).code, 'NOT_FOUND');
    for (const body of [
      { toJSON: () => assert.fail() },
      { toJSON: () => Symbol('x') },
      { a: 1n },
      () => {},
      Symbol('x'),
      new Proxy({}, { ownKeys: () => assert.fail() }),
      JSON.parse(`${'['.repeat(9000)}${']'.repeat(9000)}`),
    ]) {
      assert.equal(decode({ status: 422, body }).status, 422);
    }
    assert.equal(instances, before);
    assert.deepEqual(told, []);
  });

  test('beside the body makes the memory grow: what is longer than a header is not read', () => {
    const long = 'é'.repeat(50_000_000);
    const error = decode({
      ...NOT_FOUND,
      method: long,
      url: long,
      headers: { 'retry-after': long },
    });
    assert.deepEqual(error, wanted);
    const plan = planRetry(failed, { number: 1, method: long });
    assert.equal(plan.reason, 'not-idempotent');
    assert.deepEqual(told, []);
  });
});

test('onRestart takes a function or undefined', () => {
  for (const wrong of [null, 1, {}, 'x']) {
    assert.throws(() => onRestart(wrong), {
      name: 'TypeError',
      message: 'onRestart() takes a function, or undefined',
    });
  }
});

describe('a trap while lines are classified', () => {
  const log = Array.from({ length: 5 }, () => '{"code":"NOT_FOUND"}\n');

  for (const name of ['lines_push', 'lines_finish', 'lines_counts']) {
    test(`in ${name} ends that run, and the next one counts right`, async () => {
      const { classifyLines } = await import('psp-errors/lines');
      armed = name;
      await assert.rejects(classifyLines(new Blob(log).stream()), WebAssembly.RuntimeError);
      const { errors, bad } = await classifyLines(new Blob(log).stream());
      assert.deepEqual([errors, bad], [5, 0]);
    });
  }

  test('ends another run that is under way, too, with an error that says so', async () => {
    const { classifyLines } = await import('psp-errors/lines');
    let goOn;
    const slow = async function* () {
      yield new TextEncoder().encode(log[0]);
      await new Promise((resolve) => {
        goOn = resolve;
      });
      yield new TextEncoder().encode(log[0]);
    };
    const interrupted = assert.rejects(classifyLines(slow()), /interrupted by a restart/);
    await new Promise(setImmediate);
    armed = 'lines_push';
    await assert.rejects(classifyLines(new Blob(log).stream()), WebAssembly.RuntimeError);
    goOn();
    await interrupted;
    assert.equal((await classifyLines(new Blob(log).stream())).errors, 5);
  });
});
