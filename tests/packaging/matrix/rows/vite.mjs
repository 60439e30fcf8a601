import { join } from 'node:path';
import { resultOf, resultOfFolder } from '../browser.mjs';
import { check, page, shown } from '../probe.mjs';

export default {
  tools: { vite: '8.3.8' },
  parts: {
    async 'dev server'(project) {
      await starter(project);
      check(await resultOf(project, await project.start('vite', ['--port', '0'])));
    },
    async production(project) {
      await starter(project);
      await project.run('vite', ['build']);
      check(await resultOfFolder(project, join(project.folder, 'dist')));
    },
  },
};

async function starter(project) {
  await project.write('index.html', page('<script type="module" src="/src/main.js"></script>'));
  await project.write('src/main.js', shown);
}
