import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { resultOfFolder } from '../browser.mjs';
import { check, page, printed, printedCjs, shown } from '../probe.mjs';
import { Project, temporaryFolder } from '../project.mjs';

export default {
  tools: { esbuild: '0.28.2' },
  parts: {
    async 'bundle for browsers'(project) {
      await project.write('app.js', shown);
      await project.run('esbuild', ['app.js', '--bundle', '--minify', '--outfile=www/app.js']);
      await project.write('www/index.html', page('<script defer src="app.js"></script>'));
      check(await resultOfFolder(project, join(project.folder, 'www')));
    },
    '--platform=node, cjs, moved': (project) => moved(project, 'server.cjs', printedCjs, 'cjs'),
    '--platform=node, esm, moved': (project) => moved(project, 'server.mjs', printed, 'esm'),
  },
};

/** A server is often one file that is copied to where it runs: there is no node_modules there. */
async function moved(project, name, source, format) {
  await project.write(name, source);
  const options = ['--bundle', '--platform=node', `--format=${format}`, `--outfile=out/${name}`];
  await project.run('esbuild', [name, ...options]);
  const elsewhere = new Project(await temporaryFolder());
  project.closeLater(() => elsewhere.remove());
  await cp(join(project.folder, 'out', name), join(elsewhere.folder, name));
  const { stdout } = await elsewhere.run('node', [name]);
  check(stdout);
}
