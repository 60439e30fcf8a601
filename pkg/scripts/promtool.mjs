// Prometheus' own checker, for the test of the alert rules.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, step } from './step.mjs';
import { downloadWithApt, findOnPath } from './tools.mjs';

const advice =
  'promtool is missing: install it (on Debian: the package prometheus), or set PROMTOOL to its path, ' +
  'then run this command again.';

/**
 * Makes sure of promtool and returns its path. Debian's package is only unpacked, into
 * `<root>/.tools/prometheus`: installing it would start a server.
 */
export async function installPromtool(root, env) {
  const folder = join(root, '.tools', 'prometheus');
  const find = () =>
    findOnPath([env.PROMTOOL || 'promtool', join(folder, 'usr/bin/promtool')], env);
  const install = async () => {
    rmSync(folder, { recursive: true, force: true });
    await downloadWithApt('prometheus', folder, advice, env);
  };
  await step('promtool', install, { isDone: () => find() !== null });
  const promtool = find();
  if (promtool === null) throw new SetupError(advice);
  return promtool;
}
