// One back end, three times: POST /api/<name> calls the sandbox, and errors go to the recipes.
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { pspErrors as forExpress } from './express.mjs';
import { pspErrors as forFastify } from './fastify.mjs';
import { pspErrors as forHono } from './hono.mjs';

/** Each gives its address, or a `fetch` of its own; `call` answers a name, or throws. */
export const backEnds = {
  Express: async (t, call, pages = {}) => {
    const app = express();
    for (const [path, { type, content }] of Object.entries(pages)) {
      app.get(path, (_, response) => response.type(type).send(content));
    }
    app.post('/api/:name', async (request, response) => {
      response.json(await call(request.params.name));
    });
    app.use(forExpress);
    const server = app.listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    return over(`http://127.0.0.1:${server.address().port}`);
  },

  Fastify: async (t, call, pages = {}) => {
    const app = fastify();
    for (const [path, { type, content }] of Object.entries(pages)) {
      app.get(path, (_, reply) => reply.type(type).send(content));
    }
    app.post('/api/:name', ({ params }) => call(params.name));
    app.setErrorHandler(forFastify);
    t.after(() => app.close());
    return over(await app.listen({ host: '127.0.0.1', port: 0 }));
  },

  Hono: async (_t, call) => {
    const app = new Hono();
    app.post('/api/:name', async (context) => context.json(await call(context.req.param('name'))));
    app.onError(forHono);
    return { fetch: (path, init) => app.request(path, init) };
  },
};

const over = (url) => ({ url, fetch: (path, init) => fetch(url + path, init) });
