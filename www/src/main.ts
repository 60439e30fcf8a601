import { decode } from 'psp-errors';
import { useResponseForm } from './response-form.js';
import { showSamples } from './sample-list.js';
import { samples } from './samples.js';
import { useVerdictView } from './verdict-view.js';

const view = useVerdictView();
const form = useResponseForm({ onChange: update, onLeaveSample: () => list.mark(null) });
const list = showSamples((sample) => form.fill(sample));

const first = samples.find(({ row }) => row.code === 'INSUFFICIENT_FUNDS');
if (first) {
  list.mark(first);
  form.fill(first);
} else {
  update();
}

function update(): void {
  try {
    const input = form.read();
    // A blank form is decoded as well: that shows at once if the package could not start.
    const error = decode(input ?? {});
    if (input) {
      view.show(error, input.status !== undefined);
    } else {
      view.showInstead('Paste a body, enter a status or pick a sample: the verdict appears here.');
    }
  } catch (problem) {
    view.showInstead(problem instanceof Error ? problem.message : String(problem));
  }
}
