import type { DecodedError } from 'psp-errors';
import { announce } from './announce.js';
import { useCopyButton } from './copy-button.js';
import { find, make, makeIcon, shorten } from './dom.js';
import {
  actorWords,
  apiWords,
  capitalise,
  notesOn,
  outcomeWords,
  remedySentence,
} from './wording.js';

/** So much of a text is shown: a body may hold a megabyte of it. */
const textLength = 1000;
const nameLength = 100;
const jsonLength = 20_000;
const fieldCount = 50;

export interface VerdictView {
  show(error: DecodedError, isStatusGiven: boolean): void;
  /** A sentence in the place of a verdict. */
  showInstead(sentence: string): void;
}

export function useVerdictView(): VerdictView {
  const placeholder = find('verdict-placeholder', HTMLParagraphElement);
  const decision = find('decision', HTMLDivElement);
  const details = find('verdict-details', HTMLDivElement);
  const jsonPart = find('json-part', HTMLElement);
  const copy = useCopyButton(find('copy', HTMLButtonElement), find('json', HTMLPreElement));

  function showDetails(isShown: boolean): void {
    placeholder.hidden = isShown;
    decision.hidden = !isShown;
    details.hidden = !isShown;
    jsonPart.hidden = !isShown;
  }

  return {
    show(error, isStatusGiven) {
      decision.setAttribute('data-action', error.action);
      find('action-icon', SVGUseElement).setAttribute('href', `#icon-${error.action}`);
      write('action', error.action);
      write('remedy-sentence', remedySentence(error));
      write('remedy', error.remedy);
      write('actor-words', actorWords[error.actor]);
      write('actor', error.actor);
      write('outcome-words', outcomeWords[error.outcome]);
      write('outcome', error.outcome);
      find('outcome-words', HTMLElement).setAttribute('data-outcome', error.outcome);
      write('code', shorten(error.code, nameLength));
      write('code-words', error.known ? '' : 'not documented');
      write('api-words', apiWords[error.api]);
      write('status-value', error.status === null ? 'Unknown' : String(error.status));
      const isBorrowed = !isStatusGiven && error.status !== null;
      write('status-words', isBorrowed ? 'taken from the body or its code' : '');
      write('user-message', error.userMessage);
      write('message', shorten(error.message, textLength));
      showDocs(error.docs);
      showNotes(notesOn(error));
      showFields(error.fields);
      const json = JSON.stringify(error, null, 2);
      write('json', shorten(json, jsonLength));
      copy.offer(json);
      showDetails(true);
      announce(`${error.action}. ${remedySentence(error)}`);
    },
    showInstead(sentence) {
      placeholder.textContent = sentence;
      showDetails(false);
      announce(sentence);
    },
  };
}

function write(id: string, text: string): void {
  find(id, HTMLElement).textContent = text;
}

function showDocs(address: string | null): void {
  find('docs-row', HTMLDivElement).hidden = address === null;
  if (address === null) return;
  const { host, hash } = new URL(address);
  const section = hash.slice(1).replaceAll('-', ' ');
  const link = make('a', '', section === '' ? host : `${capitalise(section)} at ${host}`);
  link.href = address;
  link.rel = 'noreferrer noopener';
  find('docs', HTMLElement).replaceChildren(link);
}

function showNotes(notes: readonly string[]): void {
  const list = find('notes', HTMLUListElement);
  list.hidden = notes.length === 0;
  list.replaceChildren(
    ...notes.map((note) => make('li', '', makeIcon('note'), make('span', '', note))),
  );
}

function showFields(fields: DecodedError['fields']): void {
  find('fields-part', HTMLDivElement).hidden = fields.length === 0;
  const rows = fields.slice(0, fieldCount).map(({ field, message }) => {
    const name = field === '' ? 'not named' : make('code', '', shorten(field, nameLength));
    return make('tr', '', make('td', '', name), make('td', '', shorten(message, textLength)));
  });
  if (fields.length > fieldCount) {
    const rest = make('td', '', `and ${fields.length - fieldCount} more`);
    rest.colSpan = 2;
    rows.push(make('tr', '', rest));
  }
  find('fields', HTMLTableSectionElement).replaceChildren(...rows);
}
