// Started by a test, as a process of its own. A shop: makes calls to the APIs at the given address, 50 at a time, and has its metrics scraped.
// Says `{"ready":"<address of the metrics>"}` when it is through, and ends with its standard input.
import { createServer } from 'node:http';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createFetch, digitalSignature, isPspError } from 'psp-errors';
import { createMetrics } from 'psp-errors/opentelemetry';

const AT_A_TIME = 50;

const { url, calls, credentials } = JSON.parse(process.argv[2]);
const { clientId, clientSecret, applicationToken, cryptoToken, secretToken } = credentials;

// Its own server takes no port of the system's choice.
const exporter = new PrometheusExporter({ preventServerStart: true });
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
const hooks = createMetrics();

const signIn = async () => {
  const body = JSON.stringify({ clientId, clientSecret });
  const response = await fetch(`${url}/auth/token`, { method: 'POST', body });
  return (await response.json()).accessToken;
};
let accessToken = await signIn();
const retry = { attempts: 3, baseMs: 1, capMs: 5, maxRetryAfterMs: 0, budget: false };
const connectpsp = createFetch({
  ...{ api: 'connectpsp', retry, ...hooks },
  auth: {
    applicationToken,
    token: () => accessToken,
    refresh: async () => {
      accessToken = await signIn();
      return accessToken;
    },
    sign: (token) => digitalSignature(token, cryptoToken),
  },
});
const connxt = createFetch({
  ...{ api: 'connxt', retry, ...hooks },
  auth: { token: () => secretToken },
});

const post = (body) => ({ method: 'POST', body: JSON.stringify(body) });
const payee = (pixKey) => ({
  ...{ name: 'Ana Souza', document: '12345678909' },
  destination: { type: 'PIX', pixKeyType: 'EMAIL', pixKey },
});
const pay = (externalReference, amount = 1, pixKey = 'ana@example.com') =>
  connectpsp(`${url}/cash-out`, post({ amount, externalReference, payee: payee(pixKey) }));

/** What a shop may do, one after the other. */
const kinds = [
  (index) => pay(`invoice-${index}`),
  (index) => pay(`invoice-${index}`),
  (index) => pay(`invoice-${index}`, 1, 'nowhere@sandbox.example'),
  (index) => pay(`invoice-${index}`, -1),
  (index) => pay(`invoice-${index}`, 1_000_000),
  () => pay('invoice-0'),
  () => connectpsp(`${url}/cash-out/nobody`),
  () => connectpsp(`${url}/account/balance`),
  () => connectpsp(`${url}/account/balance?date=2020-01-01`),
  () => connectpsp(`${url}/account/rebalance`, post({ targetAmount: 0 })),
  () => connxt(`${url}/connxt/v2/flows`),
  () => connxt(`${url}/connxt/v2/psps/nobody`),
  () => connxt(`${url}/connxt/v2/psps`, post({})),
];

let next = 0;
const work = async () => {
  while (next < calls) {
    const index = next;
    next += 1;
    try {
      await kinds[index % kinds.length](index);
    } catch (error) {
      if (!isPspError(error)) throw error;
    }
  }
};
await Promise.all(Array.from({ length: AT_A_TIME }, work));

const server = createServer((request, answer) =>
  exporter.getMetricsRequestHandler(request, answer),
);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const ready = `http://127.0.0.1:${server.address().port}/metrics`;
process.stdout.write(`${JSON.stringify({ ready })}\n`);
process.stdin.resume().on('end', () => process.exit());
