import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { classify } from 'psp-errors';
import { linesOf, run, start, until } from './support.mjs';

const lines = (text) => text.split('\n');

/** A line without its verdict, and the verdict. */
function taken(line) {
  const { psp } = JSON.parse(line.replace(/^\ufeff/, ''));
  const member = `"psp":${JSON.stringify(psp)}`;
  const at = line.lastIndexOf(member);
  const before = line.slice(0, at).replace(/,$/, '');
  return { psp, rest: before + line.slice(at + member.length) };
}

describe('classify', () => {
  it('adds the verdict as the last member and leaves every other byte', async () => {
    const input = [
      '{"code":"INSUFFICIENT_FUNDS"}',
      ' {"status" : 503, "body":"<html>" }  \r',
      '{"a":1e400,"code":"NEW","n":12345678901234567890, "status":409, "s":"}"}',
      '{"status":200}',
      '{}',
      '',
      '  ',
      'not JSON',
      '{"code":"4001"',
      '[1]',
      '{"body":{"code":"4001"},"status":400}',
    ].join('\n');
    const { code, stdout, stderr } = await run(['classify'], { input });
    assert.equal(code, 0);
    const member = (...args) => `"psp":${JSON.stringify(classify(...args))}`;
    const unknown = member(503, '').replace('"api":"connxt"', '"api":"unknown"');
    assert.deepEqual(lines(stdout), [
      `{"code":"INSUFFICIENT_FUNDS",${member(undefined, '{"code":"INSUFFICIENT_FUNDS"}')}}`,
      ` {"status" : 503, "body":"<html>" ,${unknown}}  \r`,
      `{"a":1e400,"code":"NEW","n":12345678901234567890, "status":409, "s":"}",${member(409, '{"code":"NEW"}')}}`,
      '{"status":200,"psp":null}',
      `{${member(undefined, '{}')}}`,
      '',
      '  ',
      'not JSON',
      '{"code":"4001"',
      '[1]',
      `{"body":{"code":"4001"},"status":400,${member(400, '{"code":"4001"}')}}`,
    ]);
    assert.deepEqual(lines(stderr), [
      ...[8, 9, 10].map((line) => `psp-errors: line ${line}: no JSON object`),
      '',
    ]);
  });

  it('has a verdict of seven members', async () => {
    const { stdout } = await run(['classify'], { input: '{"code":"4001"}' });
    const names = ['api', 'code', 'known', 'action', 'remedy', 'actor', 'outcome'];
    assert.deepEqual(Object.keys(JSON.parse(stdout).psp), names);
  });

  it('takes what lines do not tell from options', async () => {
    const options = ['--status', '500', '--api', 'connxt', '--method', 'GET'];
    const { stdout } = await run(['classify', ...options], { input: '{}' });
    const { api, code, outcome } = JSON.parse(stdout).psp;
    assert.deepEqual([api, code, outcome], ['connxt', 'HTTP_500', 'not-executed']);
  });

  for (const option of [[], ['--unbuffered']]) {
    it(`gives one line for each, in order, wherever chunks end ${option}`, async () => {
      const input = [...linesOf(4000)].join('\n');
      const bytes = Buffer.from(input);
      const { child, ended, ...rest } = start(['classify', ...option]);
      let out = '';
      child.stdout.on('data', (text) => {
        out += text;
      });
      for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 4001) {
        child.stdin.write(bytes.subarray(at, at + size));
        if (size % 13 === 0) await delay(1);
      }
      child.stdin.end();
      assert.equal((await ended).code, 0, rest.stderr);
      const written = lines(out);
      const read = lines(input);
      assert.equal(written.length, read.length);
      for (const [index, line] of read.entries()) {
        if (written[index] === line) assert.doesNotMatch(line, /^\{.*\}\r?$/);
        else assert.equal(taken(written[index]).rest, line);
      }
    });
  }

  it('changes nothing but by adding the member (property)', async () => {
    const texts = fc.sample(
      fc.json().filter((text) => text.startsWith('{')),
      { numRuns: 500, seed: 7 },
    );
    const input = texts.join('\n');
    const { stdout } = await run(['classify', '--status', '400'], { input });
    for (const [index, line] of lines(stdout).entries()) {
      assert.equal(taken(line).rest, texts[index]);
    }
  });

  it('passes a line that is too long, without keeping it', async () => {
    const long = `{"code":"${'x'.repeat(3 << 20)}"}`;
    const input = `{"code":"4001"}\n${long}\n{"code":"4002"}\n`;
    const { code, stdout, stderr } = await run(['classify'], { input });
    const [first, second, third] = lines(stdout);
    assert.equal(code, 0);
    assert.ok(second === long);
    assert.deepEqual(
      [first, third].map((line) => JSON.parse(line).psp.code),
      ['4001', '4002'],
    );
    assert.equal(stderr, 'psp-errors: line 2: longer than 1 MiB\n');
  });

  it('names a hundred bad lines and counts the others', async () => {
    const { stderr, stdout } = await run(['classify'], { input: 'x\n'.repeat(130) });
    assert.equal(stdout, 'x\n'.repeat(130));
    assert.equal(lines(stderr).length, 102);
    assert.match(stderr, /… and 30 more lines that are no JSON object\n$/);
  });

  it('--strict ends before the first bad line with code 1', async () => {
    const input = '{"code":"4001"}\n\nbad\n{"code":"4002"}\nworse\n';
    const { code, stdout, stderr } = await run(['classify', '--strict'], { input });
    assert.deepEqual([code, stderr], [1, 'psp-errors: line 3: no JSON object\n']);
    assert.deepEqual(lines(stdout).slice(1), ['', '']);
    const last = await run(['classify', '--strict'], { input: '{"code":"4001"}\nbad' });
    assert.deepEqual([last.code, lines(last.stdout).length], [1, 2]);
    const long = await run(['classify', '--strict'], { input: `${'x'.repeat(3 << 20)}\n` });
    assert.deepEqual([long.code, long.stdout], [1, '']);
    const fine = await run(['classify', '--strict'], { input: '{"code":"4001"}\n' });
    assert.equal(fine.code, 0);
  });

  it('--strict ends at once, while its input goes on', async () => {
    const { child, ended } = start(['classify', '--strict']);
    child.stdin.write('bad\n');
    assert.equal((await ended).code, 1);
  });

  for (const option of [[], ['-u']]) {
    it(`answers each line before the next is sent, as ClickHouse asks ${option}`, async () => {
      const started = start(['classify', ...option]);
      for (let line = 1; line <= 5; line++) {
        started.child.stdin.write('{"code":"4001"}\n');
        await until(
          () => lines(started.stdout).length === line + 1,
          () => started.stdout,
        );
      }
      started.child.stdin.end();
      assert.equal((await started.ended).code, 0);
    });
  }

  it('waits for a reader that is slow', async () => {
    const { child, ended } = start(['classify']);
    child.stdout.pause();
    const line = `{"code":"4001","x":"${'x'.repeat(1000)}"}\n`;
    let written = 0;
    // What it does not take must wait here: its own memory stays small.
    while (written < 64 << 20) {
      written += line.length * 1000;
      if (child.stdin.write(line.repeat(1000))) continue;
      const drained = await Promise.race([
        once(child.stdin, 'drain').then(() => true),
        delay(1000),
      ]);
      if (!drained) break;
    }
    child.kill();
    await ended;
    assert.ok(written < 16 << 20, `took ${written} bytes while nobody read`);
  });

  it('is quiet when its reader goes away', async () => {
    const started = start(['classify']);
    started.child.stdout.destroy();
    const line = '{"code":"4001"}\n'.repeat(10_000);
    for (let part = 0; part < 50 && started.child.exitCode === null; part++) {
      started.child.stdin.write(line);
      await delay(5);
    }
    assert.deepEqual(await started.ended, { code: 141, signal: null });
    assert.equal(started.stderr, '');
  });

  it('dies of SIGTERM', async () => {
    const { child, ended } = start(['classify']);
    child.stdin.write('{"code":"4001"}\n');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    assert.equal((await ended).signal, 'SIGTERM');
  });
});
