// `node --import ./tests/js-entry.mjs`: whoever imports psp-errors gets psp-errors/js.
import Module, { register } from 'node:module';

const entry = (specifier) => (specifier === 'psp-errors' ? 'psp-errors/js' : specifier);

const hook = `const entry = ${entry};
  export const resolve = (specifier, context, next) => next(entry(specifier), context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { _resolveFilename } = Module;
Module._resolveFilename = function resolve(specifier, ...rest) {
  return _resolveFilename.call(this, entry(specifier), ...rest);
};
