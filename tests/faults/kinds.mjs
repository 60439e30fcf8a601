// What a network, or what stands in it, can do to one exchange.
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the client waits for one attempt. */
export const TOO_LATE_MS = 2000;
const CRLF = '\r\n';

/** Writes as long as somebody is there to read. */
const write = (socket, bytes) => {
  if (!socket.destroyed && socket.writable) socket.write(bytes);
};
const end = (socket, bytes) => {
  if (!socket.destroyed && socket.writable) socket.end(bytes);
};
const half = (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2));

async function trickle(socket, bytes, size, pauseMs) {
  for (let at = 0; at < bytes.length && !socket.destroyed; at += size) {
    write(socket, bytes.subarray(at, at + size));
    await sleep(pauseMs);
  }
}

/** The head with lines added, and those of the given names taken away. */
function headWith({ head }, added, without = []) {
  const lines = head.split(CRLF).filter((line) => {
    const name = line.split(':', 1)[0].toLowerCase();
    return line !== '' && !without.includes(name);
  });
  return Buffer.from([...lines, ...added, '', ''].join(CRLF), 'latin1');
}

const length = (bytes) => `Content-Length: ${bytes}`;
const respoken = (answer, added, without = ['content-length']) =>
  Buffer.concat([headWith(answer, added, without), answer.body]);
const chunked = (answer, body) =>
  Buffer.concat([
    headWith(answer, ['Transfer-Encoding: chunked'], ['content-length']),
    Buffer.from(body, 'latin1'),
  ]);
const chunk = (text) => `${text.length.toString(16)}${CRLF}${text}${CRLF}`;
const text = ({ body }) => body.toString('latin1');
const statusLine = (answer, line) =>
  Buffer.concat([
    Buffer.from(answer.head.replace(/^[^\r\n]*/, line), 'latin1'),
    Buffer.from(`${CRLF}${CRLF}`),
    answer.body,
  ]);

/** The request does not get through; the client hears this. */
const before = {
  'reset at once': ({ client }) => client.resetAndDestroy(),
  'close at once': ({ client }) => end(client),
  silence: () => {},
  'cut the request': ({ client, upstream, request }) => {
    upstream.end(half(request));
    upstream.on('close', () => client.resetAndDestroy());
  },
};

/** The request gets through, but late: the client has given up by then. */
const late = {
  'forward too late': async ({ upstream, request }) => {
    await sleep(TOO_LATE_MS);
    write(upstream, request);
  },
};

