// Copies short texts into the core's memory where the platform's own way is slow.
//
// In Chromium `encodeInto` belongs to the browser and not to the engine: for a body it takes as long
// as `JSON.parse`, and two to three times as long as this. In Node it takes half of that, and there is
// no document.

/** Writes a text as UTF-8 to an address and gives the number of bytes, or -1 if it cannot. */
export type CopyText = (text: string, to: number) => number;

/** The longest text, in UTF-16 units: bodies are shorter, and the room for it is kept. */
export const MAX_UNITS = 16384;

/**
 * None but for pages, and none where the engine has no string builtins. `memory` is that of the core,
 * whose module brings this one along in a section of its own. Their types have no name where neither
 * the DOM's types nor Node's of WebAssembly are.
 */
export function copyTextInto(memory: object, core: object): CopyText | undefined {
  if (typeof document === 'undefined') return undefined;
  try {
    const [bytes] = WebAssembly.Module.customSections(core as WebAssembly.Module, 'copy-text');
    // The second argument is newer than the types.
    const { Module } = WebAssembly as unknown as {
      Module: new (
        bytes: BufferSource | undefined,
        options: { builtins: string[] },
      ) => WebAssembly.Module;
    };
    const compiled = new Module(bytes, { builtins: ['js-string'] });
    const imports = { core: { memory: memory as WebAssembly.Memory } };
    const { exports } = new WebAssembly.Instance(compiled, imports);
    return exports['copyText'] as CopyText;
  } catch {
    return undefined;
  }
}
