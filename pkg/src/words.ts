// Generated from the Rust core by `npm run generate`. Do not edit.

/** The two APIs. */
export const apis = [
  'connxt',
  'connectpsp',
] as const;
/** The two APIs. */
export type Api = (typeof apis)[number];

/** What the caller does. */
export const actions = [
  'retry',
  're-auth',
  'user-fix',
  'escalate',
] as const;
/** What the caller does. */
export type Action = (typeof actions)[number];

/** The concrete next step. */
export const remedies = [
  'resend',
  'wait-for-settlement',
  'refresh-token',
  're-sign',
  'replace-credentials',
  'request-access',
  'fix-fields',
  'fix-pix-key',
  'check-id',
  'use-existing',
  'already-done',
  'wait-for-payment',
  'create-new',
  'add-funds',
  'use-current-balance',
  'follow-redirect',
  'fix-integration',
  'contact-support',
] as const;
/** The concrete next step. */
export type Remedy = (typeof remedies)[number];

/** Who can take the next step. */
export const actors = [
  'client',
  'end-user',
  'developer',
  'operator',
  'provider',
] as const;
/** Who can take the next step. */
export type Actor = (typeof actors)[number];

/** May money or data have moved? */
export const outcomes = [
  'not-executed',
  'executed',
  'unknown',
] as const;
/** May money or data have moved? */
export type Outcome = (typeof outcomes)[number];

/** Why no further attempt is made. */
export const giveUps = [
  'not-retryable',
  'attempts',
  'budget',
  'deadline',
  'aborted',
  'not-idempotent',
  'body-not-replayable',
  'retry-after-too-long',
  'reauth-failed',
] as const;
/** Why no further attempt is made. */
export type GiveUp = (typeof giveUps)[number];

/** What a body turned out to be. */
export const formats = [
  'json',
  'text',
  'empty',
  'too-large',
] as const;
/** What a body turned out to be. */
export type Format = (typeof formats)[number];

