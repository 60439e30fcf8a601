// What a body says, the slow and simple way: JSON.parse and the leniency rules of the design.
import { catalogue } from 'psp-errors';

/** The members as decode() has them, where no status was given; `null` if the text is no JSON. */
export function read(text) {
  const document = parse(text);
  if (document === undefined) return null;
  const body = isObject(document) ? document : {};
  const data = objectOrEmpty(own(body, 'data'));
  const failures = [body, data].map((each) => objectOrEmpty(own(each, 'failure')));
  const [message, detail, title, type, instance, timestamp] = [
    'message',
    'detail',
    'title',
    'type',
    'instance',
    'timestamp',
  ].map((name) => textOf(own(body, name)));

  const codes = [body, ...failures].map((each) => codeOf(own(each, 'code'))).filter(isSome);
  const row = codes.map(rowOf).find(isSome) ?? rowOfSlug(type);
  const status = statusOf(own(body, 'status')) ?? row?.status ?? null;
  const said = [detail, message, ...failures.map((each) => textOf(own(each, 'message'))), title];

  return {
    code: row?.code ?? codes[0] ?? (status === null ? 'UNKNOWN' : `HTTP_${status}`),
    known: row !== undefined,
    status,
    message: said.find((text) => isSome(text) && !isBlank(text)) ?? null,
    detail,
    title,
    type,
    instance,
    timestamp,
    fields: fieldsOf(own(body, 'errors')),
  };
}

/** Whether a text is JSON; one byte order mark at its start is none of it. */
export function parse(text) {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

export const isEmpty = (text) => /^\ufeff?[ \t\r\n]*$/.test(text);

function fieldsOf(errors) {
  if (Array.isArray(errors)) return errors.filter(isObject).map(entryOf).filter(isSome);
  if (!isObject(errors)) return [];
  const entry = entryOf(errors);
  if (entry) return [entry];
  return Object.entries(errors).flatMap(([field, value]) =>
    [value].flat().flatMap((message) => (typeof message === 'string' ? { field, message } : [])),
  );
}

function entryOf(entry) {
  const field = textOf(own(entry, 'field'));
  const message = textOf(own(entry, 'message'));
  if (field === null && message === null) return undefined;
  return { field: field ?? '', message: message ?? '' };
}

function codeOf(value) {
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  // Integers that are exact; the generator writes no 1e3 and no 1.0.
  return /^(?=.{1,15}$)-?\d+$/.test(String(value)) ? String(value) : undefined;
}

function rowOf(code) {
  const spelling = trim(code)
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replaceAll('-', '_');
  return catalogue.find((row) => row.code === spelling);
}

function rowOfSlug(type) {
  if (type === null) return undefined;
  const slug = type
    .replace(/[?#].*$/s, '')
    .replace(/\/$/, '')
    .split('/')
    .at(-1);
  const row = rowOf(slug);
  return row?.api === 'connectpsp' ? row : undefined;
}

function statusOf(value) {
  return Number.isInteger(value) && value >= 100 && value <= 599 ? value : undefined;
}

const trim = (text) => text.replace(/^[ \t\n\f\r]+|[ \t\n\f\r]+$/g, '');
const isBlank = (text) => trim(text) === '';
const isSome = (value) => value !== undefined && value !== null;
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOrEmpty = (value) => (isObject(value) ? value : {});
const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);
const textOf = (value) => (typeof value === 'string' ? value : null);
