import { render } from 'preact';
import { App } from './app.js';
import { startDecoding } from './decode/state.js';
import { startLanguage } from './i18n/index.js';
import { startRouting } from './route.js';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');

startRouting();
startDecoding();
await startLanguage();
render(<App />, root);

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Where it is not allowed the page works all the same, with a network.
  navigator.serviceWorker.register('./service-worker.js').catch(() => {});
}
