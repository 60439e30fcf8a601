import { computed, signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { catalogue } from 'psp-errors';
import { judged, pick } from '../decode/state.js';
import { texts } from '../i18n/index.js';
import { route } from '../route.js';
import { CodeBlock } from '../ui/code-block.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
import { type Client, clients, handlerFor, packages } from './handlers.js';

const client = signal<Client>('fetch');

/** The verdict on screen; a link may name another code. */
const verdict = computed(() => {
  const { code } = route.value.link;
  const linked = code === undefined ? undefined : catalogue.find((row) => row.code === code);
  const [first] = catalogue;
  const shown = linked ? { ...linked, known: true } : judged.value?.error;
  return shown ?? { ...first!, known: true };
});

export function CopyView() {
  const { handler, words, actions, remedies } = texts.value;
  const shown = useRef<HTMLPreElement>(null);
  const { action, code, known, remedy } = verdict.value;
  const source = handlerFor(verdict.value, client.value);
  const installs = `npm install ${packages[client.value]}`;
  return (
    <>
      <div class="intro">
        <h1>{handler.heading}</h1>
        <p class="lead">{handler.lead}</p>
      </div>
      <div class="handler">
        <div class="handler-case">
          <label for="code">{words.code}</label>
          <select
            id="code"
            value={known ? code : ''}
            translate={false}
            onChange={({ currentTarget }) => {
              pick(currentTarget.value);
              location.hash = `#copy?code=${currentTarget.value}`;
            }}
          >
            {!known && <option value="">{remedy}</option>}
            {catalogue.map((row) => (
              <option key={row.code}>{row.code}</option>
            ))}
          </select>
          <p class="case" data-action={action}>
            <Icon name={action} />
            <span>
              <strong translate={false}>{action}</strong> {actions[action]}
              <br />
              <code translate={false}>{remedy}</code> {remedies[remedy]}
            </span>
          </p>
          <fieldset class="choice">
            <legend>{handler.client}</legend>
            {clients.map((name) => (
              <label key={name}>
                <input
                  type="radio"
                  name="client"
                  value={name}
                  checked={client.value === name}
                  onChange={() => {
                    client.value = name;
                  }}
                />
                <span>{handler.clients[name]}</span>
              </label>
            ))}
          </fieldset>
        </div>
        <section class="handler-code" aria-labelledby="handler-heading">
          <div class="label-row">
            <h2 id="handler-heading">{handler.code}</h2>
            <CopyButton text={() => source} shownIn={shown} />
          </div>
          <p class="hint">
            {handler.install}: <code translate={false}>{installs}</code>
          </p>
          <CodeBlock text={source} label={handler.code} shownIn={shown} />
        </section>
      </div>
    </>
  );
}
