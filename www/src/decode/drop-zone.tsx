import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { texts } from '../i18n/index.js';
import { hrefTo, route } from '../route.js';
import { Icon } from '../ui/icon.js';
import { open } from './state.js';

/** Takes a file wherever on the page it is dropped. */
export function DropZone() {
  const isOver = useSignal(false);
  useEffect(() => {
    const hasFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      isOver.value = true;
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) isOver.value = false;
    };
    const drop = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      isOver.value = false;
      const file = event.dataTransfer?.files[0];
      if (file) take(file);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  if (!isOver.value) return null;
  return (
    <div class="drop-zone" aria-hidden="true">
      <p>
        <Icon name="file" />
        {texts.value.decode.drop}
      </p>
    </div>
  );
}

/** Watch shows a log over time; everywhere else a file is decoded. */
function take(file: File): void {
  if (route.value.part !== 'watch') location.hash = hrefTo('decode');
  void open(file);
}
