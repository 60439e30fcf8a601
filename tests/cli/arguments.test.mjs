// Arguments, help, version, exit codes: what everybody meets first.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { cli, run } from './support.mjs';

const manifest = JSON.parse(
  await readFile(new URL('../../pkg/package.json', import.meta.url), 'utf8'),
);
const commands = ['decode', 'triage', 'classify', 'completions'];

describe('the documentation', () => {
  it('has the exit codes of the help', async () => {
    const page = await readFile(new URL('../../pkg/docs/cli.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, ...row]) => row.join(' '));
    const { stdout } = await run(['--help']);
    const [, list] = stdout.split('Exit codes\n');
    const told = [...list.matchAll(/^ {2}(\d+) +(.*)$/gm)].map(([, ...row]) => row.join(' '));
    assert.equal(rows.length, 7);
    assert.deepEqual(rows, told);
  });

  it('names no option that there is not', async () => {
    const page = await readFile(new URL('../../pkg/docs/cli.md', import.meta.url), 'utf8');
    let known = '';
    for (const command of commands) known += (await run([command, '--help'])).stdout;
    for (const [option] of page.matchAll(/--[a-z][a-z-]*/g)) {
      assert.match(known, new RegExp(`${option}\\b`), option);
    }
  });
});

describe('psp-errors', () => {
  for (const option of ['--version', '-v']) {
    it(`${option} prints the version`, async () => {
      const { code, stdout, stderr } = await run([option]);
      assert.deepEqual([code, stdout, stderr], [0, `${manifest.version}\n`, '']);
    });
  }

  for (const args of [['--help'], ['-h'], ['help']]) {
    it(`${args} names every command and exit code`, async () => {
      const { code, stdout } = await run(args);
      assert.equal(code, 0);
      for (const command of commands) assert.match(stdout, new RegExp(`^  ${command}`, 'm'));
      for (const number of [0, 1, 2, 70, 130, 141, 143]) {
        assert.match(stdout, new RegExp(`^  ${number} `, 'm'));
      }
    });
  }

  for (const command of commands) {
    for (const args of [
      [command, '--help'],
      ['help', command],
    ]) {
      it(`${args.join(' ')} shows examples, on no line more than 100 characters`, async () => {
        const { code, stdout } = await run(args);
        assert.equal(code, 0);
        assert.match(stdout, new RegExp(`^Usage: psp-errors ${command}`));
        assert.match(stdout, /\nExamples\n {2}# .+\n {2}.*psp-errors/);
        for (const line of stdout.split('\n')) assert.ok(line.length <= 100, line);
      });
    }
  }

  it('says in a sentence that the disk is full', { skip: !existsSync('/dev/full') }, () => {
    const options = { encoding: 'utf8', input: '{"code":"4001"}\n'.repeat(9) };
    for (const command of ['--help', 'decode', 'triage', 'classify']) {
      const full = spawnSync(
        'sh',
        ['-c', `"$0" "$1" "$2" > /dev/full`, process.execPath, cli, command],
        options,
      );
      assert.equal(full.status, 2, command);
      assert.match(full.stderr, /psp-errors: cannot write: the disk is full\n$/);
      assert.doesNotMatch(full.stderr, /\n {4}at /);
    }
  });

  it('without arguments shows its help as an error', async () => {
    const { code, stdout, stderr } = await run([]);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^Turns error responses/);
  });

  for (const [args, sentence] of [
    [['decod'], 'There is no command decod; did you mean decode? See psp-errors --help.'],
    [['frobnicate'], 'There is no command frobnicate. See psp-errors --help.'],
    [
      ['triage', '--folow'],
      'psp-errors triage has no option --folow; did you mean --follow? See psp-errors triage --help.',
    ],
    [['--jsn'], 'psp-errors has no option --jsn. See psp-errors --help.'],
    [
      ['triage', '--json=yes', 'x'],
      'The option --json takes no value. See psp-errors triage --help.',
    ],
    [
      ['decode', '--status'],
      'The option --status takes a value: --status <status>. See psp-errors decode --help.',
    ],
    [['decode', '--status', '600'], '--status takes a whole number from 0 to 599, not 600.'],
    [['decode', '--status', 'abc'], '--status takes a whole number from 0 to 599, not abc.'],
    [['classify', '--api', 'other'], '--api takes connxt or connectpsp, not other.'],
    [
      ['decode', 'a', 'b'],
      'psp-errors decode takes one file, got 2. See psp-errors decode --help.',
    ],
    [
      ['classify', 'a.ndjson'],
      'psp-errors classify reads standard input and takes no file: psp-errors classify < a.ndjson',
    ],
    [['completions'], 'psp-errors completions takes one of bash, zsh, fish.'],
    [['completions', 'tcsh'], 'psp-errors completions takes one of bash, zsh, fish.'],
    [['triage', '-j', '0', '-'], '--jobs takes a whole number from 1 to 256, not 0.'],
    [['triage', '-', '-'], 'Standard input can be read once: name - once.'],
    [['triage', '--interval', '1', '-'], '--interval goes with --follow.'],
    [
      ['triage', '-f', '--interval', '0', '-'],
      '--interval takes seconds from 0.05 to 3600, not 0.',
    ],
    [['decode', '/does/not/exist'], '/does/not/exist: there is no such file'],
    [['decode', '/'], '/: is a folder, not a file'],
  ]) {
    it(`answers ${args.join(' ')} with one sentence and code 2`, async () => {
      const { code, stdout, stderr } = await run(args);
      assert.deepEqual([code, stdout, stderr], [2, '', `psp-errors: ${sentence}\n`]);
    });
  }
});
