import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check, esm } from '../probe.mjs';

// The versions that belong together; wrangler brings the esbuild that it bundles with.
export default {
  tools: { wrangler: '4.86.0', miniflare: '4.20260426.0' },
  parts: {
    async 'wrangler bundles, miniflare runs'(project) {
      await starter(project);
      await project.run('wrangler', ['deploy', '--dry-run', '--outdir', 'out']);
      const modules = [{ type: 'ESModule', path: join(project.folder, 'out', 'worker.js') }];
      for (const name of await wasmIn(project)) {
        modules.push({ type: 'CompiledWasm', path: join(project.folder, 'out', name) });
      }
      if (modules.length !== 2) throw new Error('the .wasm module is not beside the worker');
      const { Miniflare } = await import(
        pathToFileURL(join(project.folder, 'node_modules/miniflare/dist/src/index.js'))
      );
      const modulesRoot = join(project.folder, 'out');
      const worker = new Miniflare({ modules, modulesRoot, compatibilityDate: date });
      project.closeLater(() => worker.dispose());
      const answer = await worker.dispatchFetch('http://localhost/');
      check(await answer.text());
    },
    async 'wrangler dev'(project) {
      await starter(project);
      const url = await project.start('wrangler', ['dev', '--local', '--port', '0'], {
        pattern: /http:\/\/(?:localhost|127\.0\.0\.1):[1-9]\d*/,
      });
      check(await (await fetch(url)).text());
    },
  },
};

const date = '2026-04-01';

async function starter(project) {
  const config = { name: 'project', main: 'worker.js', compatibility_date: date };
  await project.write('wrangler.json', JSON.stringify(config));
  await project.write('probe.js', esm);
  await project.write(
    'worker.js',
    `import { probe } from './probe.js';
    export default { fetch: async () => new Response(await probe()) };`,
  );
}

async function wasmIn(project) {
  const { readdir } = await import('node:fs/promises');
  return (await readdir(join(project.folder, 'out'))).filter((name) => name.endsWith('.wasm'));
}
