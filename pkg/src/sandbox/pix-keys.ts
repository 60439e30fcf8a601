import { type PixKeyType, whyNobodys } from '../requests/pix-keys.js';

/** What becomes of a cash-out: settled, refused at once, or something that shows only later. */
export type PixKeyFate = 'completes' | 'unknown-key' | 'fails' | 'comes-back' | 'never-settles';

/** The keys with a fate of their own; any other well-formed key pays out. */
const FATES: ReadonlyMap<string, PixKeyFate> = new Map([
  ['nowhere@sandbox.example', 'unknown-key'],
  ['closed@sandbox.example', 'fails'],
  ['returned@sandbox.example', 'comes-back'],
  ['stuck@sandbox.example', 'never-settles'],
]);

/** A key that can be nobody's leads nowhere, and neither does the UUID made of nothing but zeros. */
export const pixKeyFate = (type: PixKeyType, key: string): PixKeyFate => {
  const isNobodys = whyNobodys(type, key) !== null || /^[0-]+$/.test(key);
  return isNobodys ? 'unknown-key' : (FATES.get(key.toLowerCase()) ?? 'completes');
};
