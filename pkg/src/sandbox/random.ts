/**
 * Deterministic randomness. The same parts always give the same numbers, so a run can be repeated from its seed;
 * Math.random and crypto.randomUUID could not be replayed.
 */
export type Random = () => number;

/** 128 bits of state from a text (the mixing of MurmurHash3, four lanes). Spreads similar texts, keeps no secret. */
const hash = (text: string): [number, number, number, number] => {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = d ^ Math.imul(c ^ unit, 951274213);
    d = a ^ Math.imul(d ^ unit, 2716044179);
  }
  return [a, b, c, d];
};

/**
 * A generator (sfc32) of numbers from 0 up to, but not including, 1.
 *
 * @example
 * const random = createRandom('seed', 'ids');
 * random() === createRandom('seed', 'ids')(); // true
 */
export const createRandom = (...parts: readonly (string | number)[]): Random => {
  // JSON keeps ('a', 'bc') apart from ('ab', 'c').
  let [a, b, c, d] = hash(JSON.stringify(parts));
  const random = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first outputs still resemble the state they came from.
  for (let round = 0; round < 15; round++) random();
  return random;
};

const pick = (random: Random, alphabet: string, length: number): string => {
  let text = '';
  for (let index = 0; index < length; index++)
    text += alphabet.charAt(Math.floor(random() * alphabet.length));
  return text;
};

export const hex = (random: Random, length: number): string =>
  pick(random, '0123456789abcdef', length);

export const digits = (random: Random, length: number): string =>
  pick(random, '0123456789', length);

export const letters = (random: Random, length: number): string =>
  pick(random, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789', length);

/** A UUID with the version and variant bits of v4, drawn from the generator. */
export const uuid = (random: Random): string => {
  const variant = pick(random, '89ab', 1);
  return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${variant}${hex(random, 3)}-${hex(random, 12)}`;
};
