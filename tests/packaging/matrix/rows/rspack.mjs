import { join } from 'node:path';
import { resultOfFolder } from '../browser.mjs';
import { check, page, shown } from '../probe.mjs';

export default {
  tools: { '@rspack/core': '2.3.2', '@rspack/cli': '2.2.8' },
  shown: ['@rspack/core'],
  parts: {
    async production(project) {
      await project.write('src/index.js', shown);
      await project.write('dist/index.html', page('<script defer src="main.js"></script>'));
      await project.run('rspack', ['build', '--mode', 'production']);
      check(await resultOfFolder(project, join(project.folder, 'dist')));
    },
  },
};
