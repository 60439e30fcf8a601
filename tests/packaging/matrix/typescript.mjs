// What both rows of TypeScript do: compile strictly, the package's own types too, and run it.
import { check, esm } from './probe.mjs';

const source = `${esm
  .replace('inputs =', 'inputs: ErrorInput[] =')
  .replace(
    'const { body, status } = inputs[0];',
    'const { body, status } = inputs[0] as { body: string; status: number };',
  )}
import { isPspError, type Action, type DecodedError, type ErrorInput, type Handlers } from 'psp-errors';

export const exhaustive: Record<Action, string> = {
  retry: '', 're-auth': '', 'user-fix': '', escalate: '',
};
export const handlers: Handlers<string> = {
  PIX_KEY_NOT_FOUND: ({ code }) => code satisfies 'PIX_KEY_NOT_FOUND',
  'add-funds': ({ userMessage }) => userMessage,
};
export function userMessage(error: unknown): string | undefined {
  if (!isPspError(error)) return undefined;
  const { message }: Pick<DecodedError, 'message'> = error;
  return message && error.userMessage;
}
// @ts-expect-error: a misspelt code is found
export const misspelt: Handlers<string> = { PIX_KEY_NOT_FUND: () => '' };

probe().then((text) => console.log(text));
`;

const browserLike = { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [] };
const nodeOnly = { lib: ['ES2022'], types: ['node'] };

export const partsOfTypeScript = {
  'node16, import': compiled('node16', 'node16', 'mts', browserLike),
  'node16, require': compiled('node16', 'node16', 'cts', browserLike),
  'nodenext, import': compiled('nodenext', 'nodenext', 'mts', browserLike),
  'nodenext, require': compiled('nodenext', 'nodenext', 'cts', browserLike),
  bundler: compiled('esnext', 'bundler', 'ts', browserLike),
  'nodenext, no DOM, @types/node': compiled('nodenext', 'nodenext', 'mts', nodeOnly),
};

function compiled(module, moduleResolution, extension, environment) {
  return async (project) => {
    const name = `main.${extension}`;
    await project.write(name, source);
    const compilerOptions = {
      target: 'es2022',
      module,
      moduleResolution,
      ...environment,
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      outDir: 'out',
      rootDir: '.',
    };
    await project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: [name] }));
    await project.run('tsc', ['--project', 'tsconfig.json']);
    const { stdout } = await project.run('node', [`out/${name.replace('ts', 'js')}`]);
    check(stdout);
  };
}
