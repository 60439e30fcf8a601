import { check, printed } from '../probe.mjs';

export default {
  parts: {
    async import(project) {
      await project.write('main.mjs', printed);
      const { stdout, stderr } = await project.run('node', ['main.mjs']);
      if (stderr !== '') throw new Error(`Node warns: ${stderr}`);
      check(stdout);
    },
  },
};
