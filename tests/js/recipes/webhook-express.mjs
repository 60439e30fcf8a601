import express from 'express';
import { decode } from 'psp-errors';
import { verifyWebhook } from 'psp-errors/webhook';

/** Express 5, before any `express.json()`: `app.post('/webhooks/connectpsp', webhook({ … }))`. */
export const webhook = ({ cryptoToken, inbox, onFailed }) => [
  express.raw({ type: () => true, limit: '1mb' }),
  async (request, response) => {
    const rawBody = request.body ?? '';
    const signature = request.get('X-Connect-Signature');
    if (!(await verifyWebhook(rawBody, signature, cryptoToken))) return response.sendStatus(401);
    const event = JSON.parse(rawBody);
    const isNew = await inbox.add(request.get('X-Event-Id'), event);
    response.sendStatus(200);
    if (isNew && event.eventType === 'CASHOUT_FAILED') {
      onFailed(event.data, decode({ body: event }));
    }
  },
];
