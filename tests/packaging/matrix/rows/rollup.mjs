import { join } from 'node:path';
import { resultOfFolder } from '../browser.mjs';
import { check, page, printed, shown } from '../probe.mjs';

export default {
  tools: { rollup: '4.68.7', '@rollup/plugin-node-resolve': '16.0.3' },
  parts: {
    async 'for browsers'(project) {
      await project.write('main.js', shown);
      await project.run('rollup', ['main.js', '--file', 'www/app.js', ...options]);
      await project.write('www/index.html', page('<script type="module" src="app.js"></script>'));
      check(await resultOfFolder(project, join(project.folder, 'www')));
    },
    async 'for Node'(project) {
      await project.write('server.js', printed);
      await project.run('rollup', ['server.js', '--file', 'out/server.mjs', ...options]);
      check((await project.run('node', ['out/server.mjs'])).stdout);
    },
  },
};

const options = ['--format', 'es', '--plugin', 'node-resolve', '--failAfterWarnings'];
