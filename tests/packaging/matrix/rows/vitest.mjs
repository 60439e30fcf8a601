import { check, esm } from '../probe.mjs';

export default {
  tools: { vitest: '4.1.12', jsdom: '29.1.1' },
  parts: {
    node: (project) => tested(project, 'node'),
    jsdom: (project) => tested(project, 'jsdom'),
  },
};

async function tested(project, environment) {
  await project.write('probe.js', esm);
  await project.write(
    'probe.test.js',
    `import { writeFile } from 'node:fs/promises';
    import { test, expect } from 'vitest';
    import { probe } from './probe.js';
    test('probe', async () => {
      expect(typeof document).toBe('${environment === 'jsdom' ? 'object' : 'undefined'}');
      await writeFile('outcome.json', await probe());
    });`,
  );
  await project.run('vitest', ['run', '--environment', environment]);
  check(await project.read('outcome.json'));
}
