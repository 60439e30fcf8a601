// A TCP proxy on loopback that lets something go wrong with some of the exchanges that pass it.
import { connect, createServer } from 'node:net';

/**
 * Starts one in front of a port of this machine. `choose` is asked before every exchange for what
 * is to go wrong, nothing perhaps. One connection carries one exchange after the other, as HTTP/1.1
 * does without pipelining, so that a fault can also spoil what comes after it.
 */
export async function startProxy(port, choose) {
  const connections = new Set();
  // Half-open connections are allowed: who has said goodbye may still be told something.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections.add(client);
    client.on('close', () => connections.delete(client));
    join(client, port, choose);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const each of connections) each.destroy();
      }),
  };
}

function join(client, port, choose) {
  const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
  let exchange;
  const destroyBoth = () => {
    client.destroy();
    upstream.destroy();
  };
  client.on('error', destroyBoth);
  const isOnItsWay = () => exchange !== undefined && exchange.fault?.when !== 'before';
  client.on('end', () => client.end());
  client.on('close', () => {
    // What is on its way is still delivered: a server does not know that its client has gone.
    if (!isOnItsWay()) upstream.destroy();
  });
  upstream.on('error', destroyBoth);
  upstream.on('close', () => {
    if (!exchange?.fault) client.destroy();
  });
  client.on('data', (bytes) => {
    const isNew = exchange === undefined;
    exchange ??= { fault: choose(), answer: Buffer.alloc(0) };
    const { fault } = exchange;
    if (!fault || fault.when === 'after') upstream.write(bytes);
    else if (isNew) void fault.act({ client, upstream, request: bytes });
  });
  upstream.on('data', (bytes) => {
    if (!exchange) return;
    exchange.answer = Buffer.concat([exchange.answer, bytes]);
    const answer = wholeAnswer(exchange.answer);
    if (!answer) return;
    const { fault } = exchange;
    exchange = undefined;
    if (client.destroyed) upstream.destroy();
    else if (fault?.when === 'after') void fault.act(client, answer);
    else if (client.writable) client.write(answer.whole);
  });
}

/** An answer of the sandbox, which always says its length; nothing while some of it is missing. */
function wholeAnswer(bytes) {
  const at = bytes.indexOf('\r\n\r\n');
  if (at < 0) return undefined;
  const head = bytes.subarray(0, at).toString('latin1');
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (bytes.length < at + 4 + length) return undefined;
  return { head, whole: bytes, body: bytes.subarray(at + 4) };
}
