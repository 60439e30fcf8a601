// What stands in the form, what is being read, and the verdict on screen.
import { batch, signal } from '@preact/signals';
import type { Api } from 'psp-errors';
import type { Answer } from '../bulk/messages.js';
import { type Job, read } from '../bulk/reader.js';
import { texts } from '../i18n/index.js';
import { hrefTo, type Link, route } from '../route.js';
import { type Shape, samples, shapes } from '../samples.js';
import { announce } from '../ui/announcer.js';
import { type Judged, judge, type Told } from './judge.js';

/** Longer texts are kept out of the box, and read in the worker. */
export const mostInBox = 256 * 1024;

/** A text or file that is too large for the box. */
export interface Aside {
  readonly source: string | File;
  readonly name: string | null;
  readonly size: number;
}

export type LinesResult = Extract<Answer, { type: 'lines' }> & { readonly name: string | null };

export const box = signal('');
export const status = signal('');
export const method = signal('');
export const api = signal('');
/** The sample that stands in the box as it is. */
export const chosen = signal<string | null>(null);
export const aside = signal<Aside | null>(null);
export const work = signal<{ readonly bytes: number; readonly total: number } | null>(null);
export const lines = signal<LinesResult | null>(null);
/** The log that was read last: it stays for Watch when something else is decoded. */
export const log = signal<LinesResult | null>(null);
export const judged = signal<Judged | null>(null);
/** A sentence in the place of a verdict: why there is none. */
export const problem = signal<string | null>(null);

let job: Job | undefined;

/** What `status` says as a number; an empty field says nothing. */
function told(): Told {
  const number = Number(status.value);
  return {
    status: status.value === '' || Number.isNaN(number) ? undefined : number,
    method: method.value || undefined,
    api: (api.value || undefined) as Api | undefined,
  };
}

/** Judges what stands in the form: at once, or in the worker where that would take time. */
export function update(): void {
  job?.cancel();
  work.value = null;
  if (aside.value) {
    readAside(aside.value);
    return;
  }
  try {
    const result = judge(box.value, told());
    if (result === 'lines') {
      readAside({ source: box.value, name: null, size: box.value.length });
      return;
    }
    show(result);
  } catch (thrown) {
    showProblem(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function show(result: Judged | null): void {
  batch(() => {
    judged.value = result;
    lines.value = null;
    problem.value = null;
  });
  if (!result) return;
  const { action, remedy } = result.error;
  announce(`${action}. ${texts.value.remedies[remedy]}`);
}

function showProblem(sentence: string): void {
  batch(() => {
    judged.value = null;
    lines.value = null;
    problem.value = sentence;
  });
  announce(sentence);
}

function readAside({ source, name, size }: Aside): void {
  batch(() => {
    judged.value = null;
    lines.value = null;
    problem.value = null;
    work.value = { bytes: 0, total: size };
  });
  job = read({ source, told: told() }, (answer) => {
    if (answer.type === 'progress') {
      work.value = { bytes: answer.bytes, total: answer.total };
      return;
    }
    batch(() => {
      work.value = null;
      if (answer.type === 'judged') {
        show(answer.judged);
        leaveWatch();
      } else if (answer.type === 'failed') showProblem(texts.value.decode.failed);
      else {
        lines.value = { ...answer, name };
        log.value = lines.value;
        announce(texts.value.decode.bulk.heading(name ?? texts.value.decode.bulk.pasted));
      }
    });
  });
}

export function cancel(): void {
  job?.cancel();
  batch(() => {
    work.value = null;
    aside.value = null;
    showProblem(texts.value.decode.cancelled);
  });
}

export function type(text: string): void {
  batch(() => {
    box.value = text;
    chosen.value = null;
    aside.value = null;
    update();
  });
}

/** Takes a text that is too large for the box. */
export function putAside(source: string | File, name: string | null): void {
  batch(() => {
    box.value = '';
    status.value = '';
    chosen.value = null;
    aside.value = { source, name, size: typeof source === 'string' ? source.length : source.size };
    update();
  });
}

export async function open(file: File): Promise<void> {
  if (file.size > mostInBox) putAside(file, file.name);
  else {
    const text = await file.text();
    batch(() => {
      status.value = '';
      type(text);
    });
    if (judged.value) leaveWatch();
  }
}

/** Watch shows logs; one response has its place in Decode. */
function leaveWatch(): void {
  if (route.value.part === 'watch') location.hash = hrefTo('decode');
}

export function pick(id: string): void {
  const text = samples.find(({ row }) => row.code === id)?.text ?? shapes[id as Shape] ?? '';
  batch(() => {
    status.value = '';
    method.value = '';
    api.value = '';
    type(text);
    chosen.value = text === '' ? null : id;
  });
}

export function clear(): void {
  batch(() => {
    status.value = '';
    type('');
  });
}

/** Begins with what a link says, else with a sample. */
export function startDecoding(): void {
  follow(route.value.link);
  if (!judged.value && !problem.value) pick('INSUFFICIENT_FUNDS');
  route.subscribe(({ part, link }) => {
    if (part === 'decode') follow(link);
  });
}

function follow(link: Link): void {
  if (link.code === undefined && link.status === undefined) return;
  batch(() => {
    if (link.code === undefined) type('');
    else pick(link.code);
    const ownStatus = judged.value?.error.status;
    if (link.status !== undefined && link.status !== ownStatus) status.value = String(link.status);
    if (link.api !== undefined && link.code === undefined) api.value = link.api;
    update();
  });
}
