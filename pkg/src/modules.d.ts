/** The bytes of a file as text, put in place by the build. */
declare module 'inline:*' {
  const text: string;
  export default text;
}

/** The core as JavaScript, written by the build; it tells when its memory has grown. */
declare module '*/gen/js/core.js' {
  export function instantiate(memoryHasGrown: () => void): object;
}

/** A module as edge runtimes import it. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '*.wasm?module' {
  const module: WebAssembly.Module;
  export default module;
}
