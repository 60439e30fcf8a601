import { actions } from '../../words.js';
import { counted, harmless, type Paint, share, wrapped } from '../terminal.js';
import type { Codes } from './codes.js';
import type { Result } from './result.js';

const maxToDo = 5;
const maxCodes = 20;
const maxHours = 24;
const maxBadLines = 10;
const barWidth = 30;

const colours = {
  retry: 'yellow',
  're-auth': 'yellow',
  'user-fix': 'cyan',
  escalate: 'red',
} as const;

/** The result for people. */
export function report(result: Result, codes: Codes, paint: Paint): string {
  const sections = [
    heading(result),
    toDo(result, paint),
    byAction(result, paint),
    byCode(result, codes, paint),
    byHour(result, paint),
    badLines(result, paint),
    thresholds(result, paint),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading({ lines, blank, errors, ok, bad, files }: Result): string[] {
  const from = files.length === 1 ? harmless(files[0]?.file ?? '') : `${files.length} inputs`;
  const parts = [`${counted(errors)} errors`, `${counted(ok)} ok`, `${counted(bad)} bad`];
  if (blank > 0) parts.push(`${counted(blank)} blank`);
  const broken = files.filter(({ problem }) => problem !== null).length;
  if (broken > 0) parts.push(`${broken} not read, or not to the end`);
  return [`${from}: ${counted(lines)} lines: ${parts.join(', ')}`];
}

function toDo({ toDo: all, byCode }: Result, paint: Paint): string[] {
  if (all.length === 0) return [];
  const rows = all.slice(0, maxToDo).flatMap(({ sentence, actor, errors, codes }, index) => {
    const own = codes.slice(0, 3).map((code) => `${code} ${counted(byCode[code] ?? 0)}`);
    const more = codes.length > own.length ? `, ${codes.length - own.length} more` : '';
    return [
      ...wrapped(sentence, 84).map((line, at) => `  ${at === 0 ? `${index + 1}.` : '  '} ${line}`),
      paint('dim', `     ${actor}, ${counted(errors)} errors: ${own.join(', ')}${more}`),
    ];
  });
  const left = all.length - maxToDo;
  if (left > 0) rows.push(paint('dim', `  … and ${left} more (--json has all)`));
  return [paint('bold', 'What to do first'), ...rows];
}

function byAction({ byAction: counts, errors, ok }: Result, paint: Paint): string[] {
  if (errors === 0) return [];
  const most = Math.max(...Object.values(counts));
  const rows = [...actions]
    .sort((a, b) => counts[b] - counts[a])
    .map((action) => {
      const numbers = columns(counts[action], share(counts[action], errors + ok));
      return `  ${action.padEnd(9)}${numbers}  ${paint(colours[action], bar(counts[action], most))}`;
    });
  return [paint('bold', 'By action'), ...rows.map((row) => row.trimEnd())];
}

function byCode(result: Result, codes: Codes, paint: Paint): string[] {
  const { errors, ok, otherCodes } = result;
  // Integer-like names come first in every object of JavaScript.
  const all = Object.entries(result.byCode).sort(([, a], [, b]) => b - a);
  if (all.length === 0 && otherCodes === 0) return [];
  const some = all.slice(0, maxCodes);
  const width = Math.max(...some.map(([code]) => harmless(code).length));
  const rows = some.map(([code, count]) => {
    const facts = codes.factsOf(code);
    const words = facts
      ? `${facts.action}, ${facts.remedy}, ${facts.actor}`
      : 'not documented: the status decided';
    const numbers = columns(count, share(count, errors + ok));
    return `  ${harmless(code).padEnd(width)}${numbers}  ${paint('dim', words)}`;
  });
  const left = all.length - some.length;
  if (left > 0) rows.push(paint('dim', `  … and ${left} more codes (--json has all)`));
  if (otherCodes > 0) {
    rows.push(
      `  ${counted(otherCodes)} errors of codes that are not documented and too many to name`,
    );
  }
  return [paint('bold', 'By code'), ...rows];
}

function byHour({ byHour: all }: Result, paint: Paint): string[] {
  if (all.length === 0) return [];
  const sums = all.map(({ hour, ok, byAction: counts }) => {
    const errors = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { hour, ok, errors, escalate: counts.escalate };
  });
  const most = Math.max(...sums.map(({ errors }) => errors));
  const rows = sums.slice(-maxHours).map(({ hour, ok, errors, escalate }) => {
    const numbers = columns(errors, share(errors, errors + ok));
    const some = bar(errors, most);
    const red = errors === 0 ? 0 : Math.round((some.length * escalate) / errors);
    const painted = paint('red', some.slice(0, red)) + paint('yellow', some.slice(red));
    return `  ${hour.slice(0, 10)} ${hour.slice(11, 16)}${numbers}  ${some === '' ? '' : painted}`.trimEnd();
  });
  const left = all.length - rows.length;
  if (left > 0) rows.unshift(paint('dim', `  … ${left} hours before (--json has all)`));
  return [paint('bold', 'Errors by hour (UTC)'), ...rows];
}

function badLines({ badLines: lines, bad }: Result, paint: Paint): string[] {
  if (bad === 0) return [];
  const rows = lines.slice(0, maxBadLines).map(({ file, line }) => `  ${harmless(file)}:${line}`);
  const left = bad - rows.length;
  if (left > 0) rows.push(paint('dim', `  … and ${counted(left)} more`));
  return [paint('bold', 'Lines that are no JSON object, or longer than 1 MiB'), ...rows];
}

function thresholds({ thresholds: all }: Result, paint: Paint): string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ threshold, count, of, crossed }) => {
    const word = crossed ? paint('red', 'crossed') : paint('green', 'fine');
    return `  ${threshold}: ${word}, ${counted(count)} of ${counted(of)} (${share(count, of)})`;
  });
  return [paint('bold', 'Thresholds'), ...rows];
}

function columns(count: number, part: string): string {
  return `${counted(count).padStart(13)}${part.padStart(9)}`;
}

function bar(count: number, most: number): string {
  return most === 0 || count === 0
    ? ''
    : '█'.repeat(Math.max(1, Math.round((count / most) * barWidth)));
}
