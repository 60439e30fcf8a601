// Which language the page speaks. A language is loaded when it is first asked for.
import { signal } from '@preact/signals';
import { en, type Texts } from './en.js';

export type { Texts };

export const languages = { en: 'English', 'pt-BR': 'Português', es: 'Español' } as const;
export type Language = keyof typeof languages;

const load: Record<Language, () => Promise<Texts>> = {
  en: async () => en,
  'pt-BR': async () => (await import('./pt-br.js')).ptBr,
  es: async () => (await import('./es.js')).es,
};
const storageKey = 'psp-errors.language';

export const language = signal<Language>('en');
export const texts = signal<Texts>(en);

export async function useLanguage(wanted: Language): Promise<void> {
  const loaded = await load[wanted]();
  language.value = wanted;
  texts.value = loaded;
  document.documentElement.lang = wanted;
  document.title = loaded.title;
}

/** By the visitor's choice, else by the browser's. */
export function startLanguage(): Promise<void> {
  return useLanguage(remembered() ?? fromBrowser());
}

export function choose(wanted: Language): Promise<void> {
  try {
    localStorage.setItem(storageKey, wanted);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  return useLanguage(wanted);
}

function remembered(): Language | undefined {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored !== null && isLanguage(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

function fromBrowser(): Language {
  for (const tag of navigator.languages) {
    const [primary = ''] = tag.toLowerCase().split('-');
    if (primary === 'pt') return 'pt-BR';
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(languages, text);
}

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(language.value, options).format(value);
}

/** In KiB and MiB, as the limits of the package are. */
export function formatSize(bytes: number): string {
  const isLarge = bytes >= 2 ** 20;
  const amount = bytes / (isLarge ? 2 ** 20 : 1024);
  return `${formatNumber(amount, { maximumFractionDigits: 1 })} ${isLarge ? 'MiB' : 'KiB'}`;
}

export function formatReais(amount: number): string {
  return formatNumber(amount, { style: 'currency', currency: 'BRL' });
}
