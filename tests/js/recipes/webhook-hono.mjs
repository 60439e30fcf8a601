import { decode } from 'psp-errors';
import { verifyWebhook } from 'psp-errors/webhook';

/** Hono 4: `app.post('/webhooks/connectpsp', webhook({ … }))`. */
export const webhook =
  ({ cryptoToken, inbox, onFailed }) =>
  async (context) => {
    const rawBody = await context.req.arrayBuffer();
    const signature = context.req.header('X-Connect-Signature');
    if (!(await verifyWebhook(rawBody, signature, cryptoToken))) return context.body(null, 401);
    const event = JSON.parse(new TextDecoder().decode(rawBody));
    const isNew = await inbox.add(context.req.header('X-Event-Id'), event);
    if (isNew && event.eventType === 'CASHOUT_FAILED') {
      onFailed(event.data, decode({ body: event }));
    }
    return context.body(null, 200);
  };
