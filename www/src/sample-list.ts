// The documented samples as a list with a search. Radio buttons, so that the browser itself brings
// the keyboard: one stop for Tab, arrow keys to choose.
import { find, make, makeIcon } from './dom.js';
import { type Sample, samples } from './samples.js';
import { apiWords } from './wording.js';

interface Entry {
  readonly sample: Sample;
  readonly radio: HTMLInputElement;
  readonly label: HTMLLabelElement;
  readonly words: string;
}

interface Group {
  readonly fieldset: HTMLFieldSetElement;
  readonly entries: readonly Entry[];
}

export interface SampleList {
  /** Marks a sample as the one in the form; `null` takes the mark away. */
  mark(sample: Sample | null): void;
}

export function showSamples(onPick: (sample: Sample) => void): SampleList {
  const search = find('sample-search', HTMLInputElement);
  const count = find('sample-count', HTMLParagraphElement);
  const list = find('sample-list', HTMLDivElement);
  const groups = (['connxt', 'connectpsp'] as const).map((api) => makeGroup(api, pick));
  const entries = groups.flatMap((group) => group.entries);
  let marked: Sample | null = null;
  list.append(...groups.map(({ fieldset }) => fieldset));

  function pick(sample: Sample): void {
    mark(sample);
    onPick(sample);
  }

  function mark(sample: Sample | null): void {
    marked = sample;
    for (const entry of entries) {
      // A radio that is checked and hidden would keep Tab away from all the others.
      entry.radio.checked = entry.sample === sample && !entry.label.hidden;
      if (entry.radio.checked) bringIntoSight(entry.label, list);
    }
  }

  function filter(): void {
    const terms = simplify(search.value).split(' ');
    for (const { label, words } of entries) {
      label.hidden = !terms.every((term) => words.includes(term));
    }
    for (const group of groups) group.fieldset.hidden = group.entries.every(isHidden);
    const found = entries.length - entries.filter(isHidden).length;
    count.textContent =
      found === entries.length ? `${found} codes` : `${found} of ${entries.length} codes`;
    mark(marked);
  }

  function pickFirst(): Entry | undefined {
    const first = entries.find((entry) => !isHidden(entry));
    if (first) pick(first.sample);
    return first;
  }

  search.addEventListener('input', filter);
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    pickFirst()?.radio.focus();
  });
  find('sample-search-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    pickFirst();
  });
  filter();
  return { mark };
}

function makeGroup(api: 'connxt' | 'connectpsp', pick: (sample: Sample) => void): Group {
  const entries = samples
    .filter(({ row }) => row.api === api)
    .map((sample) => makeEntry(sample, pick));
  const legend = make('legend', '', apiWords[api]);
  const fieldset = make('fieldset', '', legend, ...entries.map(({ label }) => label));
  return { fieldset, entries };
}

function makeEntry(sample: Sample, pick: (sample: Sample) => void): Entry {
  const { row } = sample;
  const radio = make('input', '');
  radio.type = 'radio';
  radio.name = 'sample';
  radio.value = row.code;
  radio.autocomplete = 'off';
  radio.addEventListener('change', () => pick(sample));
  const code = make('code', '', ...breakable(row.code));
  code.translate = false;
  const label = make(
    'label',
    'sample',
    radio,
    makeIcon(row.action),
    code,
    ' ',
    make('span', 'sample-title', `${row.status} · ${row.title}`),
  );
  label.setAttribute('data-action', row.action);
  const words = [row.api, row.code, row.status, row.action, row.remedy, row.actor, row.title];
  return { sample, radio, label, words: simplify(words.join(' ')) };
}

/** Lets a long code break at its underscores. */
function breakable(code: string): (Node | string)[] {
  const [first = '', ...rest] = code.split('_');
  return [first, ...rest.flatMap((word) => ['_', make('wbr', ''), word])];
}

/** Scrolls the list alone: `scrollIntoView` would move the page as well. */
function bringIntoSight(label: HTMLElement, list: HTMLElement): void {
  const { top, bottom, height } = label.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (top >= frame.top && bottom <= frame.bottom) return;
  list.scrollTop += top - frame.top - (frame.height - height) / 2;
}

function isHidden({ label }: Entry): boolean {
  return label.hidden === true;
}

/** `insufficient_funds` is found as `Insufficient funds` too. */
function simplify(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}
