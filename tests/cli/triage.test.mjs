import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { appendFile, chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { classifyLines } from 'psp-errors/lines';
import { cli, folderWith, linesOf, run, start } from './support.mjs';

const log = [
  '{"status":422,"body":{"code":"INSUFFICIENT_FUNDS"},"time":"2026-11-21T23:12:00Z"}',
  '',
  '{"status":503,"body":"<html>"}',
  'not JSON',
  '{"status":200,"body":"fine","time":"2026-11-22T01:00:00-03:00"}',
  '{"code":"NEW_CODE","status":400,"detail":"coração"}',
].join('\n');

/** No Node that is still in use everywhere can make zstd: `zstd -9` made these. */
const zstd = (name) => readFile(new URL(`zstd/${name}.zst`, import.meta.url));

const triaged = async (args, options) => {
  const { code, stdout, stderr } = await run(['triage', '--json', ...args], options);
  return { code, stderr, result: JSON.parse(stdout) };
};

/** What of a result `classifyLines` gives too. */
function countsOf({ badLines, toDo: _, thresholds: __, files: ___, ...counts }) {
  return { ...counts, badLines: badLines.map(({ line }) => line) };
}

describe('triage', () => {
  for (const [name, args] of [
    ['standard input', []],
    ['-', ['-']],
  ]) {
    it(`counts ${name} as classifyLines does`, async () => {
      const { code, stderr, result } = await triaged(args, { input: log });
      assert.deepEqual([code, stderr], [0, '']);
      assert.deepEqual(countsOf(result), await classifyLines(log));
      assert.deepEqual(result.badLines, [{ file: 'standard input', line: 4 }]);
      assert.deepEqual(result.files, [{ file: 'standard input', lines: 6, bad: 1, problem: null }]);
    });
  }

  it('counts several files, and numbers the lines of each', async (context) => {
    const cwd = await folderWith(context, { a: log, 'b.gz': gzipSync(`x\n${log}`), empty: '' });
    const { code, result } = await triaged(['a', '-', 'b.gz', 'empty'], {
      cwd,
      input: `y\n${log}`,
    });
    assert.equal(code, 0);
    const { badLines: _, ...counts } = countsOf(result);
    const { badLines: __, ...wanted } = await classifyLines(`${log}\nx\n${log}\ny\n${log}`);
    assert.deepEqual(counts, wanted);
    assert.deepEqual(
      result.badLines.map(({ file, line }) => `${file}:${line}`),
      ['a:4', 'standard input:1', 'standard input:5', 'b.gz:1', 'b.gz:5'],
    );
    assert.deepEqual(
      result.files.map(({ lines }) => lines),
      [6, 7, 7, 0],
    );
  });

  for (const jobs of ['1', '2', '3', '5']) {
    it(`gives the same with ${jobs} threads`, { timeout: 120_000 }, async (context) => {
      const content = `${[...linesOf(30_000)].join('\n')}\n`.repeat(20);
      const cwd = await folderWith(context, { log: content });
      assert.ok(content.length > 20 << 20, 'it is large enough for several ranges');
      const { result } = await triaged(['-j', jobs, 'log'], { cwd });
      assert.deepEqual(countsOf(result), await classifyLines(content));
    });
  }

  it('says what to do, the most urgent first', async () => {
    const input = [
      ...Array(5).fill('{"code":"TOKEN_EXPIRED"}'),
      ...Array(3).fill('{"code":"4001"}'),
      ...Array(2).fill('{"code":"NOT_FOUND"}'),
      '{"code":"INSUFFICIENT_FUNDS"}',
      '{"code":"INSUFFICIENT_PROPRIETARY_FUNDS"}',
      '{"code":"OWN","status":400}',
    ].join('\n');
    const { result } = await triaged([], { input });
    assert.deepEqual(
      result.toDo.map(({ remedy, actor, errors, codes }) => [remedy, actor, errors, codes.length]),
      [
        ['add-funds', 'operator', 2, 2],
        ['check-id', 'developer', 2, 1],
        ['refresh-token', 'client', 5, 1],
        ['fix-fields', 'end-user', 3, 1],
      ],
    );
    const { stdout } = await run(['triage'], { input });
    assert.match(stdout, /What to do first\n {2}1\. Add funds to the account/);
    assert.match(stdout, /OWN +1 +7\.7 % {2}not documented: the status decided/);
  });

  it('prints counts by action, code and hour, and bad lines, without colours', async () => {
    const { code, stdout, stderr } = await run(['triage'], { input: log });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^standard input: 6 lines: 3 errors, 1 ok, 1 bad, 1 blank\n/);
    assert.match(stdout, /\n {2}escalate +1 +25\.0 %/);
    assert.match(stdout, /\n {2}INSUFFICIENT_FUNDS +1 +25\.0 % {2}escalate, add-funds, operator\n/);
    assert.match(stdout, /\n {2}2026-11-21 23:00 +1 +100 %/);
    assert.match(stdout, /\n {2}standard input:4\n/);
    assert.ok(!stdout.includes('\u001b'));
  });

  it('has something to say about nothing', async () => {
    const { code, stdout } = await run(['triage'], { input: '' });
    assert.deepEqual([code, stdout], [0, 'standard input: 0 lines: 0 errors, 0 ok, 0 bad\n']);
  });

  for (const option of [[], ['--json']]) {
    it(`prints nothing personal ${option}`, async () => {
      const personal = ['ana@example.com', '123.456.789-09', '12345678909'];
      const input = personal
        .flatMap((each) => [
          JSON.stringify({ code: each, status: 400, detail: each }),
          JSON.stringify({ code: 'NOT_FOUND', detail: each, instance: each }),
          `not JSON: ${each}`,
        ])
        .join('\n');
      const { stdout, stderr } = await run(['triage', ...option], { input });
      for (const each of personal) assert.ok(!`${stdout}${stderr}`.includes(each), each);
      assert.match(stdout, /\*\*\*/);
    });
  }

  it('takes what lines do not tell from options', async () => {
    const { result } = await triaged(['--status', '503', '--api', 'connxt'], { input: '{}\n{}' });
    assert.deepEqual([result.byCode, result.byApi.connxt], [{ HTTP_503: 2 }, 2]);
  });
});

