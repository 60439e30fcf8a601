import { type DecodedError, decode, type ErrorInput, type KnownCode } from 'psp-errors';
import { es } from 'psp-errors/locales/es';
import { ptBR } from 'psp-errors/locales/pt-BR';
import type { Language } from '../i18n/index.js';

export type UserMessages = Readonly<Record<Language, string>>;

const locales = [ptBR, es];

/** The text for the user in each language of the package. */
export function userMessages(input: ErrorInput, error: DecodedError): UserMessages {
  const inLocale = (locale: string) => decode(input, { locale, locales }).userMessage;
  return { en: error.userMessage, 'pt-BR': inLocale('pt-BR'), es: inLocale('es') };
}

/** The text for a documented code. */
export function userMessageOf(code: KnownCode, english: string, language: Language): string {
  const messages = { en: undefined, 'pt-BR': ptBR, es }[language];
  return messages?.codes?.[code] ?? english;
}
