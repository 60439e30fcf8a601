import type { Api, ErrorInput } from 'psp-errors';
import { find } from './dom.js';
import type { Sample } from './samples.js';

export interface ResponseForm {
  /** What the form says of a response; `null` while it is blank. */
  read(): ErrorInput | null;
  fill(sample: Sample): void;
}

interface Listeners {
  /** Something was changed, by typing or by {@link ResponseForm.fill}. */
  onChange(): void;
  /** The form no longer shows the sample it was filled with. */
  onLeaveSample(): void;
}

export function useResponseForm({ onChange, onLeaveSample }: Listeners): ResponseForm {
  const form = find('response', HTMLFormElement);
  const status = find('status', HTMLInputElement);
  const method = find('method', HTMLSelectElement);
  const api = find('api', HTMLSelectElement);
  const body = find('body', HTMLTextAreaElement);
  /** The sample that stands in the form as it is. */
  let sample: Sample | null = null;
  /** Nobody has chosen the status: it is the one of a sample. */
  let isStatusOfSample = false;

  function leaveSample(): void {
    sample = null;
    onLeaveSample();
  }

  form.addEventListener('submit', (event) => event.preventDefault());
  method.addEventListener('input', onChange);
  api.addEventListener('input', onChange);
  status.addEventListener('input', () => {
    isStatusOfSample = false;
    onChange();
  });
  body.addEventListener('input', () => {
    leaveSample();
    onChange();
  });
  body.addEventListener('paste', () => {
    // Who pastes over a sample means to replace it, and its status with it.
    if (sample === null || body.selectionStart !== body.selectionEnd) return;
    body.select();
    if (isStatusOfSample) status.value = '';
  });
  find('clear', HTMLButtonElement).addEventListener('click', () => {
    status.value = '';
    body.value = '';
    leaveSample();
    onChange();
    body.focus();
  });

  return {
    read() {
      if (body.value === '' && status.value === '') return null;
      return {
        status: status.value === '' ? undefined : status.valueAsNumber,
        method: method.value || undefined,
        api: (api.value || undefined) as Api | undefined,
        body: body.value,
      };
    },
    fill(chosen) {
      sample = chosen;
      isStatusOfSample = true;
      status.value = String(chosen.row.status);
      body.value = chosen.body;
      body.scrollTop = 0;
      onChange();
    },
  };
}