describe('triage of compressed input', () => {
  const content = [...linesOf(5000)].join('\n');

  for (const [name, pack] of [
    ['gzip', () => gzipSync(content)],
    [
      'gzip in two members',
      () => Buffer.concat([gzipSync(content.slice(0, 999)), gzipSync(content.slice(999))]),
    ],
    ['zstd', () => zstd('lines')],
    ['zstd in two frames', async () => Buffer.concat([await zstd('lines'), await zstd('lines')])],
    [
      'zstd after a frame to be skipped',
      async () =>
        Buffer.concat([Buffer.from('502a4d1804000000deadbeef', 'hex'), await zstd('lines')]),
    ],
  ]) {
    it(`reads ${name}, whatever the file is called, and from standard input`, async (context) => {
      const packed = await pack();
      const cwd = await folderWith(context, { packed });
      const text = name.endsWith('two frames') ? content + content : content;
      const wanted = await classifyLines(text);
      const { code, result } = await triaged(['packed'], { cwd });
      assert.deepEqual([code, countsOf(result)], [0, wanted]);
      const piped = await triaged([], { input: packed });
      assert.deepEqual([piped.code, countsOf(piped.result)], [0, wanted]);
    });
  }

  const unlike = Array.from(
    { length: 12_000 },
    (_, index) => `{"code":"4001","x":"${Math.sin(index).toFixed(12)}"}`,
  ).join('\n');
  for (const [name, pack] of [
    ['gzip', () => gzipSync(unlike)],
    ['zstd', () => zstd('unlike')],
  ]) {
    it(`counts what ${name} holds before it breaks off, and says after which line`, async (context) => {
      const packed = await pack();
      const half = packed.subarray(0, packed.length / 2);
      const cwd = await folderWith(context, { cut: half, fine: log });
      const { code, stderr, result } = await triaged(['cut', 'fine'], { cwd });
      assert.equal(code, 2);
      const [cut, fine] = result.files;
      assert.ok(cut.lines > 3_000 && cut.lines < 9_000, `${cut.lines} lines`);
      assert.match(
        stderr,
        new RegExp(`^psp-errors: cut: breaks off after line ${cut.lines}: .+\n$`),
      );
      assert.deepEqual([fine.lines, fine.problem], [6, null]);
      assert.equal(result.lines, cut.lines + 6);
    });
  }

  it('names what only begins as gzip', async (context) => {
    const cwd = await folderWith(context, { odd: Buffer.from('1f8b0800ffff00112233', 'hex') });
    const { code, stderr } = await run(['triage', 'odd'], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^psp-errors: odd: .+\n$/);
  });

  it('needs little memory for what is ten thousand times as large unpacked', async (context) => {
    const cwd = await folderWith(context, { packed: await zstd('repeated') });
    const started = start(['triage', '--json', 'packed'], { cwd });
    let peakMiB = 0;
    const timer = setInterval(async () => {
      const path = `/proc/${started.child.pid}/status`;
      const kib = /VmHWM:\s*(\d+)/.exec(await readFile(path, 'utf8').catch(() => ''))?.[1];
      peakMiB = Math.max(peakMiB, Number(kib ?? 0) / 1024);
    }, 10);
    await started.ended;
    clearInterval(timer);
    assert.equal(JSON.parse(started.stdout).lines, 6 << 20);
    assert.ok(peakMiB > 10 && peakMiB < 150, `${peakMiB} MiB`);
  });
});

