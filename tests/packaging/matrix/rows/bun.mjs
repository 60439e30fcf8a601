import { check, printed, printedCjs } from '../probe.mjs';

export default {
  tools: { bun: '1.4.5' },
  parts: {
    async import(project) {
      check(await output(project, 'main.mjs', printed));
    },
    async require(project) {
      check(await output(project, 'main.cjs', printedCjs));
    },
    async 'bun build'(project) {
      await installed(project);
      await project.write('main.mjs', printed);
      await project.run('bun', ['build', 'main.mjs', '--target=bun', '--outfile=out/main.js']);
      check((await project.run('bun', ['out/main.js'])).stdout);
    },
  },
};

async function output(project, name, source) {
  await installed(project);
  await project.write(name, source);
  return (await project.run('bun', [name])).stdout;
}

/** npm no longer runs the scripts of a package unasked, and one of bun's puts the program in place. */
function installed(project) {
  return project.run('node', ['node_modules/bun/install.js']);
}
