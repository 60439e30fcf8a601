// A server for the recipes: fails twice, each time in another way, then answers.
import { serve } from '../streams.mjs';

/** Gives its address and what it has seen. `drop` breaks the connection; a number is a status. */
export async function failing(t, ...failures) {
  const seen = [];
  const url = await serve(t, async (request, answer) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const key = request.headers['x-idempotency-key'] ?? null;
    const failure = failures[seen.length];
    seen.push({ method: request.method, key, body });
    if (failure === 'drop') return request.socket.destroy();
    answer.setHeader('content-type', 'application/json');
    if (failure === 'truncate') {
      answer.writeHead(202, { 'content-length': '100' });
      return answer.write('{"id":', () => answer.destroy());
    }
    answer.statusCode = failure?.status ?? failure ?? 200;
    if (failure?.retryAfter) answer.setHeader('retry-after', failure.retryAfter);
    return answer.end(JSON.stringify(failure ? { code: failure.code } : { id: 1 }));
  });
  return { url, seen };
}
