export { type CoreRestart, catalogue, mask, onRestart } from './core.js';
export { classify, decode } from './decode.js';
export { digitalSignature } from './digital-signature.js';
export { createFetch, type PspFetch } from './fetch/create-fetch.js';
export type {
  Auth,
  CallOptions,
  EndEvent,
  FetchOptions,
  PspRequestInit,
  RetryEvent,
  RetryOptions,
} from './fetch/options.js';
export { type Handlers, handle, type Redirect } from './handle.js';
export type { MessageOptions, Messages } from './messages.js';
export { type Attempt, planRetry, type RetryPlan, type RetryPolicy } from './plan-retry.js';
export { type FailedRequest, isPspError, PspError, type PspErrorOptions } from './psp-error.js';
export { decodeResponse } from './response.js';
export type {
  CatalogueRow,
  DecodedError,
  DecodeOptions,
  ErrorInput,
  FieldError,
  HeadersLike,
  Known,
  NotKnown,
  UnknownCode,
  Verdict,
} from './types.js';
export type {
  Action,
  Actor,
  Api,
  Format,
  GiveUp,
  KnownCode,
  KnownCodes,
  Outcome,
  Remedy,
  StatusKey,
} from './words.js';
