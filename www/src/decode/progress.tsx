import { formatSize, texts } from '../i18n/index.js';
import { aside, cancel, work } from './state.js';

/** How far the worker is, and a way to stop it. */
export function Progress() {
  const { decode, cancel: cancelLabel } = texts.value;
  const { bytes, total } = work.value ?? { bytes: 0, total: 1 };
  const name = aside.value?.name;
  return (
    <div class="working">
      <p>
        {decode.work(formatSize(total))}
        {name && <code translate={false}>{` ${name}`}</code>}
      </p>
      <progress aria-label={decode.progress} value={bytes} max={Math.max(total, 1)} />
      <button type="button" class="quiet-button" onClick={cancel}>
        {cancelLabel}
      </button>
    </div>
  );
}
