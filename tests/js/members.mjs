/** The 20 members of a decoded error, in the order of the contract. */
export const members = [
  'api',
  'code',
  'known',
  'status',
  'action',
  'remedy',
  'actor',
  'outcome',
  'title',
  'message',
  'userMessage',
  'fields',
  'retryAfterMs',
  'type',
  'detail',
  'instance',
  'timestamp',
  'docs',
  'format',
  'statusMismatch',
];

/** The members that a verdict has, too. */
export const verdictMembers = ['api', 'code', 'known', 'action', 'remedy', 'actor', 'outcome'];

/** The named members of an object, as a plain object. */
export function pick(object, names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}
