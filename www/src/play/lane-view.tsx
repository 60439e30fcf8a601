import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { KnownCode, PspError } from 'psp-errors';
import { userMessageOf } from '../decode/user-messages.js';
import { formatNumber, formatReais, language, texts } from '../i18n/index.js';
import { CodeBlock } from '../ui/code-block.js';
import { Icon, type IconName } from '../ui/icon.js';
import { reference } from './faults.js';
import type { Ending, Lane, Step, Truth } from './lane.js';

interface LaneViewProps {
  lane: Lane;
  name: string;
  hint: string;
  source: string;
  sourceLabel: string;
}

export function LaneView({ lane, name, hint, source, sourceLabel }: LaneViewProps) {
  const { play } = texts.value;
  return (
    <section class="lane" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <p class="hint">{hint}</p>
      </header>
      <Balance lane={lane} />
      <h3>{play.ledger}</h3>
      <Ledger lane={lane} />
      <h3>{play.timeline}</h3>
      {lane.steps.value.length === 0 ? (
        <p class="placeholder">{play.idle}</p>
      ) : (
        <ol class="timeline">
          {lane.steps.value.map((step) => (
            <StepView key={step.id} step={step} isLast={step === lane.steps.value.at(-1)} />
          ))}
        </ol>
      )}
      <details>
        <summary>{sourceLabel}</summary>
        <CodeBlock text={source} label={sourceLabel} />
      </details>
    </section>
  );
}

/** Debits of this payment: one with another reference was there before. */
function ownDebits(lane: Lane): number {
  return lane.ledger.value.filter(({ externalReference }) =>
    externalReference?.startsWith(reference),
  ).length;
}

function Balance({ lane }: { lane: Lane }) {
  const { play } = texts.value;
  const count = ownDebits(lane);
  const isOver = lane.ending.value !== null;
  const state = count > 1 ? 'twice' : count === 1 && isOver ? 'once' : 'none';
  const verdict = count > 1 ? play.twice(count) : count === 1 ? play.once : play.never;
  return (
    <p class="debits" data-state={state}>
      {state !== 'none' && <Icon name={state === 'once' ? 'done' : 'escalate'} />}
      <strong>{play.debits(count)}</strong>
      {(isOver || count > 1) && <span>{verdict}</span>}
    </p>
  );
}

function Ledger({ lane }: { lane: Lane }) {
  const { play } = texts.value;
  const entries = lane.ledger.value;
  if (entries.length === 0) return <p class="placeholder">{play.debits(0)}</p>;
  return (
    <table class="ledger">
      <thead>
        <tr>
          <th scope="col">{play.reference}</th>
          <th scope="col" class="number">
            {play.amount}
          </th>
          <th scope="col" class="number">
            {play.balance}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ sequence, externalReference, amount, balance }) => (
          <tr key={sequence}>
            <td>
              <code>{externalReference}</code>
            </td>
            <td class="number">−{formatReais(amount)}</td>
            <td class="number">{formatReais(balance)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StepView({ step, isLast }: { step: Step; isLast: boolean }) {
  return (
    <li class="step" data-kind={kindOf(step)}>
      <time>{seconds(step.atMs)} s</time>
      <Icon name={iconOf(step)} />
      <div>
        <StepWords step={step} />
        {step.kind === 'wait' && isLast && <Countdown ms={step.ms} />}
      </div>
    </li>
  );
}

function seconds(ms: number): string {
  return formatNumber(ms / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function kindOf(step: Step): string {
  if (step.kind === 'end') return step.ending.result;
  if ('truth' in step && step.truth === 'executed') return 'executed';
  return step.kind;
}

function iconOf(step: Step): IconName {
  switch (step.kind) {
    case 'refresh':
      return 're-auth';
    case 'look-up':
      return 'search';
    case 'end':
      return step.ending.result === 'failed' ? 'failed' : 'done';
    default:
      return step.kind;
  }
}

function StepWords({ step }: { step: Step }) {
  const { play } = texts.value;
  switch (step.kind) {
    case 'send':
      return (
        <>
          <p>
            {step.attempt === null ? null : `${play.sent(formatNumber(step.attempt))} `}
            <code translate={false}>
              {step.method} {step.path}
            </code>
          </p>
          {step.attempt !== null && (
            <p class="hint">
              {step.reference && (
                <>
                  {play.reference} <code translate={false}>{step.reference}</code>
                </>
              )}
              {step.key && (
                <>
                  {', '}
                  {play.key} <code translate={false}>{step.key}…</code>
                </>
              )}
            </p>
          )}
        </>
      );
    case 'answer':
      return (
        <>
          <p>
            {play.answer(String(step.status))}{' '}
            {step.code && <code translate={false}>{step.code}</code>}
          </p>
          <TruthWords truth={step.truth} />
        </>
      );
    case 'drop':
      return (
        <>
          <p>{play.dropped}</p>
          <TruthWords truth={step.truth} />
        </>
      );
    case 'wait':
      return (
        <p>
          {play.wait(seconds(step.ms))}
          {step.isAsked !== null && (
            <span class="hint">, {step.isAsked ? play.waitAsked : play.waitBackoff}</span>
          )}
        </p>
      );
    case 'refresh':
      return <p>{play.refresh}</p>;
    case 'look-up':
      return <p>{play.lookUp}</p>;
    case 'end':
      return <EndWords ending={step.ending} />;
  }
}

function TruthWords({ truth }: { truth: Truth | null }) {
  if (truth === null) return null;
  return (
    <p class="truth" data-truth={truth}>
      {texts.value.play[truth]}
    </p>
  );
}

function EndWords({ ending }: { ending: Ending }) {
  const { play, actors } = texts.value;
  if (ending.result !== 'failed') return <p class="end">{play[ending.result]}</p>;
  const { error, gaveUp } = ending;
  return (
    <>
      <p class="end">
        {play.failed}{' '}
        {error && (
          <code translate={false}>
            {error.action}, {error.remedy}
          </code>
        )}
      </p>
      {gaveUp && <p class="hint">{play.gaveUp(play.giveUps[gaveUp])}</p>}
      <p class="hint">{error ? `${actors[error.actor]}: ${messageFor(error)}` : ending.message}</p>
    </>
  );
}

function messageFor({ code, known, userMessage }: PspError): string {
  return known ? userMessageOf(code as KnownCode, userMessage, language.value) : userMessage;
}

/** How much of a wait is over. It stands still for whoever wants no motion. */
function Countdown({ ms }: { ms: number }) {
  const passed = useSignal(0);
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const begun = performance.now();
    const timer = setInterval(() => {
      passed.value = Math.min(ms, performance.now() - begun);
    }, 60);
    return () => clearInterval(timer);
  }, [ms]);
  return <progress class="countdown" aria-hidden="true" value={passed.value} max={ms} />;
}
