import { join } from 'node:path';
import { resultOf, resultOfFolder } from '../browser.mjs';
import { check, esm, page } from '../probe.mjs';

export default {
  tools: { vite: '8.3.8' },
  parts: {
    async 'Vite, dev server'(project) {
      await starter(project);
      check(await resultOf(project, await project.start('vite', ['--port', '0'])));
    },
    async 'Vite, production'(project) {
      await starter(project);
      await project.run('vite', ['build']);
      check(await resultOfFolder(project, join(project.folder, 'dist')));
    },
  },
};

async function starter(project) {
  await project.write('index.html', page('<script type="module" src="/main.js"></script>'));
  await project.write('probe.js', esm);
  await project.write(
    'worker.js',
    `import { probe } from './probe.js';
    probe().then(postMessage, (error) => postMessage('Failed: ' + error.stack));`,
  );
  await project.write(
    'main.js',
    `const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    const show = (text) => { document.querySelector('#result').textContent = text; };
    worker.onmessage = ({ data }) => show(data);
    worker.onerror = ({ message }) => show('Failed: ' + message);`,
  );
}
