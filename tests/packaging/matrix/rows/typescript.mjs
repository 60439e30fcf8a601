import { partsOfTypeScript } from '../typescript.mjs';

export default {
  tools: { typescript: '7.0.2', '@types/node': '20.19.43' },
  shown: ['typescript'],
  parts: partsOfTypeScript,
};
