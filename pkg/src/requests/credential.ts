import type { OutputUnit, Schema, SchemaDraft } from '@cfworker/json-schema';
import type { FieldIssue } from './fields.js';

/**
 * What is wrong with a value by a JSON Schema: one issue per member. The validator interprets the
 * schema, where others compile it to code, which a Content-Security-Policy forbids.
 */
export async function issuesOf(schema: object, value: unknown): Promise<readonly FieldIssue[]> {
  const { Validator } = await load();
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new TypeError('checkCredential() takes a JSON Schema, an object');
  }
  let errors: readonly OutputUnit[];
  try {
    ({ errors } = new Validator(schema as Schema, draftOf(schema), false).validate(value));
  } catch (cause) {
    throw new TypeError('checkCredential() takes a JSON Schema that can be used', { cause });
  }
  const issues = new Map<string, FieldIssue>();
  for (const error of errors) {
    if (WRAPPERS.has(error.keyword)) continue;
    const issue = issueOf(error, schema);
    if (!issues.has(issue.field)) issues.set(issue.field, issue);
  }
  // A wrapper alone says at least that something is wrong.
  if (issues.size === 0 && errors.length > 0) {
    return [{ field: 'the value', message: 'does not fit' }];
  }
  return [...issues.values()];
}

/** They say that something inside does not fit, which has an error of its own. */
const WRAPPERS = new Set(['properties', 'patternProperties', 'items', 'prefixItems', '$ref']);

async function load(): Promise<typeof import('@cfworker/json-schema')> {
  try {
    return await import('@cfworker/json-schema');
  } catch (cause) {
    throw new Error(
      'checkCredential() needs @cfworker/json-schema: npm install @cfworker/json-schema',
      { cause },
    );
  }
}

function draftOf(schema: object): SchemaDraft {
  const named = /draft-0?(4|7)|draft\/(2019-09)/.exec(String((schema as Schema).$schema));
  return (named?.[1] ?? named?.[2] ?? '2020-12') as SchemaDraft;
}

/** In words of our own: some of the validator's show the value, which is a secret. */
function issueOf(
  { keyword, instanceLocation, keywordLocation, error }: OutputUnit,
  schema: object,
) {
  const path = membersOf(instanceLocation);
  const wanted = valueAt(schema, membersOf(keywordLocation));
  const issue = (field: readonly string[], message: string): FieldIssue => ({
    field: field.length > 0 ? field.join('.') : 'the value',
    message,
  });
  switch (keyword) {
    case 'required': {
      // The one place where the validator says which member it is.
      const name = /property "(.*)"/.exec(error)?.[1];
      return name === undefined
        ? issue(path, 'lacks what is required')
        : issue([...path, name], 'is required');
    }
    case 'type':
      return issue(
        path,
        `must be ${typeof wanted === 'string' ? article(wanted) : 'of another type'}`,
      );
    case 'maxLength':
      return issue(path, `must not be longer than ${wanted} characters`);
    case 'minLength':
      return issue(path, `must not be shorter than ${wanted} characters`);
    case 'pattern':
      return issue(path, `must be text that matches ${wanted}`);
    default:
      return issue(path, `does not fit: ${keyword}`);
  }
}

function article(type: string): string {
  return `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** The members that a JSON pointer names. */
function membersOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((member) => decodeURIComponent(member).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isThere ? valueAt((value as Record<string, unknown>)[name], rest) : undefined;
}
