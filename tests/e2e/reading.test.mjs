// What the page makes of a paste, before the package judges it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode } from 'psp-errors';
import { responses } from '../fixtures/responses.mjs';
import { loadSource } from './load-source.mjs';

const { readPaste } = await loadSource('reading/read-paste.ts');
const { countLines } = await loadSource('bulk/count-lines.ts');
const { parseRoute, hrefTo, linkTo } = await withLocation(() => loadSource('route.ts'));

async function withLocation(act) {
  globalThis.location = { hash: '' };
  try {
    return await act();
  } finally {
    delete globalThis.location;
  }
}

const body = '{"code":"TOKEN_EXPIRED","status":401}';

/** A name, a paste, and what is expected of its reading. */
const table = [
  ['nothing', '', { kind: 'empty', body: null }],
  ['white space', ' \n\t', { kind: 'empty', body: null }],
  ['a body', body, { kind: 'json', body }],
  ['a body with space around', `\n ${body}\n`, { kind: 'json' }],
  ['a list', '[1]', { kind: 'json' }],
  ['text', 'upstream connect error', { kind: 'text' }],
  ['HTML', '<html><body>HTTP 503 error</body></html>', { kind: 'text' }],
  [
    'curl -i',
    `HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nRetry-After: 3\r\n\r\n${body}`,
    { kind: 'http', status: 401, body, headers: { 'retry-after': '3' } },
  ],
  ['curl -I', 'HTTP/2 503\nretry-after: 9\n\n', { kind: 'http', status: 503, body: null }],
  ['a head without an end', 'HTTP/2 503\nretry-after: 9', { kind: 'http', status: 503 }],
  [
    'curl -iL',
    `HTTP/1.1 302 Found\nLocation: /there\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 401 No\n\n${body}`,
    { kind: 'http', status: 401, body, leftOut: ['earlier-responses'] },
  ],
  [
    'curl -v',
    `* Trying 1.2.3.4:443...\n> POST /cash-out?x=1 HTTP/1.1\n> Host: api.connectpsp.com\n> \n< HTTP/1.1 401 No\n< X-Id: 7\n* a note\n< Retry-After: 4\n< \n{ [37 bytes data]\n${body}\n* Connection #0 left intact\n`,
    {
      kind: 'http',
      status: 401,
      method: 'POST',
      url: 'https://api.connectpsp.com/cash-out?x=1',
      body: `${body}\n`,
      headers: { 'x-id': '7', 'retry-after': '4' },
      leftOut: ['text-around'],
    },
  ],
  [
    'a command and its output',
    `$ curl -i -X DELETE 'https://api.connectpsp.com/a'\nHTTP/1.1 500 No\n\n`,
    { kind: 'http', status: 500, method: 'DELETE', url: 'https://api.connectpsp.com/a' },
  ],
  [
    'a body that looks like a head',
    'HTTP/1.1 500 No\n\nIt said:\nHTTP/1.1 200 OK\n',
    { kind: 'http', status: 500, body: 'It said:\nHTTP/1.1 200 OK\n' },
  ],
  [
    'a webhook',
    '{"eventType":"CASHOUT_FAILED","data":{"failure":{"code":"PIX_KEY_NOT_FOUND"}}}',
    { kind: 'webhook' },
  ],
  [
    'an axios error as JSON',
    `{"message":"Request failed","config":{"method":"post","url":"https://api.connectpsp.com/a"},"response":{"status":401,"data":${body}}}`,
    { kind: 'log-record', status: 401, method: 'POST', url: 'https://api.connectpsp.com/a', body },
  ],
  [
    'a log record with a body in a string',
    JSON.stringify({ level: 50, statusCode: 401, responseBody: body }),
    { kind: 'log-record', status: 401, body },
  ],
  ['a body in a string', JSON.stringify(body), { kind: 'log-record', body }],
  ['a record of something else', '{"level":30,"msg":"started"}', { kind: 'json' }],
  [
    'a log line with a body',
    `2026-01-05 ERROR POST https://api.connectpsp.com/a responded 401: ${body} (took 12 ms)`,
    { kind: 'log-line', status: 401, method: 'POST', url: 'https://api.connectpsp.com/a', body },
  ],
  [
    'what a browser writes',
    'POST https://api.connectpsp.com/cash-out 422 (Unprocessable Content)',
    { kind: 'log-line', status: 422, method: 'POST', body: null },
  ],
  [
    'what Node prints of an axios error',
    "AxiosError: Request failed with status code 401\n  code: 'ERR_BAD_REQUEST',\n  data: { code: 'TOKEN_EXPIRED' }",
    { kind: 'log-line', status: 401, body: '{"code":"TOKEN_EXPIRED"}' },
  ],
  [
    'an object that is no JSON',
    "{ code: 'TOKEN_EXPIRED', status: 401 }",
    { kind: 'log-line', status: 401, body: '{"code":"TOKEN_EXPIRED"}' },
  ],
  [
    'a timeout',
    'AxiosError: timeout of 5000ms exceeded, code: ECONNABORTED',
    { kind: 'log-line', status: 0, body: null },
  ],
  ['two lines of JSON', `${body}\n${body}`, { kind: 'lines' }],
  ['two lines and a broken one', `${body}\nnone\n${body}\n`, { kind: 'lines' }],
  ['one object over many lines', '{\n"code":\n"TOKEN_EXPIRED"\n}', { kind: 'json' }],
];

