import { isPspError } from 'psp-errors';
import { toResponse } from 'psp-errors/problem';

/** Fastify 5: `app.setErrorHandler(pspErrors)`. */
export function pspErrors(error, _request, reply) {
  reply.send(isPspError(error) ? toResponse(error) : error);
}
