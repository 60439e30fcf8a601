/**
 * What the APIs would refuse, found before the request is sent: the answer is the one that they
 * would give, decoded. What only they know (balances, accounts, references in use) is not checked.
 *
 * @packageDocumentation
 */
import { checkOptions } from '../check.js';
import {
  decode,
  type FieldError,
  type KnownCode,
  type MessageOptions,
  PspError,
} from '../index.js';
import { messageChecks } from '../messages.js';
import { readCashOut } from './cash-out.js';
import { issuesOf } from './credential.js';
import { describeIssues, Fields, isRecord } from './fields.js';
import { whyNobodys } from './pix-keys.js';
import { readRebalance } from './rebalance.js';
import { readRefund } from './refund.js';

/**
 * Checks the body of `POST /cash-out`: what is required, the amount, CPF or CNPJ, the PIX key.
 *
 * @example
 * ```js
 * const error = checkCashOut(payload);
 * if (error) show(error.userMessage, error.fields);
 * ```
 * @param request what would be sent as JSON
 * @param options in which words `userMessage` is
 * @returns the error that ConnectPSP would answer with, not thrown; `null` if there is none to be seen
 * @throws TypeError for what cannot be written as JSON, and for a wrong option
 */
export function checkCashOut(request: unknown, options: MessageOptions = {}): PspError | null {
  return check(request, options, 'checkCashOut()', (fields) => {
    const { destination } = readCashOut(fields).payee;
    if (destination.type !== 'PIX' || fields.issues.length > 0) return null;
    const message = whyNobodys(destination.pixKeyType, destination.pixKey);
    if (message === null) return null;
    return refusal('PIX_KEY_NOT_FOUND', options, [{ field: 'payee.destination.pixKey', message }]);
  });
}

/**
 * Checks the body of `POST /cash-in/{id}/refund`.
 *
 * @param request what would be sent as JSON
 * @param options in which words `userMessage` is
 * @returns the error that ConnectPSP would answer with, not thrown; `null` if there is none to be seen
 * @throws TypeError for what cannot be written as JSON, and for a wrong option
 */
export function checkRefund(request: unknown, options: MessageOptions = {}): PspError | null {
  return check(request, options, 'checkRefund()', (fields) => {
    readRefund(fields);
    return null;
  });
}

/**
 * Checks the body of `POST /account/rebalance`.
 *
 * @param request what would be sent as JSON
 * @param options in which words `userMessage` is
 * @returns the error that ConnectPSP would answer with, not thrown; `null` if there is none to be seen
 * @throws TypeError for what cannot be written as JSON, and for a wrong option
 */
export function checkRebalance(request: unknown, options: MessageOptions = {}): PspError | null {
  return check(request, options, 'checkRebalance()', (fields) => {
    const { isPositive } = readRebalance(fields);
    if (isPositive || fields.issues.length > 0) return null;
    return refusal('INVALID_AMOUNT', options, [
      { field: 'targetAmount', message: 'must be greater than zero' },
    ]);
  });
}

/**
 * Checks a credential against the `credentialSchema` of a Connxt flow action. Needs the peer
 * `@cfworker/json-schema`, which is loaded at the first call.
 *
 * @example
 * ```js
 * const error = await checkCredential(action.credentialSchema, credential);
 * ```
 * @param schema the JSON Schema, as Connxt gave it
 * @param credential what would be sent as JSON
 * @param options in which words `userMessage` is
 * @returns the error that Connxt would answer with; it names members of the credential, never a value
 * @throws TypeError (as a rejection) for a schema that is none, what cannot be written as JSON, or a wrong option
 */
export async function checkCredential(
  schema: object,
  credential: unknown,
  options: MessageOptions = {},
): Promise<PspError | null> {
  checkOptions(options, messageChecks, 'checkCredential()', '');
  const json = asJson(credential, 'checkCredential()');
  if (json == null)
    return refusal('4001', options, [{ field: 'credential', message: 'is required' }]);
  const issues = await issuesOf(schema, json);
  if (issues.length === 0) return null;
  const message = `does not fit the credentialSchema: ${describeIssues(issues)}`;
  return refusal('4001', options, [{ field: 'credential', message }]);
}

function check(
  request: unknown,
  options: MessageOptions,
  where: string,
  read: (fields: Fields) => PspError | null,
): PspError | null {
  checkOptions(options, messageChecks, where, '');
  const json = asJson(request, where);
  if (!isRecord(json))
    return refusal('VALIDATION_ERROR', options, [], 'The body must be a JSON object.');
  const fields = new Fields(json);
  const refused = read(fields);
  return fields.issues.length > 0 ? refusal('VALIDATION_ERROR', options, fields.issues) : refused;
}

/** What the API would get: without what is undefined, with what `toJSON` gives, no NaN. */
function asJson(value: unknown, where: string): unknown {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`${where} takes what can be written as JSON`, { cause });
  }
}

/** The status and all else are the catalogue's. No request was sent. */
function refusal(
  code: KnownCode,
  options: MessageOptions,
  errors: readonly FieldError[],
  detail = describeIssues(errors),
): PspError {
  return new PspError(decode({ body: { code, detail, errors } }, options), { attempts: 0 });
}
