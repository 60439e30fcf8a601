import { policy, resultOfFolder } from '../browser.mjs';
import { check, page, shown } from '../probe.mjs';

const header = policy.replace(" 'wasm-unsafe-eval'", '');
const folder = '/node_modules/psp-errors/dist';
const script = '<script type="module" src="app.js"></script>';

export default {
  parts: {
    async 'psp-errors/js, no wasm-unsafe-eval'(project) {
      await project.write('app.js', shown.replace("'psp-errors'", `'${folder}/js.js'`));
      await project.write('index.html', page(script));
      check(await resultOfFolder(project, project.folder, { header }));
    },
    async 'psp-errors, no wasm-unsafe-eval'(project) {
      await project.write(
        'app.js',
        `import { decode } from '${folder}/index.js';
        let text = 'no error';
        try { decode({ status: 500 }); } catch ({ message }) { text = message; }
        document.querySelector('#result').textContent = text;`,
      );
      await project.write('index.html', page(script));
      const text = await resultOfFolder(project, project.folder, { header });
      if (!/'wasm-unsafe-eval'.*psp-errors\/js/.test(text)) throw new Error(`it says: ${text}`);
      return 'the first call throws an error that names the policy and psp-errors/js';
    },
  },
};
