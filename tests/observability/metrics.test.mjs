// The metrics of a process that makes 10 000 calls, by the real OpenTelemetry SDK and its Prometheus
// exporter, read over HTTP, and beside them what the sandbox has seen.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { samplesOf, scrapeAfter } from './scrape.mjs';

const CALLS = 10_000;

let samples;
let requests;

before(
  async () => {
    const scraped = await scrapeAfter(CALLS);
    samples = samplesOf(scraped.text);
    requests = scraped.requests;
  },
  { timeout: 600_000 },
);

const named = (...names) => samples.filter(({ name }) => names.includes(name));
const sum = (some) => some.reduce((total, { value }) => total + value, 0);

/** Sums of the samples by what a request ended with. */
function byEnd(some) {
  const table = {};
  for (const { labels, value } of some) {
    const { psp_api, error_type = 'ok', http_response_status_code = 'none' } = labels;
    const end = `${psp_api} ${error_type} ${http_response_status_code}`;
    table[end] = (table[end] ?? 0) + value;
  }
  return table;
}

/** What the sandbox's log says that a request ended with, as its client is to see it. */
function endOf({ api, status, apiStatus, apiCode, fault }) {
  if (status === null) return `${api} NETWORK_ERROR none`;
  const isCut = fault === 'execute-then-truncate';
  if (status < 300) return isCut ? `${api} NETWORK_ERROR none` : `${api} ok ${status}`;
  if (fault === null) return `${api} ${apiCode} ${apiStatus}`;
  const isGeneric = fault === 'error-500' || fault === 'execute-then-500';
  return `${api} ${api === 'connxt' && isGeneric ? '1000' : `HTTP_${status}`} ${status}`;
}

function countEnds(some) {
  const table = {};
  for (const request of some) table[endOf(request)] = (table[endOf(request)] ?? 0) + 1;
  return table;
}

describe('the text that Prometheus reads', () => {
  test('has as many requests as the sandbox, by api, code and status', () => {
    const counted = byEnd(named('psp_client_calls_total', 'psp_client_retries_total'));
    assert.deepEqual(counted, countEnds(requests));
    // Nobody is to be pleased with a run in which nothing went wrong.
    for (const end of [
      ...['connectpsp ok 202', 'connectpsp ok 200', 'connxt ok 200', 'connxt 4001 400'],
      ...['connectpsp NETWORK_ERROR none', 'connectpsp HTTP_429 429', 'connectpsp HTTP_503 503'],
      ...['connectpsp DUPLICATED_EXTERNAL_REFERENCE 409', 'connectpsp PIX_KEY_NOT_FOUND 422'],
      ...['connectpsp TOKEN_EXPIRED 401', 'connectpsp INVALID_AMOUNT 422', 'connxt 1000 500'],
    ]) {
      assert.ok(counted[end] > 0, end);
    }
  });

  test('has every call once, and its last answer', () => {
    assert.equal(sum(named('psp_client_calls_total')), CALLS);
    assert.equal(sum(named('psp_client_retries_total')), requests.length - CALLS);
    // All attempts of a payment have one idempotency key, and no other payment has it.
    const last = new Map();
    for (const request of requests) {
      if (request.idempotencyKey !== null) last.set(request.idempotencyKey, request);
    }
    const payments = named('psp_client_calls_total').filter(
      ({ labels }) => labels.psp_api === 'connectpsp' && labels.http_request_method === 'POST',
    );
    assert.deepEqual(byEnd(payments), countEnds(last.values()));
  });

  test('has a duration of every call, in seconds', () => {
    assert.equal(sum(named('psp_client_call_duration_count')), CALLS);
    const all = named('psp_client_call_duration_bucket').filter(({ labels }) => labels.le === '60');
    assert.equal(sum(all), CALLS);
    const mean = sum(named('psp_client_call_duration_sum')) / CALLS;
    assert.ok(mean > 0.0005 && mean < 5, `${mean} s`);
  });

  test('has few series', () => {
    assert.ok(named('psp_client_calls_total').length < 80);
    assert.ok(named('psp_client_retries_total').length < 30);
  });

  test('says what to do, and where money may have moved', () => {
    const calls = named('psp_client_calls_total');
    for (const { labels } of calls) {
      assert.equal('error_type' in labels, 'psp_action' in labels);
      assert.equal('error_type' in labels, 'psp_outcome' in labels);
      assert.equal(labels.server_address, '127.0.0.1');
    }
    const actions = new Set(calls.map(({ labels }) => labels.psp_action));
    assert.ok(actions.has('user-fix') && actions.has('escalate'));
  });
});
