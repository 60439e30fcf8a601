import type { CatalogueRow, DecodedError } from 'psp-errors';

/** The text for the user in each language that the package has it in. */
export function userMessages(
  error: Pick<DecodedError | CatalogueRow, 'userMessage'>,
): { tag: string; message: string }[] {
  return [{ tag: 'en', message: error.userMessage }];
}