/** What is documented of each code. */
export interface KnownCodes {
  /** The server failed (connxt 500). */
  '1000': {
    api: 'connxt';
    status: 500;
    action: 'retry';
    remedy: 'resend';
    actor: 'client';
  };
  /** The request has missing or invalid fields (connxt 400). */
  '4001': {
    api: 'connxt';
    status: 400;
    action: 'user-fix';
    remedy: 'fix-fields';
    actor: 'end-user';
  };
  /** The secret token is missing, wrong or expired (connxt 401). */
  '4002': {
    api: 'connxt';
    status: 401;
    action: 're-auth';
    remedy: 'refresh-token';
    actor: 'client';
  };
  /** The token lacks a permission (connxt 403). */
  '4003': {
    api: 'connxt';
    status: 403;
    action: 'escalate';
    remedy: 'request-access';
    actor: 'operator';
  };
  /** The resource does not exist (connxt 404). */
  '4004': {
    api: 'connxt';
    status: 404;
    action: 'user-fix';
    remedy: 'check-id';
    actor: 'developer';
  };
  /** The resource exists already (connxt 409). */
  '4005': {
    api: 'connxt';
    status: 409;
    action: 'user-fix';
    remedy: 'use-existing';
    actor: 'end-user';
  };
  /** The client id or the client secret is wrong (connectpsp 401). */
  INVALID_CREDENTIALS: {
    api: 'connectpsp';
    status: 401;
    action: 're-auth';
    remedy: 'replace-credentials';
    actor: 'operator';
  };
  /** The access token has expired (connectpsp 401). */
  TOKEN_EXPIRED: {
    api: 'connectpsp';
    status: 401;
    action: 're-auth';
    remedy: 'refresh-token';
    actor: 'client';
  };
  /** The application token is missing or names no integration (connectpsp 401). */
  INVALID_APPLICATION_TOKEN: {
    api: 'connectpsp';
    status: 401;
    action: 're-auth';
    remedy: 'replace-credentials';
    actor: 'operator';
  };
  /** The digital signature is missing or wrong (connectpsp 422). */
  INVALID_SIGNATURE: {
    api: 'connectpsp';
    status: 422;
    action: 're-auth';
    remedy: 're-sign';
    actor: 'client';
  };
  /** The charge is not paid yet, so it cannot be refunded (connectpsp 422). */
  CASH_IN_NOT_PAID: {
    api: 'connectpsp';
    status: 422;
    action: 'user-fix';
    remedy: 'wait-for-payment';
    actor: 'end-user';
  };
  /** The charge is refunded already (connectpsp 422). */
  CASH_IN_ALREADY_REFUNDED: {
    api: 'connectpsp';
    status: 422;
    action: 'user-fix';
    remedy: 'already-done';
    actor: 'developer';
  };
  /** The charge expired without a payment (connectpsp 422). */
  CASH_IN_EXPIRED: {
    api: 'connectpsp';
    status: 422;
    action: 'user-fix';
    remedy: 'create-new';
    actor: 'end-user';
  };
  /** The charge was cancelled (connectpsp 422). */
  CASH_IN_CANCELLED: {
    api: 'connectpsp';
    status: 422;
    action: 'user-fix';
    remedy: 'create-new';
    actor: 'end-user';
  };
  /** The payment has not settled yet, so it cannot be refunded (connectpsp 422). */
  MISSING_END_TO_END_ID: {
    api: 'connectpsp';
    status: 422;
    action: 'retry';
    remedy: 'wait-for-settlement';
    actor: 'client';
  };
  /** The transactional account does not cover the withdrawal (connectpsp 422). */
  INSUFFICIENT_FUNDS: {
    api: 'connectpsp';
    status: 422;
    action: 'escalate';
    remedy: 'add-funds';
    actor: 'operator';
  };
  /** The PIX key belongs to no account (connectpsp 422). */
  PIX_KEY_NOT_FOUND: {
    api: 'connectpsp';
    status: 422;
    action: 'user-fix';
    remedy: 'fix-pix-key';
    actor: 'end-user';
  };
  /** A withdrawal with this external reference exists already (connectpsp 409). */
  DUPLICATED_EXTERNAL_REFERENCE: {
    api: 'connectpsp';
    status: 409;
    action: 'user-fix';
    remedy: 'use-existing';
    actor: 'developer';
  };
  /** The banking partner's rules forbid the operation (connectpsp 422). */
  RULE_VIOLATION: {
    api: 'connectpsp';
    status: 422;
    action: 'escalate';
    remedy: 'contact-support';
    actor: 'operator';
  };
  /** The proprietary account does not cover the top-up (connectpsp 422). */
  INSUFFICIENT_PROPRIETARY_FUNDS: {
    api: 'connectpsp';
    status: 422;
    action: 'escalate';
    remedy: 'add-funds';
    actor: 'operator';
  };
  /** The transactional account does not cover the sweep (connectpsp 422). */
  INSUFFICIENT_TRANSACTIONAL_FUNDS: {
    api: 'connectpsp';
    status: 422;
    action: 'escalate';
    remedy: 'add-funds';
    actor: 'operator';
  };
  /** Balances of past dates are not available (connectpsp 422). */
  RETROACTIVE_BALANCE_NOT_IMPLEMENTED: {
    api: 'connectpsp';
    status: 422;
    action: 'user-fix';
    remedy: 'use-current-balance';
    actor: 'developer';
  };
  /** The amount must be greater than zero (connectpsp 422). */
  INVALID_AMOUNT: {
    api: 'connectpsp';
    status: 422;
    action: 'user-fix';
    remedy: 'fix-fields';
    actor: 'end-user';
  };
  /** The application has no such transaction (connectpsp 404). */
  NOT_FOUND: {
    api: 'connectpsp';
    status: 404;
    action: 'user-fix';
    remedy: 'check-id';
    actor: 'developer';
  };
  /** One or more fields are missing or invalid (connectpsp 400). */
  VALIDATION_ERROR: {
    api: 'connectpsp';
    status: 400;
    action: 'user-fix';
    remedy: 'fix-fields';
    actor: 'end-user';
  };
}

/** One of the 25 documented codes. */
export type KnownCode = keyof KnownCodes;

/** What an error without a known code has its user message by. */
export type StatusKey =
  | 'no-response'
  | 'redirection'
  | 'invalid-content'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'wrong-use'
  | 'try-later'
  | 'conflict'
  | 'refused'
  | 'server-error'
  | 'not-an-error'
  | 'nothing-changed';

/** Bodies over this many bytes are not read: 1 MiB. */
export const MAX_BODY_BYTES = 1048576;

/** At most this many field errors are kept of one body. */
export const MAX_FIELDS = 1000;
