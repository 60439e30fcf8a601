import { partsOfTypeScript } from '../typescript.mjs';

export default {
  tools: { typescript: '5.9.3', '@types/node': '20.19.43' },
  shown: ['typescript'],
  parts: partsOfTypeScript,
};
