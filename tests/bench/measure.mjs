// Times contenders against a reference, in turns: reference, A, reference, B, reference, … so that
// a machine that is busy for a moment slows both sides of a ratio down.

/** So many turns make a round, of which medians count: the machine does other things, too. */
const turnsPerRound = 25;

/**
 * Gives each contender's ratios, one per round: how many times as fast as the reference it is.
 *
 * Samples are short and a round's ratio is that of two medians, because a sample that is interrupted
 * takes several times as long: most are not, even on a machine with more work than processors.
 *
 * A contender is `{ name, run(count, prepared), prepare?(count) }`; only `run` is timed.
 */
export async function compare(reference, contenders, { rounds, sampleMs }) {
  for (const each of [reference, ...contenders]) await calibrate(each, sampleMs);
  const ratios = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const times = contenders.map(() => ({ own: [], reference: [] }));
    for (let turn = 0; turn < turnsPerRound; turn++) {
      for (const [index, contender] of contenders.entries()) {
        times[index].reference.push(await sample(reference));
        times[index].own.push(await sample(contender));
      }
    }
    for (const [index, each] of times.entries()) {
      ratios[index].push(median(each.reference) / median(each.own));
    }
  }
  return contenders.map(({ name }, index) => ({ name, ratios: ratios[index] }));
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** Warms a contender up, and finds out how many calls fill a sample. */
async function calibrate(contender, sampleMs) {
  contender.count = 64;
  let times = [];
  // Engines compile the hot code in the background: JavaScript after a while, WebAssembly later.
  const end = performance.now() + sampleMs * 700;
  while (performance.now() < end || times.length < 25) {
    const time = await sample(contender);
    if (time * contender.count < sampleMs / 2) {
      contender.count *= 2;
      times = [];
    } else {
      times.push(time);
    }
  }
  contender.count = Math.max(1, Math.round(sampleMs / median(times)));
}

/** Milliseconds of one call. */
async function sample(contender) {
  const { count } = contender;
  const prepared = contender.prepare?.(count);
  const start = performance.now();
  const running = contender.run(count, prepared);
  // Awaiting what is no promise would cost a turn of the event loop.
  if (running instanceof Promise) await running;
  return (performance.now() - start) / count;
}

/** Results end up here, so that no engine can leave their making out. */
export const sink = { last: undefined };

/** `call(status, body)` over the bodies in turn, as a contender. */
export function loop(name, call, inputs) {
  return {
    name,
    run(count) {
      for (let index = 0, next = 0; index < count; index++) {
        const { status, body } = inputs[next];
        sink.last = call(status, body);
        if (++next === inputs.length) next = 0;
      }
    },
  };
}

/** The same for what takes a `Response`, each of which can be read once. */
export function responseLoop(name, call, inputs) {
  return {
    name,
    prepare: (count) =>
      Array.from({ length: count }, (_, index) => responseOf(inputs[index % inputs.length])),
    async run(count, responses) {
      for (let index = 0; index < count; index++) sink.last = await call(responses[index]);
    },
  };
}

function responseOf({ status, body }) {
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}
