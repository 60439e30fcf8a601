import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { DecodeView } from './decode/decode-view.js';
import { DropZone } from './decode/drop-zone.js';
import { choose, type Language, language, languages, texts } from './i18n/index.js';
import { hrefTo, type Part, parts, route } from './route.js';
import { Announcer } from './ui/announcer.js';
import { useCopy } from './ui/copy-button.js';
import { Icon } from './ui/icon.js';
import { lazy } from './ui/lazy.js';

const views: Record<Part, () => preact.JSX.Element> = {
  decode: DecodeView,
  play: lazy(async () => (await import('./play/play-view.js')).PlayView),
  watch: lazy(async () => (await import('./watch/watch-view.js')).WatchView),
  copy: lazy(async () => (await import('./copy/copy-view.js')).CopyView),
  reference: lazy(async () => (await import('./reference/reference-view.js')).ReferenceView),
};

export function App() {
  const main = useRef<HTMLElement>(null);
  const { part } = route.value;
  const View = views[part];
  useSignalEffect(() => {
    const isFirst = route.value.part === 'decode';
    const { title, parts: names } = texts.value;
    document.title = isFirst ? title : `${names[route.value.part]} · psp-errors`;
  });
  return (
    <>
      <button type="button" class="skip-link" onClick={() => main.current?.focus()}>
        {texts.value.skip}
      </button>
      <Header />
      <main ref={main} tabIndex={-1} key={part}>
        <View />
      </main>
      <footer class="page-footer">
        <p class="privacy">
          <Icon name="lock" />
          <span>{texts.value.decode.privacy}</span>
        </p>
        <p translate={false}>psp-errors · MIT OR Apache-2.0</p>
      </footer>
      <DropZone />
      <Announcer />
    </>
  );
}

function Header() {
  const current = route.value.part;
  const { parts: names } = texts.value;
  const nav = useRef<HTMLElement>(null);
  // Where the names do not fit beside each other, they scroll: the current one is in sight.
  useEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current && link) nav.current.scrollLeft = link.offsetLeft - nav.current.offsetLeft - 16;
  }, [current, names]);
  return (
    <header class="bar">
      <a class="wordmark" href={hrefTo('decode')} translate={false}>
        psp-errors
      </a>
      <nav ref={nav} aria-label={names.label}>
        <ul>
          {parts.map((part) => (
            <li key={part}>
              <a href={hrefTo(part)} aria-current={part === current ? 'page' : undefined}>
                {names[part]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="bar-end">
        <InstallButton />
        <label>
          <span class="visually-hidden">{texts.value.language}</span>
          <select
            class="language"
            value={language.value}
            onChange={({ currentTarget }) => choose(currentTarget.value as Language)}
          >
            {Object.entries(languages).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </header>
  );
}

const installCommand = 'npm install psp-errors';

function InstallButton() {
  const command = useRef<HTMLElement>(null);
  const { notice, copy } = useCopy(() => installCommand, command);
  const { install } = texts.value;
  return (
    <button type="button" class="install" onClick={copy} title={install}>
      <code ref={command} translate={false}>
        {installCommand}
      </code>
      <span class="visually-hidden">{install}</span>
      <span class="install-end">{notice ?? <Icon name="copy" />}</span>
    </button>
  );
}
