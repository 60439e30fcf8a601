import { createHash } from 'node:crypto';
import { policy, resultOfFolder } from '../browser.mjs';
import { check, page, shown } from '../probe.mjs';

const file = '/node_modules/psp-errors/dist/index.js';
const map = JSON.stringify({ imports: { 'psp-errors': file } });
const hash = createHash('sha256').update(map).digest('base64');

export default {
  parts: {
    async 'by path'(project) {
      await project.write('app.js', shown.replace("'psp-errors'", `'${file}'`));
      await project.write('index.html', page('<script type="module" src="app.js"></script>'));
      check(await resultOfFolder(project, project.folder));
    },
    async 'by name, import map'(project) {
      await project.write('app.js', shown);
      const scripts = `<script type="importmap">${map}</script>
        <script type="module" src="app.js"></script>`;
      await project.write('index.html', page(scripts));
      const header = policy.replace("script-src 'self'", `script-src 'self' 'sha256-${hash}'`);
      check(await resultOfFolder(project, project.folder, { header }));
      return "an import map is an inline script: script-src has to name its 'sha256-…'";
    },
  },
};
