import type { Api } from './api.js';
import { ConnxtError, isConnxtCode } from './connxt-error.js';
import type { ResolvedFault } from './faults.js';
import { isConnectPspCode, Problem, phrase } from './problem.js';

const htmlPage = (status: number): string =>
  `<!doctype html>\n<html><head><title>${status} ${phrase(status)}</title></head>\n` +
  `<body><center><h1>${status} ${phrase(status)}</h1></center><hr><center>sandbox proxy</center></body></html>\n`;

/** What a fault answers instead of the API. */
export const faultAnswer = (
  fault: ResolvedFault,
  status: number,
  api: Api,
  now: number,
): Response => {
  const { body, code, html } = fault;
  // A Response of these statuses must not have a body.
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status });
  if (body !== undefined) {
    const json = typeof body !== 'string';
    const jsonType =
      api === 'connectpsp' && status >= 400 ? 'application/problem+json' : 'application/json';
    return new Response(json ? JSON.stringify(body) : body, {
      status,
      headers: { 'Content-Type': json ? jsonType : 'text/plain; charset=utf-8' },
    });
  }
  if (html)
    return new Response(htmlPage(status), { status, headers: { 'Content-Type': 'text/html' } });
  const answer = documentedAnswer(code, api, status, now);
  return answer.status === status
    ? answer
    : new Response(answer.body, { status, headers: answer.headers });
};

const documentedAnswer = (
  code: string | undefined,
  api: Api,
  status: number,
  now: number,
): Response => {
  if (code !== undefined && isConnectPspCode(code))
    return new Problem(code, 'Asked of the sandbox.').toResponse();
  if (code !== undefined && isConnxtCode(code)) return new ConnxtError(code).toResponse(now);
  return api === 'connxt'
    ? new ConnxtError(status).toResponse(now)
    : new Problem(status, 'Asked of the sandbox.').toResponse();
};

/** Puts the fault's headers on an answer and cuts its body. */
export const spoil = async (answer: Response, fault: ResolvedFault): Promise<Response> => {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value);
  if (fault.retryAfter !== undefined) headers.set('Retry-After', String(fault.retryAfter));
  const { status } = answer;
  if (fault.truncate === undefined || answer.body === null)
    return new Response(answer.body, { status, headers });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return new Response(bytes.subarray(0, fault.truncate), { status, headers });
};
