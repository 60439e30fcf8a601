import { join } from 'node:path';
import { resultOfFolder } from '../browser.mjs';
import { check, esm, page } from '../probe.mjs';

export default {
  tools: { esbuild: '0.28.2' },
  parts: {
    'classic script': (project) => served(project, 'iife', '{}'),
    'module script': (project) => served(project, 'esm', "{ type: 'module' }"),
  },
};

/** The page asks for an address that only the worker answers, with what it decoded itself. */
async function served(project, format, options) {
  await project.write('probe.js', esm);
  await project.write(
    'sw.js',
    `import { probe } from './probe.js';
    addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('fetch', (event) => {
      if (!event.request.url.endsWith('/outcome')) return;
      event.respondWith(probe().then((text) => new Response(text)));
    });`,
  );
  await project.run('esbuild', ['sw.js', '--bundle', `--format=${format}`, '--outfile=www/sw.js']);
  await project.write(
    'www/app.js',
    `const { serviceWorker } = navigator;
    const controlled = new Promise((resolve) => { serviceWorker.oncontrollerchange = resolve; });
    const show = (text) => { document.querySelector('#result').textContent = text; };
    serviceWorker.register('sw.js', ${options})
      .then(() => controlled)
      .then(() => fetch('/outcome'))
      .then((answer) => answer.text())
      .then(show, (error) => show('Failed: ' + error.stack));`,
  );
  await project.write('www/index.html', page('<script type="module" src="app.js"></script>'));
  check(await resultOfFolder(project, join(project.folder, 'www')));
}
