import { check, cjs } from '../probe.mjs';

export default {
  type: 'commonjs',
  tools: { jest: '30.5.2', 'jest-environment-jsdom': '30.5.2' },
  parts: {
    node: (project) => tested(project, 'node'),
    async jsdom(project) {
      await tested(project, 'jsdom');
      return 'its jsdom has no TextEncoder, TextDecoder, Response: the test brings them (node:util, a stub)';
    },
  },
};

/**
 * The jsdom of Jest hides TextEncoder and TextDecoder, and has no fetch: tests of a page bring
 * them, as here.
 */
const missing = `
const { TextDecoder, TextEncoder } = require('node:util');
Object.assign(globalThis, { TextDecoder, TextEncoder });
globalThis.Response ??= class {
  constructor(body, { status = 200 } = {}) {
    this.content = body;
    this.bodyUsed = false;
    this.headers = new Map();
    this.ok = status < 300;
    this.status = status;
    this.url = '';
  }
  async text() { return this.content; }
  clone() { return this; }
};`;

async function tested(project, environment) {
  const probe = environment === 'jsdom' ? `${missing}\n${cjs}` : cjs;
  await project.write('probe.js', probe);
  await project.write(
    'probe.test.js',
    `const { writeFileSync } = require('node:fs');
    const { probe } = require('./probe.js');
    test('probe', async () => {
      expect(typeof document).toBe('${environment === 'jsdom' ? 'object' : 'undefined'}');
      writeFileSync('outcome.json', await probe());
    });`,
  );
  await project.run('jest', ['--env', environment]);
  check(await project.read('outcome.json'));
}
