import { check, printedCjs } from '../probe.mjs';

export default {
  type: 'commonjs',
  parts: {
    async require(project) {
      await project.write('main.js', printedCjs);
      const { stdout, stderr } = await project.run('node', ['main.js']);
      if (stderr !== '') throw new Error(`Node warns: ${stderr}`);
      check(stdout);
    },
  },
};
