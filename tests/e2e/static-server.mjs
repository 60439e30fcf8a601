// Any static server, as small as it gets: files of one folder, under a path of one's choice.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Serves `folder` on 127.0.0.1 below `path`, which begins and ends with a slash. */
export async function serve(folder, path = '/') {
  const server = createServer(async (request, response) => {
    const file = fileOf(folder, path, new URL(request.url, 'http://localhost').pathname);
    const content = file && (await readFile(file).catch(() => undefined));
    if (content === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('Not found');
      return;
    }
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

function fileOf(folder, path, address) {
  if (!address.startsWith(path)) return undefined;
  const name = address.endsWith('/') ? `${address}index.html` : address;
  const file = join(folder, decoded(name.slice(path.length)));
  return file.startsWith(folder + sep) ? file : undefined;
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}
