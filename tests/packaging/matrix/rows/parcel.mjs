import { join } from 'node:path';
import { resultOfFolder } from '../browser.mjs';
import { check, page, shown } from '../probe.mjs';

export default {
  tools: { parcel: '2.16.4' },
  parts: {
    async production(project) {
      await project.write('src/app.js', shown);
      const script = '<script type="module" src="app.js"></script>';
      await project.write('src/index.html', page(script));
      await project.run('parcel', ['build', 'src/index.html']);
      check(await resultOfFolder(project, join(project.folder, 'dist')));
    },
  },
};
