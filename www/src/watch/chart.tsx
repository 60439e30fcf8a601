// Stacked bars over time. Each series has a pattern of its own, so that colour is not all that tells.
import { useSignal } from '@preact/signals';
import { max, ticks } from 'd3-array';
import { stack } from 'd3-shape';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatNumber, language, texts } from '../i18n/index.js';
import { type Chart, liveIntervalMs } from './series.js';

const height = 260;
const margin = { top: 12, right: 8, bottom: 28, left: 44 };
const minute = 60_000;

export function ChartView({ chart, isLive }: { chart: Chart; isLive: boolean }) {
  const { watch } = texts.value;
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(640);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      width.value = Math.max(240, element.clientWidth);
    });
    observer.observe(element);
    width.value = Math.max(240, element.clientWidth);
    return () => observer.disconnect();
  }, []);

  const { starts, series } = chart;
  // Counts become rates: in a minute for the page, in an hour for a log.
  const scale = isLive ? minute / liveIntervalMs : 1;
  const rows = starts.map((_, index) => series.map(({ counts }) => (counts[index] ?? 0) * scale));
  const layers = stack<number[], number>()
    .keys(series.map((_, index) => index))
    .value((row, key) => row[key] ?? 0)(rows);
  const top = Math.max(isLive ? 12 : 4, max(layers.at(-1) ?? [], ([, end]) => end) ?? 0);
  const plot = {
    width: width.value - margin.left - margin.right,
    height: height - margin.top - margin.bottom,
  };
  const step = plot.width / Math.max(starts.length, 1);
  const x = (index: number) => margin.left + index * step;
  const y = (value: number) => margin.top + plot.height * (1 - value / top);
  const gap = step > 6 ? 2 : step > 3 ? 1 : 0;

  return (
    <div class="chart" ref={frame}>
      <svg
        width={width.value}
        height={height}
        viewBox={`0 0 ${width.value} ${height}`}
        role="img"
        aria-label={`${watch.chart}, ${isLive ? watch.perMinute : watch.perHour}`}
      >
        <Patterns count={series.length} names={series.map(({ name }) => name)} />
        {ticks(0, top, 4).map((value) => (
          <g key={value} class="grid">
            <line x1={margin.left} x2={width.value - margin.right} y1={y(value)} y2={y(value)} />
            <text x={margin.left - 8} y={y(value)} dy="0.35em" text-anchor="end">
              {formatNumber(value, { notation: 'compact' })}
            </text>
          </g>
        ))}
        {layers.map((layer, position) => (
          <g key={series[position]?.name} data-series={seriesId(series[position]?.name, position)}>
            {layer.map(([from, to], index) =>
              to > from ? (
                <rect
                  key={index}
                  x={x(index) + gap / 2}
                  width={Math.max(0.5, step - gap)}
                  y={y(to)}
                  height={y(from) - y(to)}
                  fill={`url(#pattern-${position})`}
                />
              ) : null,
            )}
          </g>
        ))}
        <Times chart={chart} isLive={isLive} x={x} width={width.value} />
      </svg>
    </div>
  );
}

/** Actions have colours of their own; codes take theirs by rank. */
export function seriesId(name: string | null | undefined, position: number): string {
  return name && /^[a-z-]+$/.test(name) ? name : `rank-${position}`;
}

const strokes = [
  '',
  'M-2 2 2-2M0 8 8 0M6 10 10 6',
  'M0 2H8M0 6H8',
  'M2 0V8M6 0V8',
  'M-2 6 2 10M0 0 8 8M6-2 10 2',
  'M0 4H8M4 0V8',
];

function Patterns({ count, names }: { count: number; names: readonly (string | null)[] }) {
  return (
    <defs>
      {Array.from({ length: count }, (_, position) => (
        <pattern
          key={names[position]}
          id={`pattern-${position}`}
          width="8"
          height="8"
          patternUnits="userSpaceOnUse"
          data-series={seriesId(names[position], position)}
        >
          <rect class="fill" width="8" height="8" />
          <path class="hatch" d={strokes[position % strokes.length]} />
        </pattern>
      ))}
    </defs>
  );
}

/** The same pattern beside the name of a series. */
export function Swatch({ name, position }: { name: string | null; position: number }) {
  return (
    <svg
      class="swatch"
      viewBox="0 0 16 16"
      aria-hidden="true"
      data-series={seriesId(name, position)}
    >
      <rect class="fill" width="16" height="16" />
      <path class="hatch" d={strokes[position % strokes.length]} />
      <path class="hatch" d={strokes[position % strokes.length]} transform="translate(8)" />
      <path class="hatch" d={strokes[position % strokes.length]} transform="translate(0 8)" />
      <path class="hatch" d={strokes[position % strokes.length]} transform="translate(8 8)" />
    </svg>
  );
}

interface TimesProps {
  chart: Chart;
  isLive: boolean;
  x: (index: number) => number;
  width: number;
}

function Times({ chart, isLive, x, width }: TimesProps) {
  const { watch } = texts.value;
  const { starts, intervalMs } = chart;
  const most = width < 500 ? 3 : 6;
  const marks = isLive
    ? [4, 2, 0].map((minutes) => ({
        index: starts.length - (minutes * minute) / intervalMs,
        label: minutes === 0 ? watch.now : watch.ago(formatNumber(minutes)),
      }))
    : hourMarks(starts, most);
  return (
    <g class="grid">
      {marks.map(({ index, label }, position) => (
        <text
          key={index}
          x={x(index)}
          y={height - 8}
          text-anchor={position === marks.length - 1 && position > 0 ? 'end' : 'start'}
        >
          {label}
        </text>
      ))}
    </g>
  );
}

function hourMarks(starts: readonly number[], most: number) {
  const format = new Intl.DateTimeFormat(language.value, {
    ...(starts.length > 24 && { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  const every = Math.max(1, Math.ceil(starts.length / most));
  return starts.flatMap((start, index) =>
    index % every === 0 ? [{ index, label: format.format(start) }] : [],
  );
}