/** The request was carried out; of its answer the client gets this. */
const after = {
  'delay the answer': async (client, { whole }) => {
    await sleep(40);
    write(client, whole);
  },
  'answer too late': async (client, { whole }) => {
    await sleep(TOO_LATE_MS);
    write(client, whole);
  },
  'trickle the answer': (client, { whole }) => trickle(client, whole, 48, 2),
  'trickle without end': (client, { whole }) => trickle(client, whole, 1, 20),
  'reset before the answer': (client) => client.resetAndDestroy(),
  'half-close before the answer': (client) => end(client),
  'half-close after the answer': (client, { whole }) => end(client, whole),
  'cut the head': (client, { head }) => end(client, head.slice(0, 30)),
  'reset in the head': (client, { head }) => {
    client.write(head.slice(0, 30), () => client.resetAndDestroy());
  },
  'cut the body': (client, { whole, body }) =>
    end(client, whole.subarray(0, whole.length - Math.ceil(body.length / 2))),
  'reset in the body': (client, { whole, body }) => {
    client.write(whole.subarray(0, whole.length - Math.ceil(body.length / 2)), () =>
      client.resetAndDestroy(),
    );
  },
  'stall in the body': (client, { whole, body }) =>
    write(client, whole.subarray(0, whole.length - Math.ceil(body.length / 2))),
  'say a longer length': (client, answer) =>
    write(client, respoken(answer, [length(answer.body.length + 100)])),
  'say a longer length, and close': (client, answer) =>
    end(client, respoken(answer, [length(answer.body.length + 100)])),
  'say a shorter length': (client, answer) =>
    write(client, respoken(answer, [length(Math.floor(answer.body.length / 2))])),
  'say no length, and close': (client, answer) =>
    end(client, respoken(answer, ['Connection: close'])),
  'say a length of nothing': (client, answer) => write(client, respoken(answer, [length(0)])),
  'say two lengths': (client, answer) =>
    write(client, respoken(answer, [length(answer.body.length), length(1)])),
  'say a negative length': (client, answer) => write(client, respoken(answer, [length(-1)])),
  'say a length of 20 digits': (client, answer) =>
    write(client, respoken(answer, [length('9'.repeat(20))])),
  'say a length and chunks': (client, answer) =>
    write(client, respoken(answer, ['Transfer-Encoding: chunked'], [])),
  'send small chunks': (client, answer) => {
    const parts = text(answer).match(/[\s\S]{1,50}/g) ?? [];
    write(
      client,
      chunked(answer, `${parts.map(chunk).join('')}0${CRLF}X-Trailer: 1${CRLF}${CRLF}`),
    );
  },
  'send a chunk of no size': (client, answer) =>
    write(client, chunked(answer, `zz${CRLF}${text(answer)}${CRLF}0${CRLF}${CRLF}`)),
  'send a chunk of a huge size': (client, answer) =>
    write(client, chunked(answer, `${'f'.repeat(17)}${CRLF}${text(answer)}`)),
  'send a chunk longer than its size': (client, answer) =>
    write(client, chunked(answer, `5${CRLF}${text(answer)}${CRLF}0${CRLF}${CRLF}`)),
  'send no last chunk': (client, answer) => write(client, chunked(answer, chunk(text(answer)))),
  'send no last chunk, and close': (client, answer) =>
    end(client, chunked(answer, chunk(text(answer)))),
  'send garbage': (client) => write(client, Buffer.from([0, 255, 1, 254, 13, 10, 13, 10])),
  'send 64 KiB of headers': (client, answer) =>
    write(client, respoken(answer, [`X-Long: ${'a'.repeat(65_536)}`], [])),
  'send a header without a colon': (client, answer) =>
    write(client, respoken(answer, ['no colon here'], [])),
  'send a header with control characters': (client, answer) =>
    write(client, respoken(answer, ['X-Odd: \u0001\u0000'], [])),
  'send early hints': (client, { whole }) => {
    const hint = `HTTP/1.1 103 Early Hints${CRLF}Link: </a>${CRLF}${CRLF}`;
    write(client, Buffer.concat([Buffer.from(hint.repeat(20)), whole]));
  },
  'send a status of no number': (client, answer) =>
    write(client, statusLine(answer, 'HTTP/1.1 abc Odd')),
  'send status 999': (client, answer) => write(client, statusLine(answer, 'HTTP/1.1 999 Odd')),
  'switch protocols': (client, answer) =>
    write(client, statusLine(answer, 'HTTP/1.1 101 Switching Protocols')),
  'speak of gzip': (client, answer) =>
    write(client, respoken(answer, ['Content-Encoding: gzip'], [])),
  'answer twice': (client, { whole }) => {
    const forged = '{"transactionId":"forged"}';
    const head = `HTTP/1.1 202 Accepted${CRLF}Content-Type: application/json${CRLF}${length(forged.length)}`;
    write(client, Buffer.concat([whole, Buffer.from(`${head}${CRLF}${CRLF}${forged}`)]));
  },
};

export const kinds = { before, late, after };

/** Those that end only with the client's patience. */
export const STALLING = new Set([
  'silence',
  'forward too late',
  'answer too late',
  'trickle without end',
  'stall in the body',
  'say a longer length',
  'send no last chunk',
]);

/** All of them, by name: what to do, and when. */
export const FAULTS = new Map(
  Object.entries(kinds).flatMap(([when, each]) =>
    Object.entries(each).map(([name, act]) => [name, { name, when, act }]),
  ),
);
