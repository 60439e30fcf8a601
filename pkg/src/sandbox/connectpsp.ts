import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono/tiny';
import { Fields, isRecord } from '../requests/fields.js';
import { readBalance, rebalance } from './account.js';
import { MOST_BODY_BYTES } from './body.js';
import { isoTime } from './clock.js';
import type { Exchange } from './exchange.js';
import { Problem } from './problem.js';
import { equalInConstantTime, hmacSha256, sha256 } from './signature.js';
import { TOKEN_LIFETIME_S } from './tokens.js';
import type { Route, World } from './world.js';

interface Env {
  Bindings: Exchange;
  Variables: { accessToken: string };
}

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** ConnectPSP's routes. A request is checked on its way in for size, integration, token, signature and key. */
export const createConnectPsp = (world: World): Route => {
  const app = new Hono<Env>();
  const { applicationToken, clientId, clientSecret, cryptoToken } = world.credentials;

  app.onError((error) =>
    (error instanceof Problem
      ? error
      : new Problem(500, 'The sandbox itself has failed.')
    ).toResponse(),
  );
  app.notFound(() => new Problem(404, 'ConnectPSP has no such path or method.').toResponse());

  app.use(async (c, next) => {
    if (c.env.body.tooLarge)
      throw new Problem(413, `A request body may have ${MOST_BODY_BYTES} bytes.`);
    await next();
  });

  app.post('/auth/token', async (c) => {
    await c.env.work();
    const fields = readFields(c);
    const id = fields.text('clientId', { max: 500 });
    const secret = fields.text('clientSecret', { max: 500 });
    Problem.throwIf(fields.issues);
    // Both are compared whatever the first says, so that the time does not tell which one was wrong.
    const idFits = equalInConstantTime(id, clientId);
    if (!equalInConstantTime(secret, clientSecret) || !idFits) {
      throw new Problem(
        'INVALID_CREDENTIALS',
        'This pair of clientId and clientSecret is not known here.',
      );
    }
    const { accessToken, issuedAt } = world.tokens.issue(clientId, world.clock.now());
    return c.json({
      accessToken,
      tokenType: 'Bearer',
      expiresIn: TOKEN_LIFETIME_S,
      issuedAt: isoTime(issuedAt),
    });
  });

  app.use(async (c, next) => {
    if (!equalInConstantTime(c.req.header('ApplicationToken') ?? '', applicationToken)) {
      throw new Problem(
        'INVALID_APPLICATION_TOKEN',
        'The ApplicationToken header names no integration.',
      );
    }
    const accessToken = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? '';
    const state = world.tokens.state(accessToken, world.clock.now());
    if (state !== 'valid') {
      // The documentation has one code for a missing, an expired and an invalid token.
      const detail =
        accessToken === '' ? 'No Bearer token was sent.' : `The Bearer token is ${state}.`;
      throw new Problem('TOKEN_EXPIRED', detail);
    }
    c.set('accessToken', accessToken);
    await next();
  });

  const signed: MiddlewareHandler<Env> = async (c, next) => {
    const expected = await hmacSha256(cryptoToken, c.get('accessToken'));
    if (!equalInConstantTime(c.req.header('DigitalSignature') ?? '', expected)) {
      throw new Problem(
        'INVALID_SIGNATURE',
        'DigitalSignature is not the HMAC of this access token.',
      );
    }
    await next();
  };

  const once: MiddlewareHandler<Env> = async (c, next) => {
    const key = c.req.header('X-Idempotency-Key');
    if (key === undefined) {
      await c.env.work();
      return next();
    }
    if (!UUID_V4.test(key))
      throw new Problem('VALIDATION_ERROR', 'X-Idempotency-Key must be a UUID v4');
    const fingerprint = await sha256(`${c.req.method} ${c.req.path}\n${c.env.body.text}`);
    const { answer, replayed } = await world.idempotency.once(
      key.toLowerCase(),
      fingerprint,
      async () => {
        await c.env.work();
        await next();
        const contentType = c.res.headers.get('Content-Type') ?? '';
        return { status: c.res.status, contentType, body: await c.res.clone().text() };
      },
    );
    if (!replayed) return;
    c.env.record.replayed = true;
    return new Response(answer.body, {
      status: answer.status,
      headers: { 'Content-Type': answer.contentType },
    });
  };

  app.post('/cash-in', once, (c) => c.json(world.cashIns.create(readFields(c)), 201));
  app.get('/cash-in/:id', (c) => c.json(world.cashIns.get(c.req.param('id'))));
  app.post('/cash-in/:id/refund', signed, once, (c) =>
    c.json(world.cashIns.refund(c.req.param('id'), readFields(c)), 202),
  );
  app.post('/cash-out', signed, once, (c) => c.json(world.cashOuts.create(readFields(c)), 202));
  app.get('/cash-out/:id', (c) => c.json(world.cashOuts.get(c.req.param('id'))));
  app.post('/account/rebalance', signed, once, (c) => c.json(rebalance(world.bank, readFields(c))));
  app.get('/account/balance', (c) => c.json(readBalance(world.bank, c.req.query('date'))));

  return (request, exchange) => app.fetch(request, exchange);
};

const readFields = (c: Context<Env>): Fields => {
  const { json } = c.env.body;
  if (!isRecord(json)) throw new Problem('VALIDATION_ERROR', 'The body must be a JSON object.');
  return new Fields(json);
};
