// Headless Chromium, and the policy that it is shown.
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { chromium } from 'playwright-core';
import { chromiumFlags, setup } from '../../../pkg/scripts/setup.mjs';
import { serve } from '../../e2e/static-server.mjs';

export const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'self'",
  'img-src data:',
].join('; ');

let browser;

async function launched() {
  browser ??= setup(['browser']).then(({ chromium: executablePath }) =>
    chromium.launch({ executablePath, args: chromiumFlags }),
  );
  return browser;
}

export async function closeBrowser() {
  await (await browser)?.close();
  browser = undefined;
}

/** What a page, opened under the policy, writes into #result; nothing may be on its console. */
export async function resultOf(project, url, { header = policy, wait = 30_000 } = {}) {
  const proxy = await underPolicy(url, header);
  project.closeLater(proxy.close);
  const context = await (await launched()).newContext();
  project.closeLater(() => context.close());
  const tab = await context.newPage();
  const complaints = [];
  tab.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  tab.on('pageerror', (error) => complaints.push(error.message));
  await tab.goto(proxy.url);
  const filled = () => document.querySelector('#result')?.textContent;
  await tab.waitForFunction(filled, undefined, { timeout: wait }).catch(() => {
    throw new Error(`the page shows no result: ${complaints.join(' | ') || 'and says nothing'}`);
  });
  if (complaints.length > 0) throw new Error(`the page complains: ${complaints.join(' | ')}`);
  return tab.textContent('#result');
}

/** The same for a folder of files, as any static server serves it. */
export async function resultOfFolder(project, folder, options) {
  const server = await serve(folder);
  project.closeLater(server.close);
  return resultOf(project, server.url, options);
}

/** A server before another one, that adds the header (unless it is null) and changes nothing else. */
async function underPolicy(target, header) {
  const { hostname, port, pathname } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const options = { hostname, port, path: incoming.url, method: incoming.method };
    const forwarded = request({ ...options, headers: incoming.headers }, (answer) => {
      const headers = { ...answer.headers };
      if (header !== null) headers['content-security-policy'] = header;
      outgoing.writeHead(answer.statusCode, headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  const sockets = new Set();
  server.on('upgrade', (incoming, socket, head) => {
    const other = connect(port, hostname, () => {
      const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
      for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
        lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
      }
      other.write(`${lines.join('\r\n')}\r\n\r\n`);
      other.write(head);
      other.pipe(socket);
      socket.pipe(other);
    });
    for (const each of [socket, other]) {
      sockets.add(each);
      each.on('error', () => each.destroy());
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${server.address().port}${pathname}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
        for (const each of sockets) each.destroy();
      }),
  };
}
