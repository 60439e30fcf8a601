import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folderWith, run } from './support.mjs';

const script = async (shell) => (await run(['completions', shell])).stdout;
const isThere = (shell) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What bash offers behind these words. */
async function offered(words, cwd) {
  const code = `${await script('bash')}
COMP_WORDS=(psp-errors ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
_psp_errors; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', code], { cwd, encoding: 'utf8' }).trim().split('\n');
}

describe('completions', () => {
  for (const [words, wanted] of [
    [[''], ['decode', 'triage', 'classify', 'completions', '--help', '-h', '--version', '-v']],
    [['tr'], ['triage']],
    [
      ['triage', '--f'],
      ['--fail-on', '--follow'],
    ],
    [
      ['decode', '--locale', ''],
      ['en', 'pt-BR', 'es'],
    ],
    [
      ['classify', '--api', 'conn'],
      ['connxt', 'connectpsp'],
    ],
    [
      ['completions', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['classify', ''], ['']],
  ]) {
    it(`of bash after psp-errors ${words.join(' ')}`, async () => {
      assert.deepEqual(await offered(words), wanted);
    });
  }

  it('of bash name files where files are taken', async (context) => {
    const cwd = await folderWith(context, { 'app.ndjson': '', 'b.ndjson': '' });
    assert.deepEqual(await offered(['triage', 'a'], cwd), ['app.ndjson']);
    assert.deepEqual(await offered(['decode', 'b'], cwd), ['b.ndjson']);
  });

  it('of every shell have every option of the help', async () => {
    for (const command of ['decode', 'triage', 'classify']) {
      const { stdout } = await run([command, '--help']);
      const options = [...stdout.matchAll(/^ {2}(?:-\w, | {4})--([\w-]+)/gm)].map(
        ([, name]) => name,
      );
      assert.ok(options.length > 4);
      for (const name of options) {
        assert.match(await script('bash'), new RegExp(`--${name}\\b`));
        assert.match(await script('zsh'), new RegExp(`--${name}\\b`));
        assert.match(await script('fish'), new RegExp(`-l ${name}\\b`));
      }
    }
  });

  for (const shell of ['zsh', 'fish']) {
    it(`of ${shell} are read by it`, { skip: !isThere(shell) }, async (context) => {
      const cwd = await folderWith(context, { completions: await script(shell) });
      const { status, stderr } = spawnSync(shell, ['-n', join(cwd, 'completions')]);
      assert.deepEqual([status, `${stderr}`], [0, '']);
    });
  }

  it('of fish are offered by it', { skip: !isThere('fish') }, async (context) => {
    const cwd = await folderWith(context, { completions: await script('fish') });
    const offer = (line) =>
      execFileSync('fish', ['-c', `source completions; complete -C '${line}'`], {
        cwd,
        encoding: 'utf8',
      });
    assert.match(offer('psp-errors tri'), /^triage\t/);
    assert.match(offer('psp-errors triage --fol'), /^--follow\t/);
    assert.match(offer('psp-errors decode --locale pt'), /^pt-BR\t/);
  });

  it('of zsh are found by it', { skip: !isThere('zsh') }, async (context) => {
    const cwd = await folderWith(context, { '_psp-errors': await script('zsh') });
    const code = `fpath=(${cwd} $fpath); autoload -U compinit; compinit -D -u; print $_comps[psp-errors]`;
    assert.equal(execFileSync('zsh', ['-fc', code], { encoding: 'utf8' }).trim(), '_psp-errors');
  });
});
