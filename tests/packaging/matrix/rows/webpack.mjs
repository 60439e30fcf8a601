import { join } from 'node:path';
import { resultOfFolder } from '../browser.mjs';
import { check, page, shown } from '../probe.mjs';

export default {
  // webpack-cli 7 needs Node 22.
  tools: { webpack: '5.112.2', 'webpack-cli': '6.0.1' },
  shown: ['webpack'],
  parts: {
    async production(project) {
      await project.write('src/index.js', shown);
      await project.write('dist/index.html', page('<script defer src="main.js"></script>'));
      await project.run('webpack', ['--mode', 'production']);
      check(await resultOfFolder(project, join(project.folder, 'dist')));
    },
    async 'development, without eval'(project) {
      await project.write('src/index.js', shown);
      await project.write('dist/index.html', page('<script defer src="main.js"></script>'));
      await project.run('webpack', ['--mode', 'development', '--devtool', 'source-map']);
      check(await resultOfFolder(project, join(project.folder, 'dist')));
      return "webpack's own eval devtool needs 'unsafe-eval' for any code: --devtool source-map";
    },
  },
};
