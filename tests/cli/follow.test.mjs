import assert from 'node:assert/strict';
import { appendFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folderWith, run, start, until } from './support.mjs';

const error = '{"code":"INSUFFICIENT_FUNDS"}\n';

/** Follows a file; `counts` waits for so many lines. */
async function following(context, content, options = []) {
  const cwd = await folderWith(context, content === undefined ? {} : { log: content });
  const started = start(['triage', '-f', '--interval', '0.05', '--json', ...options, 'log'], {
    cwd,
  });
  context.after(() => started.child.kill('SIGKILL'));
  const results = () =>
    started.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  const counted = async (lines) => {
    await until(
      () => results().at(-1)?.lines >= lines,
      () => `${lines} lines: ${started.stdout.slice(-300)} ${started.stderr}`,
    );
    const last = results().at(-1);
    assert.equal(last.lines, lines);
    return last;
  };
  return { ...started, started, path: join(cwd, 'log'), counted };
}

describe('triage --follow', () => {
  it('counts what is there, and then what is added', async (context) => {
    const { path, counted } = await following(context, error.repeat(3));
    assert.equal((await counted(3)).byAction.escalate, 3);
    await appendFile(path, `${error}bad\n`);
    const { byAction, badLines } = await counted(5);
    assert.deepEqual([byAction.escalate, badLines], [4, [{ file: 'log', line: 5 }]]);
  });

  it('waits for the end of a line', async (context) => {
    const { path, counted } = await following(context, `${error}{"code":"INSUF`);
    await counted(1);
    await appendFile(path, 'FICIENT_FUNDS"}');
    await appendFile(path, '\n\ufeffbad\n');
    const { byAction, bad } = await counted(3);
    assert.deepEqual([byAction.escalate, bad], [2, 1]);
  });

  it('goes on with the new file after rotation, and misses no line of the old', async (context) => {
    const { path, counted } = await following(context, error);
    await counted(1);
    await appendFile(path, error);
    await rename(path, `${path}.1`);
    await appendFile(`${path}.1`, '{"code":"4001"}');
    await writeFile(path, `${error}bad\n`);
    const { byCode, badLines } = await counted(5);
    assert.deepEqual(byCode, { 4001: 1, INSUFFICIENT_FUNDS: 3 });
    assert.deepEqual(badLines, [{ file: 'log', line: 2 }]);
  });

  it('begins again when the file is truncated', async (context) => {
    const { path, started, counted } = await following(context, error.repeat(3));
    await counted(3);
    await truncate(path);
    await until(
      () => started.stderr.includes('truncated'),
      () => started.stderr,
    );
    await appendFile(path, 'bad\n');
    assert.deepEqual((await counted(4)).badLines, [{ file: 'log', line: 1 }]);
  });

  it('waits for a file that is not there, or goes away', async (context) => {
    const { path, started, counted } = await following(context, undefined);
    const sentence = 'psp-errors: log: there is no such file; waiting for it\n';
    await until(
      () => started.stderr === sentence,
      () => started.stderr,
    );
    await writeFile(path, error);
    await counted(1);
    await rm(path);
    await until(
      () => started.stderr === sentence.repeat(2),
      () => started.stderr,
    );
    await writeFile(path, error);
    await counted(2);
  });

  for (const signal of ['SIGINT', 'SIGTERM']) {
    it(`ends with the report at ${signal}`, async (context) => {
      const cwd = await folderWith(context, { log: error });
      const started = start(['triage', '-f', '--interval', '0.05', 'log'], { cwd });
      await until(
        () => started.stdout.includes('\n'),
        () => started.stderr,
      );
      assert.match(
        started.stdout,
        /^\S+Z \+1 lines: retry 0, re-auth 0, user-fix 0, escalate 1, ok 0, bad 0\n/,
      );
      started.child.kill(signal);
      assert.equal((await started.ended).signal, signal);
      assert.match(started.stdout, /log: 1 lines: 1 errors/);
    });
  }

  it('ends with code 1 when a threshold is crossed', async (context) => {
    const { path, counted, ended } = await following(context, error, ['--fail-on', 'escalate>1']);
    await counted(1);
    await appendFile(path, error);
    assert.equal((await ended).code, 1);
  });

  it('waits for a hundred responses before it judges a share', async (context) => {
    const options = ['--fail-on', 'escalate>50%'];
    const { path, counted, child, ended } = await following(context, error.repeat(99), options);
    await counted(99);
    assert.equal(child.exitCode, null);
    await appendFile(path, error);
    assert.equal((await ended).code, 1);
  });

  it('follows standard input to its end', async () => {
    const started = start(['triage', '-f', '--interval', '0.05', '--json']);
    started.child.stdin.write(error);
    await until(
      () => started.stdout.includes('"lines":1'),
      () => started.stdout,
    );
    started.child.stdin.end('{"code":"4001"}');
    assert.equal((await started.ended).code, 0);
    assert.equal(JSON.parse(started.stdout.trim().split('\n').at(-1)).lines, 2);
  });

  it('keeps no line that is too long', async (context) => {
    const { path, counted } = await following(context, error);
    await counted(1);
    for (let part = 0; part < 5; part++) await appendFile(path, 'x'.repeat(1 << 20));
    await appendFile(path, `\n${error}`);
    assert.equal((await counted(3)).bad, 1);
  });

  it('refuses what it cannot follow', async (context) => {
    const cwd = await folderWith(context, { packed: Buffer.from('1f8b08', 'hex') });
    for (const [file, sentence] of [
      ['packed', 'packed: --follow reads plain files, and this is compressed'],
      ['.', '.: --follow reads files, and this is none'],
    ]) {
      const { code, stderr } = await run(['triage', '-f', file], { cwd });
      assert.deepEqual([code, stderr], [2, `psp-errors: ${sentence}\n`]);
    }
  });
});
