// The documented handler's way: parse, switch over the code, make a result of six members.

// Made once, as anybody would who cares for speed.
const decoder = new TextDecoder();

export const textOf = (bytes) => decoder.decode(bytes);

export const fromText = (status, text) => resultOf(status, JSON.parse(text));
export const fromBytes = (status, bytes) => resultOf(status, JSON.parse(decoder.decode(bytes)));

/** The object that an application goes on with. */
export function resultOf(status, error) {
  return {
    code: error.code,
    status,
    action: actionOf(error.code),
    title: error.title,
    message: error.detail ?? error.message,
    fields: error.errors ?? [],
  };
}

function actionOf(code) {
  switch (code) {
    case '1000':
    case 'MISSING_END_TO_END_ID':
      return 'retry';
    case '4002':
    case 'INVALID_CREDENTIALS':
    case 'TOKEN_EXPIRED':
    case 'INVALID_APPLICATION_TOKEN':
    case 'INVALID_SIGNATURE':
      return 're-auth';
    case '4001':
    case '4004':
    case '4005':
    case 'CASH_IN_NOT_PAID':
    case 'CASH_IN_ALREADY_REFUNDED':
    case 'CASH_IN_EXPIRED':
    case 'CASH_IN_CANCELLED':
    case 'PIX_KEY_NOT_FOUND':
    case 'DUPLICATED_EXTERNAL_REFERENCE':
    case 'RETROACTIVE_BALANCE_NOT_IMPLEMENTED':
    case 'INVALID_AMOUNT':
    case 'NOT_FOUND':
    case 'VALIDATION_ERROR':
      return 'user-fix';
    case '4003':
    case 'INSUFFICIENT_FUNDS':
    case 'RULE_VIOLATION':
    case 'INSUFFICIENT_PROPRIETARY_FUNDS':
    case 'INSUFFICIENT_TRANSACTIONAL_FUNDS':
      return 'escalate';
    default:
      return 'escalate';
  }
}
