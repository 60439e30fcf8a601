// Bodies and servers that misbehave.
import { createServer } from 'node:http';

/** A body that gives these chunks and then does what `end` says: closes, breaks off or stalls. */
export function streamOf(chunks, end = (controller) => controller.close()) {
  const rest = chunks.map((chunk) =>
    typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk,
  );
  return new ReadableStream({
    pull(controller) {
      if (rest.length > 0) return controller.enqueue(rest.shift());
      return end(controller);
    },
  });
}

export const breakOff = (controller) => controller.error(new Error('broken off'));
export const stall = () => new Promise(() => {});

/** A server on a port of its own, closed when the test ends; gives its address. */
export function serve(t, answer) {
  const server = createServer(answer);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/`));
  });
}

/** The address of a port that nobody listens on. */
export async function refusedAddress() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}
