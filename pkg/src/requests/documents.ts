/**
 * Whether eleven digits are a CPF: its last two follow from the others. Digits that are all the same
 * fit, too, and are nobody's.
 */
export const isCpf = (text: string): boolean => /^\d{11}$/.test(text) && checks(text, 11);

/**
 * Whether fourteen characters are a CNPJ: twelve digits or, since July 2026, capital letters, and
 * two digits that follow from them.
 */
export const isCnpj = (text: string): boolean => /^[\dA-Z]{12}\d{2}$/.test(text) && checks(text, 9);

const checks = (text: string, heaviest: number): boolean => {
  const body = text.slice(0, -2);
  const first = checkDigit(body, heaviest);
  return (
    !/^(.)\1*$/.test(text) && text === `${body}${first}${checkDigit(`${body}${first}`, heaviest)}`
  );
};

/** Modulo 11: the weights grow from 2 at the right, and begin anew after the heaviest. */
const checkDigit = (text: string, heaviest: number): number => {
  // A digit counts as itself and A as 17: the distance from '0' in ASCII.
  const values = [...text].reverse().map((character) => character.charCodeAt(0) - 48);
  const sum = values.reduce(
    (total, value, index) => total + value * (2 + (index % (heaviest - 1))),
    0,
  );
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
};
