import { describeIssues, type FieldIssue, type Fields } from '../requests/fields.js';
import { type Clock, isoTime } from './clock.js';
import { ConnxtError } from './connxt-error.js';
import { type CredentialSchema, findFlowAction, UNREACHABLE_BANK } from './flows.js';
import { type Random, uuid } from './random.js';

/** A connected payment service provider, as Connxt shows it; its credential is never shown again. */
export interface Psp {
  readonly pspId: string;
  readonly name: string;
  readonly flowActionId: string;
  readonly createdAt: string;
}

const MOST_PSPS = 1_000;

/** The PSPs that were connected through Connxt. */
export class Psps {
  readonly #byId = new Map<string, Psp>();
  readonly #random: Random;
  readonly #clock: Clock;

  constructor(random: Random, clock: Clock) {
    this.#random = random;
    this.#clock = clock;
  }

  get all(): readonly Psp[] {
    return [...this.#byId.values()];
  }

  create(fields: Fields): Psp {
    const name = fields.text('name', { max: 100 });
    const flowActionId = fields.text('flowActionId');
    // Whether the credential fits can be said only of a known action; what is missing is said at once.
    const credential = fields.record('credential');
    if (fields.issues.length > 0) throw new ConnxtError('4001', undefined, fields.issues);

    const action = findFlowAction(flowActionId);
    if (action === undefined) throw new ConnxtError('4004', 'No flow action has that id');
    checkCredential(fields, credential, action.credentialSchema);
    if (fields.issues.length > 0) throw new ConnxtError('4001', undefined, fields.issues);
    if (this.all.some((psp) => psp.name === name))
      throw new ConnxtError('4005', 'Another PSP has that name');
    if (flowActionId === UNREACHABLE_BANK) throw new ConnxtError('1000');
    if (this.#byId.size >= MOST_PSPS) throw new ConnxtError(503, 'The sandbox is full; reset it');

    const createdAt = isoTime(this.#clock.now());
    const psp = Object.freeze({ pspId: uuid(this.#random), name, flowActionId, createdAt });
    this.#byId.set(psp.pspId, psp);
    return psp;
  }

  get(id: string): Psp {
    const psp = this.#byId.get(id);
    if (psp === undefined) throw new ConnxtError('4004', 'No PSP has that id');
    return psp;
  }

  delete(id: string): void {
    this.#byId.delete(this.get(id).pspId);
  }
}

/** As much of JSON Schema as the flow actions use. What does not fit is reported under the one field `credential`. */
const checkCredential = (
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  { properties, required }: CredentialSchema,
): void => {
  const issues: FieldIssue[] = [];
  const reject = (field: string, message: string) => issues.push({ field, message });
  for (const name of required) if (!Object.hasOwn(values, name)) reject(name, 'is required');
  for (const [name, { pattern, maxLength }] of Object.entries(properties)) {
    if (!Object.hasOwn(values, name)) continue;
    const value = values[name];
    if (typeof value !== 'string') reject(name, 'must be a string');
    else if ([...value].length > maxLength)
      reject(name, `must not be longer than ${maxLength} characters`);
    else if (!new RegExp(pattern, 'u').test(value))
      reject(name, `must be text that matches ${pattern}`);
  }
  if (issues.length > 0) {
    fields.reject('credential', `does not fit the credentialSchema: ${describeIssues(issues)}`);
  }
};
