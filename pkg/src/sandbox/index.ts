/**
 * Both APIs in memory, for tests and demos: every documented error can be provoked by a real request, money really
 * moves on a ledger, and faults strike on demand.
 *
 * | ConnectPSP | Connxt, under `/connxt/v2` |
 * |---|---|
 * | `POST /auth/token` | `GET /flows` |
 * | `POST /cash-in`, `GET /cash-in/{id}` | `GET /flows/{flowId}/actions` |
 * | `POST /cash-in/{id}/refund` (signed) | `GET /psps`, `POST /psps` |
 * | `POST /cash-out` (signed), `GET /cash-out/{id}` | `GET /psps/{pspId}`, `DELETE /psps/{pspId}` |
 * | `POST /account/rebalance` (signed) | `GET /psps/{pspId}/consent` (302) |
 * | `GET /account/balance?date=YYYY-MM-DD` | |
 *
 * What makes a difference:
 *
 * | send | and get |
 * |---|---|
 * | Pix key `nowhere@sandbox.example`, any other kind made of zeros (`+55000…`), a CPF, CNPJ or Brazilian telephone number that cannot be anybody's | `PIX_KEY_NOT_FOUND` at once |
 * | Pix key `closed@sandbox.example` | 202; at settlement `FAILED`, failure `PIX_KEY_NOT_FOUND`, money back |
 * | Pix key `returned@sandbox.example` | 202; `COMPLETED`, and one settlement time later `REFUNDED` |
 * | Pix key `stuck@sandbox.example` | 202; `PROCESSING` for ever |
 * | a cash-out above the `cashOutLimit` | `RULE_VIOLATION` |
 * | a cash-out above what is available | `INSUFFICIENT_FUNDS`; a cash-in counts when it has settled |
 * | a refund before the settlement of its cash-in | `MISSING_END_TO_END_ID` |
 * | a sweep of money that has not settled | `INSUFFICIENT_TRANSACTIONAL_FUNDS` |
 * | a balance of a `date` before today (UTC) | `RETROACTIVE_BALANCE_NOT_IMPLEMENTED` |
 * | the read-only `X-SECRET-TOKEN` with a write | `4003` |
 * | `flowActionId` `action-unreachable-bank` | `1000` |
 * | the header `X-Sandbox-Fault` with a {@link FaultName} | that fault |
 *
 * Where the public documentation is silent, the sandbox chooses:
 *
 * - A missing or unknown Bearer token is `TOKEN_EXPIRED`, like an expired one.
 * - `X-Idempotency-Key` is optional, must be a UUID v4, and keeps only what succeeded: after a refusal the key is free
 *   again. The same key with another path or body is a 422 without a code. `POST /auth/token` takes no notice of it.
 * - An `externalReference` stays taken by a cash-out that failed later on; a refused one does not take it.
 * - A cash-out is debited when it is accepted. A refund is debited at once and needs that much to be available.
 * - A rebalance to the present balance succeeds and moves nothing.
 * - `GET /cash-out/{id}` also finds a cash-out by its `externalReference`.
 * - What has no documented code (an unknown path, a body above 256 KiB) has none here: `about:blank`.
 * - Webhooks are made, never sent: {@link Sandbox.webhook}.
 *
 * @packageDocumentation
 */

export type { BankAccount, Destination } from '../requests/cash-out.js';
export type { Party } from '../requests/party.js';
export type { PixKeyType } from '../requests/pix-keys.js';
export type { RefundReason } from '../requests/refund.js';
export type { Api } from './api.js';
export type { CashIn, CashInStatus, Refund } from './cash-in.js';
export type { CashOut, CashOutStatus } from './cash-out.js';
export type { Clock, ClockKind } from './clock.js';
export type { ConnxtCode } from './connxt-error.js';
export type { Credentials } from './credentials.js';
export type { FaultPlan, Faults } from './fault-plan.js';
export type { Fault, FaultMatch, FaultName, FaultTarget } from './faults.js';
export { FAULT_NAMES } from './faults.js';
export type { Account, LedgerEntry, LedgerReason } from './ledger.js';
export type { ConnectPspCode } from './problem.js';
export type { Psp } from './psps.js';
export type { SeenRequest } from './request-log.js';
export type { AuthorizationHeaders, Sandbox, SandboxOptions } from './sandbox.js';
export { createSandbox } from './sandbox.js';
export type { SandboxState } from './state.js';
export type { Webhook, WebhookEvent } from './webhook.js';