describe('a paste', () => {
  for (const [name, text, expected] of table) {
    it(`is read: ${name}`, () => {
      const reading = readPaste(text);
      for (const [member, value] of Object.entries(expected)) {
        const found = reading[member];
        if (member !== 'headers') assert.deepEqual(found, value, member);
        for (const [header, content] of Object.entries(member === 'headers' ? value : {})) {
          assert.equal(found[header], content, header);
        }
      }
    });
  }

  it('is read like the documented responses that they are', () => {
    for (const { name, status, headers, body: content, code } of responses) {
      const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`);
      const text = [`HTTP/1.1 ${status} Whatever`, ...lines, '', content].join('\r\n');
      const reading = readPaste(text);
      assert.equal(reading.kind, 'http', name);
      assert.deepEqual(
        decode({ status: reading.status, headers: reading.headers, body: reading.body }),
        decode({ status, headers, body: content }),
        name,
      );
      assert.equal(decode({ body: reading.body }).code, code);
    }
  });

  it('is read in time, whatever the noise', () => {
    // Read in linear time it takes milliseconds; hours, if each character were looked at for each other.
    const length = 5 * 2 ** 20;
    for (const noise of ['{', '{"', '[', '"', 'HTTP/1.1 500\n', 'status ', '\\', '{}', '\n', 'x']) {
      const text = noise.repeat(length / noise.length);
      const begun = performance.now();
      readPaste(text);
      const taken = performance.now() - begun;
      assert.ok(taken < 1500, `${JSON.stringify(noise)}: ${taken} ms`);
    }
  });
});

describe('the lines of a log', () => {
  const count = (text, size = 7) => {
    const bytes = new TextEncoder().encode(text);
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) {
          controller.enqueue(bytes.subarray(at, at + size));
        }
        controller.close();
      },
    });
    return countLines(stream, () => {});
  };

  it('are counted by action, code and hour, wherever the chunks break', async () => {
    const log = [
      '{"time":"2026-01-05T12:00:01Z","code":"TOKEN_EXPIRED"}',
      '',
      '{"time":"2026-01-05T12:30:00Z","status":503}\r',
      'no JSON',
      '{"time":"2026-01-05T13:00:00Z","status":422,"body":{"code":"INSUFFICIENT_FUNDS"}}',
      '{"time":"2026-01-05T13:00:00Z","status":200}',
      '  ',
      '[1]',
      '{"code":"TOKEN_EXPIRED"}',
    ].join('\n');
    for (const size of [1, 7, 64, 10_000]) {
      assert.deepEqual(await count(log, size), {
        lines: 7,
        errors: 4,
        ok: 1,
        bad: 2,
        badLines: [4, 8],
        byAction: { 're-auth': 2, retry: 1, escalate: 1 },
        byCode: { TOKEN_EXPIRED: 2, HTTP_503: 1, INSUFFICIENT_FUNDS: 1 },
        byHour: [
          {
            hour: '2026-01-05T12',
            counts: { 're-auth': 1, TOKEN_EXPIRED: 1, retry: 1, HTTP_503: 1 },
          },
          { hour: '2026-01-05T13', counts: { escalate: 1, INSUFFICIENT_FUNDS: 1 } },
        ],
      });
    }
  });

  it('are passed over where they are longer than 1 MiB', async () => {
    const long = `{"code":"TOKEN_EXPIRED","detail":"${'x'.repeat(2 ** 20)}"}`;
    const { lines, bad, badLines, byCode } = await count(
      `${long}\n{"code":"4001"}\n${long}`,
      64 * 1024,
    );
    assert.deepEqual(
      { lines, bad, badLines, byCode },
      { lines: 3, bad: 2, badLines: [1, 3], byCode: { 4001: 1 } },
    );
  });
});

describe('a link', () => {
  it('holds api, status and code and nothing else', () => {
    const error = decode({ status: 422, body: '{"code":"PIX_KEY_NOT_FOUND","detail":"Maria"}' });
    const href = hrefTo('decode', linkTo(error));
    assert.equal(href, '#decode?api=connectpsp&status=422&code=PIX_KEY_NOT_FOUND');
    assert.deepEqual(parseRoute(href), {
      part: 'decode',
      link: { api: 'connectpsp', status: 422, code: 'PIX_KEY_NOT_FOUND' },
    });
    assert.equal(hrefTo('decode', linkTo(decode({ body: '{"code":"MARIA"}' }))), '#decode');
  });

  it('is dropped member by member where it says something else', () => {
    const nothing = { api: undefined, status: undefined, code: undefined };
    for (const hash of [
      '',
      '#',
      '#decode?api=x&status=-1&code=x',
      '#decode?status=600',
      '#decode?status=1e2&code=__proto__',
      '#decode?status=&api=CONNXT',
    ]) {
      assert.deepEqual(parseRoute(hash), { part: 'decode', link: nothing }, hash);
    }
    assert.equal(parseRoute('#constructor').part, 'decode');
    assert.equal(parseRoute('#decode?status=0').link.status, 0);
  });
});
