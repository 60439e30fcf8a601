import { isRecord } from '../requests/fields.js';
import { type Api, apiOf } from './api.js';
import { type RequestBody, readBody } from './body.js';
import { ConnectionDropped, hang, wait } from './connection.js';
import { faultAnswer, spoil } from './fault-answer.js';
import { FAULT_NAMES, isFaultName, type ResolvedFault, resolveFault } from './faults.js';
import type { OpenRequest } from './request-log.js';
import type { World } from './world.js';

/** What the routes are given beside the request itself: Hono passes it on as `c.env`. */
export interface Exchange {
  readonly body: RequestBody;
  /** Their entry in the request log. */
  readonly record: OpenRequest;
  /** The server's working time, when a fault asks for some. Every call returns the same promise. */
  work(): Promise<void>;
}

/** A client's text may be long and many; the log keeps its beginning. */
const clip = (text: string | null): string | null => text?.slice(0, 100) ?? null;

const NO_SUCH_FAULT = resolveFault({
  name: 'no-such-fault',
  status: 400,
  body: `X-Sandbox-Fault must be one of: ${FAULT_NAMES.join(', ')}\n`,
});

const askedFor = (name: string): ResolvedFault =>
  isFaultName(name) ? resolveFault(name) : NO_SUCH_FAULT;

/** One request from its arrival to its answer, with whatever goes wrong on the way. */
export const exchange = async (
  request: Request,
  world: World,
  signal: AbortSignal,
): Promise<Response> => {
  const { pathname: path, search } = new URL(request.url);
  const { method, headers } = request;
  const api = apiOf(path);
  const body = await readBody(request);
  const reference = isRecord(body.json) ? body.json['externalReference'] : null;
  const target = {
    api,
    method,
    path,
    externalReference: clip(typeof reference === 'string' ? reference : null),
  };

  const record = world.requests.open(
    {
      ...target,
      path: (path + search).slice(0, 2_048),
      idempotencyKey: clip(headers.get('X-Idempotency-Key')),
    },
    world.clock.now(),
  );
  const wanted = headers.get('X-Sandbox-Fault');
  const fault = wanted === null ? world.faults.take(target) : askedFor(wanted);
  record.fault = fault?.name ?? null;

  const carryOut = async (): Promise<Response> => {
    const work = memoize(async () => {
      if (!fault?.delayMs) return;
      await wait(fault.delayMs, world.lifetime);
      world.catchUp();
    });
    const answer = await world.route(api, request, { body, record, work });
    // A refusal at the door takes its time as well.
    await work();
    record.apiStatus = answer.status;
    record.apiCode = await codeOf(answer);
    return answer;
  };
  const answer =
    fault === null ? await carryOut() : await suffer(fault, carryOut, api, world, signal);
  record.status = answer.status;
  return answer;
};

const suffer = async (
  fault: ResolvedFault,
  carryOut: () => Promise<Response>,
  api: Api,
  world: World,
  signal: AbortSignal,
): Promise<Response> => {
  let answer: Response | null = null;
  if (fault.execute) answer = await carryOut();
  else if (fault.delayMs) await wait(fault.delayMs, world.lifetime);
  if (fault.drop !== undefined) throw new ConnectionDropped();
  if (fault.hang !== undefined) return hang(world.lifetime, signal);
  if (fault.answerStatus !== null)
    answer = faultAnswer(fault, fault.answerStatus, api, world.clock.now());
  if (answer === null) throw new ConnectionDropped();
  return spoil(answer, fault);
};

/** The code that an answer of the API carries. */
const codeOf = async (answer: Response): Promise<string | null> => {
  if (answer.status < 400) return null;
  const text = await answer.clone().text();
  // The answer to a HEAD has none.
  const body: unknown = text === '' ? null : JSON.parse(text);
  return isRecord(body) && typeof body['code'] === 'string' ? body['code'] : null;
};

const memoize = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
