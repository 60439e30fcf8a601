import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { Fields, isRecord } from '../requests/fields.js';
import { CONNXT_PREFIX } from './api.js';
import { MOST_BODY_BYTES } from './body.js';
import { ConnxtError } from './connxt-error.js';
import type { Exchange } from './exchange.js';
import { FLOWS } from './flows.js';
import { equalInConstantTime } from './signature.js';
import type { Route, World } from './world.js';

interface Env {
  Bindings: Exchange;
}

/** Connxt's routes: flows and their actions to read, PSPs to connect. */
export const createConnxt = (world: World): Route => {
  const app = new Hono<Env>().basePath(CONNXT_PREFIX);
  const { secretToken, readOnlySecretToken } = world.credentials;

  app.onError((error) =>
    (error instanceof ConnxtError ? error : new ConnxtError('1000')).toResponse(world.clock.now()),
  );
  app.notFound(() => new ConnxtError('4004').toResponse(world.clock.now()));

  app.use(async (c, next) => {
    if (c.env.body.tooLarge)
      throw new ConnxtError(413, `A request body may have ${MOST_BODY_BYTES} bytes`);
    const token = c.req.header('X-SECRET-TOKEN') ?? '';
    const readOnly = equalInConstantTime(token, readOnlySecretToken);
    if (!equalInConstantTime(token, secretToken) && !readOnly) throw new ConnxtError('4002');
    if (readOnly && c.req.method !== 'GET' && c.req.method !== 'HEAD')
      throw new ConnxtError('4003');
    await c.env.work();
    await next();
  });

  app.get('/flows', (c) => c.json({ data: FLOWS.map(({ actions: _, ...flow }) => flow) }));
  app.get('/flows/:id/actions', (c) => {
    const flow = FLOWS.find(({ flowId }) => flowId === c.req.param('id'));
    if (flow === undefined) throw new ConnxtError('4004', 'No flow has that id');
    return c.json({ data: flow.actions });
  });
  app.get('/psps', (c) => c.json({ data: world.psps.all }));
  app.post('/psps', (c) => c.json(world.psps.create(readFields(c)), 201));
  app.get('/psps/:id', (c) => c.json(world.psps.get(c.req.param('id'))));
  app.delete('/psps/:id', (c) => {
    world.psps.delete(c.req.param('id'));
    return c.body(null, 204);
  });
  // Where the user gives consent is the bank's own page.
  app.get('/psps/:id/consent', (c) =>
    c.redirect(`https://bank.example/consent?pspId=${world.psps.get(c.req.param('id')).pspId}`),
  );

  return (request, exchange) => app.fetch(request, exchange);
};

const readFields = (c: Context<Env>): Fields => {
  const { json } = c.env.body;
  if (isRecord(json)) return new Fields(json);
  throw new ConnxtError('4001', undefined, [{ field: 'body', message: 'must be a JSON object' }]);
};
