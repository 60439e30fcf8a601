import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type CatalogueRow, catalogue } from 'psp-errors';
import { userMessageOf } from '../decode/user-messages.js';
import { formatNumber, language, texts } from '../i18n/index.js';
import { hrefTo, route } from '../route.js';
import { Icon } from '../ui/icon.js';
import { Code, matches, simplify } from '../ui/text.js';

const filter = signal('');

export function ReferenceView() {
  const { reference, decode, words } = texts.value;
  const linked = route.value.link.code;
  const found = catalogue.filter((row) => matches(wordsOf(row), filter.value));
  return (
    <>
      <div class="intro">
        <h1>{reference.heading}</h1>
        <p class="lead">{reference.lead}</p>
      </div>
      <search class="filter">
        <input
          type="search"
          aria-label={reference.filter}
          placeholder={reference.filterHint}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="filter-count"
          value={filter.value}
          onInput={({ currentTarget }) => {
            filter.value = currentTarget.value;
          }}
        />
        <p id="filter-count" class="hint" aria-live="polite">
          {decode.count(formatNumber(found.length), formatNumber(catalogue.length))}
        </p>
      </search>
      {found.length === 0 ? (
        <p class="placeholder">{reference.none}</p>
      ) : (
        <table class="catalogue">
          <thead>
            <tr>
              <th scope="col">{words.code}</th>
              <th scope="col">{words.action}</th>
              <th scope="col">{words.actor}</th>
              <th scope="col">{words.outcome}</th>
              <th scope="col">{words.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((row) => (
              <Row key={row.code} row={row} isLinked={row.code === linked} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function wordsOf(row: CatalogueRow): string {
  const { api, code, status, action, remedy, actor, outcome, title } = row;
  const message = messageFor(row);
  return simplify([api, code, status, action, remedy, actor, outcome, title, message].join(' '));
}

function messageFor({ code, userMessage }: CatalogueRow): string {
  return userMessageOf(code, userMessage, language.value);
}

function Row({ row, isLinked }: { row: CatalogueRow; isLinked: boolean }) {
  const { reference, apis, actors, outcomes, words } = texts.value;
  const { api, code, status, action, remedy, actor, outcome, title } = row;
  const element = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    if (isLinked) element.current?.scrollIntoView({ block: 'center' });
  }, [isLinked]);
  return (
    <tr
      ref={element}
      id={`row-${code}`}
      data-action={action}
      aria-current={isLinked ? 'true' : undefined}
    >
      <th scope="row">
        <a href={hrefTo('reference', { code })} aria-label={reference.link(code)} class="row-link">
          <Code code={code} />
        </a>
        <span class="hint">{`${apis[api]}, ${status}`}</span>
      </th>
      <td data-label={words.action}>
        <span class="action-name" translate={false}>
          <Icon name={action} />
          {action}
        </span>
        <code translate={false}>{remedy}</code>
      </td>
      <td data-label={words.actor}>{actors[actor]}</td>
      <td data-label={words.outcome}>
        <span data-outcome={outcome}>{outcomes[outcome]}</span>
      </td>
      <td data-label={words.meaning}>
        <p lang="en">{title}</p>
        <p class="hint">{messageFor(row)}</p>
        <a
          class="row-decode"
          href={hrefTo('decode', { api, status, code })}
          aria-label={reference.decode(code)}
        >
          {texts.value.parts.decode}
        </a>
      </td>
    </tr>
  );
}
