import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only in the built page: the development server works with inline styles and a web socket. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
      injectTo: 'head-prepend',
    },
  ],
};

/**
 * Makes the worker a part of the same build, where Vite would give it one of its own: the page and
 * the worker share the package with its WebAssembly module, which is the largest part of both.
 */
const workerInSameBuild: Plugin = {
  name: 'worker-in-same-build',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    const address = "new URL('./worker.ts', import.meta.url)";
    if (!code.includes(address)) return null;
    const worker = fileURLToPath(new URL('worker.ts', `file://${id}`));
    const reference = this.emitFile({ type: 'chunk', id: worker, name: 'worker' });
    return code.replace(address, `new URL(import.meta.ROLLUP_FILE_URL_${reference})`);
  },
};

/** Writes the service worker, which keeps this very set of files for a visit without a network. */
const serviceWorker: Plugin = {
  name: 'service-worker',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const version = createHash('sha256');
      for (const file of Object.values(bundle)) {
        version.update(file.fileName);
        version.update(file.type === 'chunk' ? file.code : file.source);
      }
      const source = readFileSync(new URL('src/service-worker.js', import.meta.url), 'utf8')
        .replace("'%version%'", JSON.stringify(version.digest('hex').slice(0, 16)))
        .replace("'%files%'", JSON.stringify(['./', ...Object.keys(bundle).sort()]));
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
    },
  },
};

export default defineConfig({
  // Relative addresses, so that the page works from any folder of any server.
  base: './',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [contentSecurityPolicy, workerInSameBuild, serviceWorker],
});
