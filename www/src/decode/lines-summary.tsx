import { formatNumber, formatSize, texts } from '../i18n/index.js';
import { hrefTo } from '../route.js';
import { Icon } from '../ui/icon.js';
import { Code, shorten } from '../ui/text.js';
import { actions } from '../words.js';
import type { LinesResult } from './state.js';

const mostCodes = 30;
const mostBadLines = 10;

/** What a log says as a whole. */
export function LinesSummary({ result }: { result: LinesResult }) {
  const { decode, words, more } = texts.value;
  const { bulk } = decode;
  const { summary, bytes, ms } = result;
  const { errors } = summary;
  const codes = Object.entries(summary.byCode).sort(([, one], [, other]) => other - one);
  const badLines = summary.badLines.slice(0, mostBadLines).map((line) => formatNumber(line));
  return (
    <div class="lines-summary">
      <h3>{bulk.heading(result.name ?? bulk.pasted)}</h3>
      <dl class="tally">
        <div>
          <dt>{bulk.lines}</dt>
          <dd>{formatNumber(summary.lines)}</dd>
        </div>
        <div>
          <dt>{bulk.errors}</dt>
          <dd>{formatNumber(errors)}</dd>
        </div>
        {summary.ok > 0 && (
          <div>
            <dt>{bulk.fine}</dt>
            <dd>{formatNumber(summary.ok)}</dd>
          </div>
        )}
        {summary.bad > 0 && (
          <div>
            <dt>{bulk.bad}</dt>
            <dd>{formatNumber(summary.bad)}</dd>
          </div>
        )}
      </dl>
      <table>
        <caption>{bulk.byAction}</caption>
        <thead>
          <tr>
            <th scope="col">{words.action}</th>
            <th scope="col" class="number">
              {bulk.count}
            </th>
            <th scope="col" class="number">
              {bulk.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {actions.map((action) => (
            <tr key={action} data-action={action}>
              <th scope="row">
                <span class="action-name" translate={false}>
                  <Icon name={action} />
                  {action}
                </span>
              </th>
              <Counts count={summary.byAction[action] ?? 0} of={errors} />
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>{bulk.byCode}</caption>
        <thead>
          <tr>
            <th scope="col">{words.code}</th>
            <th scope="col" class="number">
              {bulk.count}
            </th>
            <th scope="col" class="number">
              {bulk.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {codes.slice(0, mostCodes).map(([code, count]) => (
            <tr key={code}>
              <th scope="row">
                <Code code={shorten(code, 100)} />
              </th>
              <Counts count={count} of={errors} />
            </tr>
          ))}
        </tbody>
      </table>
      {codes.length > mostCodes && (
        <p class="hint">{more(formatNumber(codes.length - mostCodes))}</p>
      )}
      {badLines.length > 0 && <p class="hint">{bulk.badLines(badLines.join(', '))}</p>}
      <p class="hint">
        {bulk.seconds(formatSize(bytes), formatNumber(ms / 1000, { maximumSignificantDigits: 2 }))}
      </p>
      {summary.byHour.length > 0 && (
        <a class="button" href={hrefTo('watch')}>
          {bulk.toWatch}
          <Icon name="next" />
        </a>
      )}
    </div>
  );
}

function Counts({ count, of }: { count: number; of: number }) {
  const share = of === 0 ? 0 : count / of;
  return (
    <>
      <td class="number">{formatNumber(count)}</td>
      <td class="number">{formatNumber(share, { style: 'percent', maximumFractionDigits: 1 })}</td>
    </>
  );
}
