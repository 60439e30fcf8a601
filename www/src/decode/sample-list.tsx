// The documented samples as a list with a search. Radio buttons, so that the browser itself brings
// the keyboard: one stop for Tab, arrow keys to choose.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatNumber, texts } from '../i18n/index.js';
import { type Sample, type Shape, samples, shapes } from '../samples.js';
import { Icon } from '../ui/icon.js';
import { Code, matches, simplify } from '../ui/text.js';
import { chosen, pick } from './state.js';

const words = new Map(
  samples.map(({ row }) => [
    row.code,
    simplify(
      [row.api, row.code, row.status, row.action, row.remedy, row.actor, row.title].join(' '),
    ),
  ]),
);

/** In the order of the list. */
const groups = ['connectpsp', 'connxt'] as const;
const inOrder = groups.flatMap((api) => samples.filter(({ row }) => row.api === api));

export function SampleList() {
  const { decode, apis } = texts.value;
  const search = useSignal('');
  const list = useRef<HTMLDivElement>(null);
  const found = inOrder.filter(({ row }) => matches(words.get(row.code) ?? '', search.value));
  const foundShapes = (Object.keys(shapes) as Shape[]).filter((shape) =>
    matches(simplify(`${shape} ${decode.shapeNames[shape]}`), search.value),
  );
  useLayoutEffect(() => bringIntoSight(list.current), [chosen.value]);

  const pickFirst = () => {
    const first = found[0]?.row.code ?? foundShapes[0];
    if (first !== undefined) pick(first);
    return first;
  };

  return (
    <section class="samples" aria-labelledby="samples-heading">
      <h2 id="samples-heading">{decode.samples}</h2>
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            pickFirst();
          }}
        >
          <input
            type="search"
            aria-label={decode.search}
            placeholder={decode.searchHint}
            autocomplete="off"
            spellcheck={false}
            aria-describedby="sample-count"
            value={search.value}
            onInput={({ currentTarget }) => {
              search.value = currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown') return;
              event.preventDefault();
              const first = pickFirst();
              list.current?.querySelector<HTMLInputElement>(`[value="${first}"]`)?.focus();
            }}
          />
        </form>
      </search>
      <p id="sample-count" class="hint" aria-live="polite">
        {decode.count(formatNumber(found.length), formatNumber(samples.length))}
      </p>
      <div ref={list} class="sample-list">
        {groups.map((api) => (
          <Group
            key={api}
            legend={apis[api]}
            samples={found.filter(({ row }) => row.api === api)}
          />
        ))}
        {foundShapes.length > 0 && (
          <fieldset>
            <legend>{decode.shapes}</legend>
            {foundShapes.map((shape) => (
              <label key={shape} class="sample" for={`sample-${shape}`}>
                <Choice id={shape} />
                <Icon name="file" />
                <span class="sample-name">{decode.shapeNames[shape]}</span>
              </label>
            ))}
          </fieldset>
        )}
      </div>
    </section>
  );
}

function Group({ legend, samples: shown }: { legend: string; samples: readonly Sample[] }) {
  if (shown.length === 0) return null;
  return (
    <fieldset>
      <legend>{legend}</legend>
      {shown.map(({ row }) => (
        <label key={row.code} class="sample" for={`sample-${row.code}`} data-action={row.action}>
          <Choice id={row.code} />
          <Icon name={row.action} />
          <Code code={row.code} />
          <span class="sample-title" lang="en">
            {`${row.status} · ${row.title}`}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Choice({ id }: { id: string }) {
  return (
    <input
      id={`sample-${id}`}
      type="radio"
      name="sample"
      value={id}
      autocomplete="off"
      checked={chosen.value === id}
      onChange={() => pick(id)}
    />
  );
}

/** Scrolls the list alone: `scrollIntoView` would move the page as well. */
function bringIntoSight(list: HTMLElement | null): void {
  const label = list?.querySelector('input:checked')?.parentElement;
  if (!list || !label) return;
  const { top, bottom, height } = label.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (top >= frame.top && bottom <= frame.bottom) return;
  list.scrollTop += top - frame.top - (frame.height - height) / 2;
}
