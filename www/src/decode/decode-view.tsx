import { texts } from '../i18n/index.js';
import { Icon } from '../ui/icon.js';
import { LinesSummary } from './lines-summary.js';
import { Progress } from './progress.js';
import { ResponseForm } from './response-form.js';
import { SampleList } from './sample-list.js';
import { judged, lines, problem, work } from './state.js';
import { NormalisedJson, Verdict } from './verdict.js';

export function DecodeView() {
  const { decode } = texts.value;
  return (
    <>
      <div class="intro">
        <h1>{decode.heading}</h1>
        <p class="lead">{decode.lead}</p>
        <p class="privacy">
          <Icon name="lock" />
          <span>{decode.privacy}</span>
        </p>
      </div>
      <div class="workbench">
        <ResponseForm />
        <SampleList />
        <section class="verdict" aria-labelledby="verdict-heading">
          <h2 id="verdict-heading" class="visually-hidden">
            {decode.verdict}
          </h2>
          <Result />
        </section>
        {judged.value && <NormalisedJson error={judged.value.error} />}
      </div>
    </>
  );
}

function Result() {
  const { decode } = texts.value;
  if (work.value) return <Progress />;
  if (lines.value) return <LinesSummary result={lines.value} />;
  if (judged.value) return <Verdict judged={judged.value} />;
  return <p class="placeholder">{problem.value ?? decode.placeholder}</p>;
}