describe('triage of inputs that cannot be read', () => {
  it('names each and counts the others', async (context) => {
    const cwd = await folderWith(context, { fine: log });
    const { code, stderr, result } = await triaged(['missing', 'fine', '.'], { cwd });
    assert.equal(code, 2);
    assert.deepEqual(stderr.split('\n'), [
      'psp-errors: missing: there is no such file',
      'psp-errors: .: is a folder, not a file',
      '',
    ]);
    assert.deepEqual(countsOf(result), await classifyLines(log));
  });

  it('names a file without permission', { skip: process.getuid?.() === 0 }, async (context) => {
    const cwd = await folderWith(context, { secret: log });
    await chmod(join(cwd, 'secret'), 0);
    const { code, stderr } = await run(['triage', 'secret'], { cwd });
    assert.deepEqual([code, stderr], [2, 'psp-errors: secret: permission to read it is missing\n']);
  });

  it('reports the line that a killed program left unfinished', async (context) => {
    const cwd = await folderWith(context, { log: '{"code":"4001"}\n{"code":"40' });
    const { stdout } = await run(['triage', 'log'], { cwd });
    assert.match(stdout, /\n {2}log:2\n/);
  });

  it('reads a pipe that has a name', async (context) => {
    const cwd = await folderWith(context);
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    const started = start(['triage', '--json', 'pipe'], { cwd });
    await appendFile(join(cwd, 'pipe'), log);
    assert.equal((await started.ended).code, 0, started.stderr);
    assert.equal(JSON.parse(started.stdout).lines, 6);
  });
});

describe('triage --fail-on', () => {
  // 3 errors and 1 ok: escalate 1 of 4, retry 1 of 4.
  for (const [threshold, code] of [
    ['escalate>24.9%', 1],
    ['escalate>25%', 0],
    ['escalate>=25%', 1],
    ['escalate>0', 1],
    ['escalate>1', 0],
    ['escalate>=1', 1],
    ['escalate>=2', 0],
    ['re-auth>0', 0],
    [' retry > 0 ', 1],
    ['errors>74%', 1],
    ['errors>75%', 0],
    ['errors>=3', 1],
    ['bad>0', 1],
    ['bad>20%', 0],
    ['bad>=20%', 1],
    ['INSUFFICIENT_FUNDS>0', 1],
    ['4001>0', 0],
    ['HTTP_503>0', 1],
    ['HTTP_502>0', 0],
    ['code:NEW_CODE>0', 1],
    ['code:OTHER>0', 0],
    ['code:constructor>0', 0],
  ]) {
    it(`'${threshold}' ends with ${code}`, async () => {
      const { code: found, result } = await triaged(['--fail-on', threshold], { input: log });
      assert.equal(found, code);
      assert.deepEqual(
        result.thresholds.map(({ threshold: text, crossed }) => [text, crossed]),
        [[threshold, code === 1]],
      );
    });
  }

  it('is crossed if one of several is, and says which', async () => {
    const args = ['triage', '--fail-on', 'retry>5', '--fail-on', 'escalate>10%'];
    const { code, stdout } = await run(args, { input: log });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /Thresholds\n {2}retry>5: fine, 1 of 4 \(25\.0 %\)\n {2}escalate>10%: crossed/,
    );
  });

  it('is crossed by nothing where there is nothing', async () => {
    assert.equal((await run(['triage', '--fail-on', 'errors>0%'], { input: '' })).code, 0);
  });

  it('counts before an input that is missing', async () => {
    const missing = ['triage', '/missing', '-', '--fail-on'];
    assert.equal((await run([...missing, 'errors>0'], { input: log })).code, 1);
    assert.equal((await run([...missing, 'errors>9'], { input: log })).code, 2);
  });

  for (const [threshold, sentence] of [
    ['escalate', /takes a name, > or >=, and a number or a share: .*; not escalate\.$/],
    ['escalate<1', /takes a name/],
    ['>1', /takes a name/],
    ['escalate>-1', /takes a name/],
    ['escalate>1%%', /takes a name/],
    ['escalate>101%', /no share is above 101 %\.$/],
    [
      'escalte>1',
      /knows no escalte; did you mean escalate\? A code without documentation is written code:escalte\.$/,
    ],
    ['INSUFICIENT_FUNDS>1', /did you mean INSUFFICIENT_FUNDS\?/],
  ]) {
    it(`refuses '${threshold}'`, async () => {
      const { code, stdout, stderr } = await run(['triage', '--fail-on', threshold, '-']);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr.trimEnd(), sentence);
    });
  }
});

