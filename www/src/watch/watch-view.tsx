import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Progress } from '../decode/progress.js';
import { FileButton } from '../decode/response-form.js';
import { log, open, work } from '../decode/state.js';
import { formatNumber, texts } from '../i18n/index.js';
import { Icon } from '../ui/icon.js';
import { Code, shorten } from '../ui/text.js';
import { actions } from '../words.js';
import { ChartView, Swatch } from './chart.js';
import { type By, type Chart, chartOfEvents, chartOfHours } from './series.js';
import { isSending, paid, sent, start, stop } from './test-traffic.js';
import { events } from './traffic.js';

const tickMs = 1000;
const now = signal(Date.now());
const by = signal<By>('action');
/** The page's own errors, although there is a log to show. */
const isLiveChosen = signal(false);

// A new log comes in sight by itself.
log.subscribe((latest) => {
  if (latest) isLiveChosen.value = false;
});

const isLive = computed(() => isLiveChosen.value || log.value === null);
const chart = computed<Chart>(() =>
  isLive.value
    ? chartOfEvents(events.value, now.value, by.value)
    : chartOfHours(log.value?.summary.byHour ?? [], by.value),
);

export function WatchView() {
  const { watch } = texts.value;
  useEffect(() => {
    const tick = () => {
      now.value = Date.now();
    };
    tick();
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, []);
  const isEmpty = chart.value.series.every(({ total }) => total === 0);
  return (
    <>
      <div class="intro">
        <h1>{watch.heading}</h1>
        <p class="lead">{watch.lead}</p>
      </div>
      <div class="watch-controls">
        <button
          type="button"
          class="button primary"
          onClick={() => {
            if (isSending.value) stop();
            else {
              isLiveChosen.value = true;
              start();
            }
          }}
        >
          {isSending.value ? watch.stop : watch.start}
        </button>
        <FileButton label={watch.chooseFile} onFile={open} />
        <Choices />
      </div>
      {work.value && <Progress />}
      <section class="watch" aria-label={watch.chart}>
        <p class="axis-title">{isLive.value ? watch.perMinute : watch.perHour}</p>
        <ChartView chart={chart.value} isLive={isLive.value} />
        {isEmpty && <p class="placeholder">{isLive.value ? watch.empty : watch.noTimes}</p>}
        {sent.value > 0 && isLive.value && (
          <p class="hint" role="status">
            {watch.payments(formatNumber(paid.value), formatNumber(sent.value))}
          </p>
        )}
        <Numbers chart={chart.value} />
      </section>
    </>
  );
}

function Choices() {
  const { watch } = texts.value;
  return (
    <>
      {log.value && (
        <fieldset class="choice">
          <legend>{watch.source}</legend>
          <Choice
            name="source"
            label={watch.live}
            isChosen={isLive.value}
            onChoose={() => {
              isLiveChosen.value = true;
            }}
          />
          <Choice
            name="source"
            label={watch.file(shorten(log.value.name ?? '', 40))}
            isChosen={!isLive.value}
            onChoose={() => {
              isLiveChosen.value = false;
            }}
          />
        </fieldset>
      )}
      <fieldset class="choice">
        <legend>{watch.by}</legend>
        {(['action', 'code'] as const).map((choice) => (
          <Choice
            key={choice}
            name="by"
            label={choice === 'action' ? watch.byAction : watch.byCode}
            isChosen={by.value === choice}
            onChoose={() => {
              by.value = choice;
            }}
          />
        ))}
      </fieldset>
    </>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  isChosen: boolean;
  onChoose: () => void;
}

function Choice({ name, label, isChosen, onChoose }: ChoiceProps) {
  return (
    <label>
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      <span>{label}</span>
    </label>
  );
}

/** The legend of the chart, and what it shows for whoever cannot see it. */
function Numbers({ chart: { series, intervalMs } }: { chart: Chart }) {
  const { watch } = texts.value;
  const perMinute = 60_000 / intervalMs;
  return (
    <table class="numbers">
      <caption>{watch.table}</caption>
      <thead>
        <tr>
          <th scope="col">{watch.series}</th>
          {isLive.value && (
            <th scope="col" class="number">
              {watch.lastMinute}
            </th>
          )}
          <th scope="col" class="number">
            {watch.total}
          </th>
        </tr>
      </thead>
      <tbody>
        {series.map(({ name, counts, total }, position) => (
          <tr key={name}>
            <th scope="row">
              <span class="series-name">
                <Swatch name={name} position={position} />
                <SeriesName name={name} />
              </span>
            </th>
            {isLive.value && (
              <td class="number">
                {formatNumber(counts.slice(-perMinute).reduce((sum, count) => sum + count, 0))}
              </td>
            )}
            <td class="number">{formatNumber(total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SeriesName({ name }: { name: string | null }) {
  if (name === null) return <span>{texts.value.watch.other}</span>;
  const action = actions.find((known) => known === name);
  if (!action) return <Code code={shorten(name, 60)} />;
  return (
    <>
      <Icon name={action} />
      <span translate={false}>{action}</span>
    </>
  );
}
