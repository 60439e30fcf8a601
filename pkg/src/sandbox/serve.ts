/**
 * The sandbox behind a real HTTP server, for Node. A dropped connection is a reset socket here, and a hanging one
 * stays open until the client gives up.
 *
 * @packageDocumentation
 */
import { realpathSync } from 'node:fs';
import { createServer, IncomingMessage, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ConnectionDropped } from './connection.js';
import { createSandbox, FAULT_NAMES, type Sandbox, type SandboxOptions } from './index.js';

/**
 * What `createSandbox` takes, and the port. The clock is `real` unless given: a server's clients expect time to pass.
 *
 * @example
 * await serveSandbox({ port: 4010, clock: 'virtual' });
 */
export interface ServeOptions extends SandboxOptions {
  /** 0, the default, lets the system choose a free one. */
  readonly port?: number;
}

/** A sandbox that listens; {@link serveSandbox} makes one. */
export interface ServedSandbox {
  /** Where, without a slash at the end. */
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Stops listening and breaks the connections still open. */
  close(): Promise<void>;
}

/**
 * Serves a sandbox on 127.0.0.1, where only this machine reaches it.
 *
 * @throws Error (as a rejection) when the port is taken
 *
 * @example
 * const { url, sandbox, close } = await serveSandbox({ seed: 42 });
 * sandbox.faults.next('execute-then-drop');
 * await fetch(`${url}/cash-out`, init); // rejects with a TypeError; the money has moved
 * await close();
 */
export const serveSandbox = async (options: ServeOptions = {}): Promise<ServedSandbox> => {
  const { port = 0, clock = 'real', ...rest } = options;
  const sandbox = createSandbox({ ...rest, clock });
  const listener = getRequestListener(
    async (request, { incoming }) => {
      try {
        return await sandbox.fetch(request);
      } catch (error) {
        if (!(error instanceof ConnectionDropped) && !request.signal.aborted) throw error;
        // A reset and not an orderly end, so that no client can take it for an empty answer.
        if (incoming instanceof IncomingMessage) incoming.socket.resetAndDestroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
    // A test tool must not replace the Request and Response of the process under test.
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  const url = await listen(server, port);
  return {
    url,
    sandbox,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const listen = (server: Server, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string')
        reject(new Error('the server has no port'));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });

const introduction = ({ url, sandbox: { credentials } }: ServedSandbox): string => `\
psp-errors sandbox on ${url} (this machine only)

ConnectPSP                             Connxt
  POST /auth/token                       GET    /connxt/v2/flows
  POST /cash-in                          GET    /connxt/v2/flows/{flowId}/actions
  GET  /cash-in/{id}                     GET    /connxt/v2/psps
  POST /cash-in/{id}/refund   signed     POST   /connxt/v2/psps
  POST /cash-out              signed     GET    /connxt/v2/psps/{pspId}
  GET  /cash-out/{id}                    DELETE /connxt/v2/psps/{pspId}
  POST /account/rebalance     signed     GET    /connxt/v2/psps/{pspId}/consent
  GET  /account/balance

Credentials (made from the seed, good for nothing else)
${Object.entries(credentials)
  .map(([name, value]) => `  ${name.padEnd(20)} ${value}`)
  .join('\n')}

Sign in and ask for the balance
  TOKEN=$(curl -s ${url}/auth/token -H 'Content-Type: application/json' \\
    -d '{"clientId":"${credentials.clientId}","clientSecret":"${credentials.clientSecret}"}' \\
    | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
  curl -s ${url}/account/balance -H "Authorization: Bearer $TOKEN" \\
    -H 'ApplicationToken: ${credentials.applicationToken}'

Pay somebody (signed)
  SIGNATURE=$(printf %s "$TOKEN" | openssl dgst -sha256 -hmac '${credentials.cryptoToken}' -r | cut -d' ' -f1)
  curl -si ${url}/cash-out -H "Authorization: Bearer $TOKEN" \\
    -H 'ApplicationToken: ${credentials.applicationToken}' -H "DigitalSignature: $SIGNATURE" \\
    -d '{"amount":10.5,"externalReference":"invoice-1","payee":{"name":"Ana","document":"12345678909",
         "destination":{"type":"PIX","pixKeyType":"EMAIL","pixKey":"ana@example.com"}}}'

Ask for a fault: add a header
  -H 'X-Sandbox-Fault: execute-then-500'
  one of ${FAULT_NAMES.join(', ')}

Stop with Ctrl+C.
`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4010' },
      seed: { type: 'string', default: 'sandbox' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(
      'Serves both APIs on this machine. Options: --port <number, 4010>, --seed <text, sandbox>\n',
    );
    return;
  }
  const port = Number(values.port);
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new RangeError('--port must be from 0 to 65535');
  const served = await serveSandbox({ port, seed: values.seed });
  // Before anything is printed: whoever reads that it runs may stop it at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void served.close());
  process.stdout.write(introduction(served));
};

// A package manager starts it through a symbolic link.
const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
