import { isPspError } from 'psp-errors';
import { toResponse } from 'psp-errors/problem';

/** Hono 4: `app.onError(pspErrors)`. */
export function pspErrors(error, context) {
  return isPspError(error) ? toResponse(error) : context.text('Internal Server Error', 500);
}