describe('triage, interrupted', () => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    it(`dies of ${signal} with a sentence, and prints no half of a result`, async () => {
      const started = start(['triage']);
      // Its handlers stand by the time that it reads, and it has read: no pipe holds so much.
      const much = `${log}\n`.repeat(Math.ceil(2 ** 22 / log.length));
      await new Promise((resolve) => started.child.stdin.write(much, resolve));
      started.child.kill(signal);
      assert.equal((await started.ended).signal, signal);
      assert.equal(started.stdout, '');
      assert.match(started.stderr, /^psp-errors: interrupted after \d+\.?\d* \w+\n$/);
    });
  }

  it('is quiet when its reader goes away', async () => {
    const started = start(['triage', '--json']);
    started.child.stdout.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    started.child.stdin.end(log);
    assert.deepEqual(await started.ended, { code: 141, signal: null });
    assert.equal(started.stderr, '');
  });
});

describe('triage on a terminal', () => {
  /** Runs it with a terminal of its own; gives what the terminal saw. */
  const onTerminal = async (command, cwd, env = {}) => {
    const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], {
      cwd,
      env: { ...process.env, TERM: 'xterm', ...env },
    });
    return stdout;
  };
  const tool = `'${process.execPath}' '${cli}'`;

  it('has colours, unless NO_COLOR is set', async (context) => {
    const cwd = await folderWith(context, { log });
    const coloured = await onTerminal(`${tool} triage log 2> err`, cwd, { NO_COLOR: '' });
    assert.ok(coloured.includes('\u001b[1mBy action\u001b[0m'));
    const plain = await onTerminal(`${tool} triage log 2> err`, cwd, { NO_COLOR: '1' });
    assert.ok(plain.includes('By action') && !plain.includes('\u001b['));
  });

  it('shows a bar on standard error while it reads, and takes it away', async (context) => {
    const content = '{"code":"4001"}\n'.repeat(6 << 20);
    const cwd = await folderWith(context, { log: content });
    const shown = await onTerminal(`${tool} triage -j 1 log > out`, cwd);
    assert.match(shown, /█*░* \d+ % {2}\S+ MiB of 96\.0 MiB {2}\S+ MiB\/s {2}\d+ s left/);
    assert.ok(shown.endsWith('\r\u001b[K'));
    assert.equal(await onTerminal(`${tool} triage --no-progress log > out`, cwd), '');
    assert.equal(await onTerminal(`${tool} triage log > out 2> err`, cwd), '');
  });

  it('shows a running log anew with each change', async (context) => {
    const cwd = await folderWith(context, { log });
    const follow = `timeout -s INT 2 ${tool} triage -f --interval 0.05 log; echo "code $?"`;
    const shown = await onTerminal(follow, cwd);
    assert.equal(shown.split('\u001b[H\u001b[2J').length, 2);
    assert.match(shown, /By action/);
  });

  it('takes the bar away when it is interrupted', async (context) => {
    const cwd = await folderWith(context, { log: '{"code":"4001"}\n'.repeat(16 << 20) });
    const shown = await onTerminal(`timeout -s INT 0.8 ${tool} triage -j 1 log > out; true`, cwd);
    const [, last] = shown.split(/\r.\[K(?=psp)/);
    assert.match(last, /^psp-errors: interrupted after \S+ MiB of 256\.0 MiB\r\n$/);
  });

  it('asks for a file instead of waiting for somebody to type one', async (context) => {
    const cwd = await folderWith(context);
    const shown = await onTerminal(`${tool} triage; echo "code $?"`, cwd);
    assert.match(shown, /Name the files to read, or pipe one in\..*\r?\ncode 2/);
  });
});
