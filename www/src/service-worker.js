// Keeps the page for visits without a network. The build fills in the names of the files and a
// version that changes with any of their bytes (vite.config.ts).
const prefix = 'psp-errors-page ';
const cacheName = `${prefix}${self.registration.scope} ${'%version%'}`;
const files = '%files%';

self.addEventListener('install', (event) => {
  event.waitUntil(
    // Past the browser's own cache: it may hold a page of another version.
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })))),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys().then((names) => {
      const mine = `${prefix}${self.registration.scope} `;
      const old = names.filter((name) => name.startsWith(mine) && name !== cacheName);
      return Promise.all(old.map((name) => caches.delete(name)));
    }),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const kept = () => caches.match(request, { cacheName, ignoreSearch: true });
  // The page itself comes fresh where there is a network; its files have their content in their names.
  const answer =
    request.mode === 'navigate'
      ? fetch(request).catch(async (problem) => (await kept()) ?? Promise.reject(problem))
      : kept().then((found) => found ?? fetch(request));
  event.respondWith(answer);
});
