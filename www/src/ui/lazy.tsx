import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { texts } from '../i18n/index.js';

type View = () => JSX.Element;

/** A view that is loaded when it is first shown. */
export function lazy(load: () => Promise<View>): View {
  const view = signal<{ View: View } | 'loading' | 'broken' | null>(null);
  return () => {
    if (view.value === null || view.value === 'loading') {
      if (view.value === null) {
        view.value = 'loading';
        load().then(
          (View) => {
            view.value = { View };
          },
          () => {
            view.value = 'broken';
          },
        );
      }
      return <p class="placeholder">{texts.value.loading}</p>;
    }
    if (view.value === 'broken') return <p class="placeholder">{texts.value.broken}</p>;
    const { View } = view.value;
    return <View />;
  };
}
