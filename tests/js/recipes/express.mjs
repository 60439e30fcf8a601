import { isPspError } from 'psp-errors';
import { toResponse } from 'psp-errors/problem';

/** Express 5, behind the routes: `app.use(pspErrors)`. */
export async function pspErrors(error, _request, response, next) {
  if (!isPspError(error)) return next(error);
  const problem = toResponse(error);
  response.status(problem.status).set(Object.fromEntries(problem.headers));
  response.send(await problem.text());
}
