import { check, printed } from '../probe.mjs';

export default {
  tools: { deno: '2.9.6' },
  parts: {
    async 'without any permission'(project) {
      await project.write('main.js', printed);
      check((await project.run('deno', ['run', '--no-prompt', 'main.js'])).stdout);
    },
  },
};
