/** What the tool ends with. Printed by `--help`, and the table in docs/cli.md is checked against it. */
export const exitCodes = {
  fine: 0,
  crossed: 1,
  mistake: 2,
  internal: 70,
  brokenPipe: 141,
} as const;

export const exitCodeMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [exitCodes.fine, 'done'],
  [exitCodes.crossed, 'a threshold of --fail-on is crossed; with --strict, a line is bad'],
  [exitCodes.mistake, 'a wrong option, or an input that cannot be read (the others are counted)'],
  [exitCodes.internal, 'a bug of psp-errors'],
  [130, 'interrupted (Ctrl+C)'],
  [exitCodes.brokenPipe, 'whoever read the output went away'],
  [143, 'ended by SIGTERM'],
];
