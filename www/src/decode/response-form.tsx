import { useRef } from 'preact/hooks';
import { formatSize, texts } from '../i18n/index.js';
import { METHODS } from '../reading/reading.js';
import { Icon } from '../ui/icon.js';
import {
  api,
  aside,
  box,
  chosen,
  clear,
  judged,
  method,
  mostInBox,
  open,
  putAside,
  status,
  type,
  update,
} from './state.js';

export function ResponseForm() {
  const { decode, apis } = texts.value;
  const area = useRef<HTMLTextAreaElement>(null);
  const read = judged.value?.read;

  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text.length > mostInBox) {
      event.preventDefault();
      putAside(text, null);
      return;
    }
    const { currentTarget } = event as typeof event & { currentTarget: HTMLTextAreaElement };
    const { selectionStart, selectionEnd } = currentTarget;
    // Who pastes over a sample means to replace it.
    if (chosen.value !== null && selectionStart === selectionEnd) currentTarget.select();
  };

  return (
    <form
      class="response"
      aria-labelledby="response-heading"
      noValidate
      onSubmit={(event) => event.preventDefault()}
    >
      <h2 id="response-heading" class="visually-hidden">
        {decode.response}
      </h2>
      <div class="label-row">
        <label for="box">{decode.box}</label>
        <span class="buttons">
          <FileButton label={decode.chooseFile} onFile={open} />
          <button
            type="button"
            class="quiet-button"
            onClick={() => {
              clear();
              area.current?.focus();
            }}
          >
            {decode.clear}
          </button>
        </span>
      </div>
      <textarea
        ref={area}
        id="box"
        rows={13}
        value={box.value}
        placeholder={aside.value ? undefined : decode.boxHint}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        translate={false}
        onPaste={paste}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
      {aside.value && (
        <p class="aside">
          <Icon name="file" />
          <span>
            {aside.value.name ? (
              <>
                <code translate={false}>{aside.value.name}</code>, {formatSize(aside.value.size)}
              </>
            ) : (
              decode.aside(formatSize(aside.value.size))
            )}
          </span>
        </p>
      )}
      <fieldset class="circumstances">
        <legend>{decode.correct}</legend>
        <div class="field">
          <label for="status">{decode.status}</label>
          <input
            id="status"
            inputMode="numeric"
            pattern="[0-9]*"
            autocomplete="off"
            aria-describedby="status-hint"
            value={status.value}
            placeholder={read?.status === undefined ? '' : decode.statusRead(String(read.status))}
            onInput={({ currentTarget }) => {
              status.value = currentTarget.value.trim();
              update();
            }}
          />
        </div>
        <div class="field">
          <label for="method">{decode.method}</label>
          <select
            id="method"
            autocomplete="off"
            value={method.value}
            onChange={({ currentTarget }) => {
              method.value = currentTarget.value;
              update();
            }}
          >
            <option value="">
              {read?.method === undefined ? decode.notGiven : decode.methodRead(read.method)}
            </option>
            {METHODS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="api">API</label>
          <select
            id="api"
            autocomplete="off"
            value={api.value}
            onChange={({ currentTarget }) => {
              api.value = currentTarget.value;
              update();
            }}
          >
            <option value="">{decode.automatic}</option>
            <option value="connxt">{apis.connxt}</option>
            <option value="connectpsp">{apis.connectpsp}</option>
          </select>
        </div>
        <p id="status-hint" class="hint">
          {decode.statusHint}
        </p>
      </fieldset>
    </form>
  );
}

interface FileButtonProps {
  label: string;
  onFile: (file: File) => void;
}

/** A button that opens the browser's dialog for files. */
export function FileButton({ label, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="quiet-button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file can be chosen again.
          currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
    </>
  );
}
