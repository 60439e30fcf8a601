import { useRef } from 'preact/hooks';
import type { DecodedError } from 'psp-errors';
import { formatNumber, language, texts } from '../i18n/index.js';
import { hrefTo, linkTo } from '../route.js';
import { CodeBlock } from '../ui/code-block.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
import { Code, shorten } from '../ui/text.js';
import type { Ignored, Judged } from './judge.js';

/** So much of a text is shown: a body may hold a megabyte of it. */
const textLength = 1000;
const nameLength = 100;
const jsonLength = 20_000;
const fieldCount = 50;

export function Verdict({ judged }: { judged: Judged }) {
  const { error } = judged;
  const { decode, words, actors, outcomes, apis } = texts.value;
  return (
    <>
      <Decision error={error} />
      <dl class="facts">
        <div>
          <dt>{words.actor}</dt>
          <dd>
            {actors[error.actor]}{' '}
            <code class="word" translate={false}>
              {error.actor}
            </code>
          </dd>
        </div>
        <div>
          <dt>{words.outcome}</dt>
          <dd>
            <span data-outcome={error.outcome}>{outcomes[error.outcome]}</span>{' '}
            <code class="word" translate={false}>
              {error.outcome}
            </code>
          </dd>
        </div>
        <div>
          <dt>{words.code}</dt>
          <dd>
            <Code code={shorten(error.code, nameLength)} />{' '}
            {!error.known && <span>{decode.notDocumented}</span>}
          </dd>
        </div>
        <div>
          <dt>{words.status}</dt>
          <dd>
            {error.status === null ? decode.unknown : String(error.status)}{' '}
            {judged.isStatusBorrowed && <span>{decode.borrowed}</span>}
          </dd>
        </div>
        <div>
          <dt>{words.api}</dt>
          <dd>{apis[error.api]}</dd>
        </div>
        {error.docs !== null && (
          <div>
            <dt>{words.docs}</dt>
            <dd>
              <DocsLink address={error.docs} />
            </dd>
          </div>
        )}
      </dl>
      <div class="next-steps">
        <a class="button" href={hrefTo('copy', error.known ? { code: error.code } : {})}>
          {decode.toCopy}
          <Icon name="next" />
        </a>
        <CopyButton label={decode.share} text={() => shareLink(error)} />
        <p class="hint">{decode.shareHint}</p>
      </div>
      <Fields fields={error.fields} />
      <section>
        <h3>{decode.forUser}</h3>
        <dl class="messages">
          {Object.entries(judged.userMessages).map(([tag, message]) => (
            <div key={tag}>
              <dt lang={tag}>{tag.slice(0, 2).toUpperCase()}</dt>
              <dd lang={tag}>{message}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3>{decode.forLog}</h3>
        <p class="said" lang="">
          {shorten(error.message, textLength)}
        </p>
      </section>
      <Why judged={judged} />
    </>
  );
}

function Decision({ error }: { error: DecodedError }) {
  const { actions, remedies, resendIfSafe, decode } = texts.value;
  const { action, remedy, outcome } = error;
  // The first try may have gone through: a repeat is right only where it does not count twice.
  const sentence = remedy === 'resend' && outcome === 'unknown' ? resendIfSafe : remedies[remedy];
  return (
    <div id="decision" class="decision" data-action={action}>
      <Icon name={action} />
      <div>
        <p class="action">
          <span translate={false}>{action}</span>
        </p>
        <p class="action-words">{actions[action]}</p>
        <p class="remedy">
          <code translate={false}>{remedy}</code> {sentence}
        </p>
        {error.retryAfterMs !== null && (
          <p class="remedy">{decode.retryAfter(formatNumber(error.retryAfterMs / 1000))}</p>
        )}
      </div>
    </div>
  );
}

function shareLink(error: DecodedError): string {
  return new URL(hrefTo('decode', linkTo(error)), location.href).href;
}

function DocsLink({ address }: { address: string }) {
  const { host, hash } = new URL(address);
  const section = hash.slice(1).replaceAll('-', ' ');
  return (
    <a href={address} rel="noreferrer noopener">
      {section === '' ? host : `${host}, ${section}`}
    </a>
  );
}

function Fields({ fields }: { fields: DecodedError['fields'] }) {
  const { decode, more } = texts.value;
  if (fields.length === 0) return null;
  return (
    <section>
      <h3 id="fields-heading">{decode.fields}</h3>
      <table aria-labelledby="fields-heading">
        <thead>
          <tr>
            <th scope="col">{decode.field}</th>
            <th scope="col">{decode.wrong}</th>
          </tr>
        </thead>
        <tbody lang="">
          {fields.slice(0, fieldCount).map(({ field, message }, index) => (
            <tr key={index}>
              <td>{field === '' ? decode.unnamed : <code>{shorten(field, nameLength)}</code>}</td>
              <td>{shorten(message, textLength)}</td>
            </tr>
          ))}
          {fields.length > fieldCount && (
            <tr>
              <td colSpan={2} lang={language.value}>
                {more(formatNumber(fields.length - fieldCount))}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function Why({ judged }: { judged: Judged }) {
  const { decode } = texts.value;
  return (
    <section class="why">
      <div>
        <h3>{decode.why}</h3>
        <ul class="plain">
          <li>{decode.readAs[judged.kind]}</li>
          {reasons(judged).map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
      <div>
        <h3>{decode.ignored}</h3>
        <ul class="plain">
          {judged.ignored.length === 0 && <li>{decode.ignoredNothing}</li>}
          {judged.ignored.map((ignored) => (
            <li key={ignored.what}>{ignoredWords(ignored)}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function reasons({ error, reason, isSafe }: Judged): string[] {
  const { decode } = texts.value;
  const said: string[] = [];
  if (!error.known) said.push(decode.formats[error.format]);
  if (reason === 'code') said.push(decode.whyCode(error.code));
  if (reason === 'type') said.push(decode.whyType(error.code));
  if (reason === 'status') said.push(decode.whyStatus(String(error.status)));
  if (reason === 'no-response') said.push(decode.whyNoResponse);
  if (reason === 'nothing') said.push(decode.whyNothing);
  if (error.statusMismatch) said.push(decode.mismatch);
  if (isSafe) said.push(decode.safe);
  return said;
}

function ignoredWords(ignored: Ignored): string {
  const { decode } = texts.value;
  const list = (names: readonly string[]) => shorten(names.join(', '), textLength);
  switch (ignored.what) {
    case 'members':
      return decode.ignoredMembers(list(ignored.names));
    case 'headers':
      return decode.ignoredHeaders(list(ignored.names));
    case 'status':
      return decode.ignoredStatus;
    case 'text-around':
      return decode.ignoredText;
    case 'earlier-responses':
      return decode.ignoredEarlier;
    case 'body':
      return decode.ignoredBody;
  }
}

export function NormalisedJson({ error }: { error: DecodedError }) {
  const { decode } = texts.value;
  const shown = useRef<HTMLPreElement>(null);
  const json = JSON.stringify(error, null, 2);
  return (
    <section class="json" aria-labelledby="json-heading">
      <div class="label-row">
        <h2 id="json-heading">{decode.json}</h2>
        <CopyButton text={() => json} shownIn={shown} />
      </div>
      <CodeBlock text={shorten(json, jsonLength)} label={decode.json} shownIn={shown} />
    </section>
  );
}
