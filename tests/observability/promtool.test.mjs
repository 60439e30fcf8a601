// The alert rules ring when they should, and rules and dashboard ask for what the exporter gives.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { catalogue } from 'psp-errors';
import { samplesOf, scrapeAfter } from './scrape.mjs';

const folder = fileURLToPath(new URL('../../pkg/docs/observability', import.meta.url));
const promtool = (args, input) =>
  execFileSync(process.env.PROMTOOL ?? 'promtool', args, {
    ...{ cwd: folder, encoding: 'utf8', input, stdio: 'pipe' },
  });

const dashboard = JSON.parse(await readFile(join(folder, 'dashboard.json'), 'utf8'));
const alerts = await readFile(join(folder, 'alerts.yml'), 'utf8');
/** What Grafana puts in the place of its variables. */
const filledIn = (expression) =>
  expression
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '3h')
    .replaceAll('$psp_api', '.*');
const shown = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => filledIn(expr)));

let text;
let samples;

before(
  async () => {
    ({ text } = await scrapeAfter(200));
    samples = samplesOf(text);
  },
  { timeout: 300_000 },
);

describe('the alert rules', () => {
  test('are rules', () => {
    assert.match(promtool(['check', 'rules', 'alerts.yml']), /SUCCESS: 6 rules found/);
  });

  test('ring where they should, and nowhere else', () => {
    assert.match(promtool(['test', 'rules', 'alerts.test.yml']), /SUCCESS/);
  });

  test('are each tested, ringing and silent', async () => {
    const tests = await readFile(join(folder, 'alerts.test.yml'), 'utf8');
    for (const [, name] of alerts.matchAll(/- alert: (\w+)/g)) {
      const after = tests.split(`alertname: ${name}\n`).slice(1);
      const isSilent = (part) => /^\s+exp_alerts: \[\]\n/.test(part);
      const silent = after.filter(isSilent).length;
      assert.ok(silent > 0 && after.length > silent, name);
    }
  });
});

describe('the dashboard', () => {
  test('asks what Prometheus understands', async (t) => {
    const own = await mkdtemp(join(tmpdir(), 'psp-errors-'));
    t.after(() => rm(own, { recursive: true, force: true }));
    const rules = shown.map((expr, index) => ({ record: `panel:${index}`, expr }));
    const file = join(own, 'panels.json');
    // JSON is YAML, too.
    await writeFile(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
    assert.match(
      promtool(['check', 'rules', file]),
      new RegExp(`SUCCESS: ${shown.length} rules found`),
    );
  });

  test('has panels beside each other, none above another', () => {
    const taken = new Set();
    for (const { gridPos, id } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(x < 24 && !taken.has(`${x} ${y}`), `panel ${id}`);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });
});

describe('rules and dashboard name', () => {
  const all = [...shown, alerts];
  const mentioned = (pattern) => [
    ...new Set(all.flatMap((each) => [...each.matchAll(pattern)].map(([, word]) => word))),
  ];

  test('metrics that the exporter gives, with the unit in the name or without', () => {
    const given = new Set(samples.map(({ name }) => name));
    const names = mentioned(/\b(psp_client_[\w()?]+)/g);
    assert.equal(names.length, 3);
    for (const name of names) {
      const pattern = new RegExp(`^${name}$`);
      assert.ok(
        [...given].some((each) => pattern.test(each)),
        name,
      );
    }
    const withUnit = names.find((name) => name.includes('_seconds'));
    assert.match('psp_client_call_duration_seconds_bucket', new RegExp(`^${withUnit}$`));
  });

  test('labels that the exporter gives', () => {
    const given = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
    const filters = mentioned(/[{,]\s*(\w+)\s*(?:=|!=|=~|!~)"/g);
    const groups = mentioned(/by \(([\w, ]+)\)/g).flatMap((list) => list.split(', '));
    const names = new Set([...filters, ...groups].filter((name) => name !== '__name__'));
    assert.ok(names.size >= 6, [...names].join());
    for (const name of names) assert.ok(given.has(name), name);
  });

  test('codes and actions that there are', () => {
    const codes = catalogue.map(({ code }) => code);
    const actions = catalogue.map(({ action }) => action);
    const words = (label) =>
      mentioned(new RegExp(`${label}=~?"([^"]+)"`, 'g')).flatMap((list) => list.split('|'));
    for (const word of words('error_type')) {
      const pattern = new RegExp(`^${word}$`);
      assert.ok(
        codes.some((code) => pattern.test(code)),
        word,
      );
    }
    assert.ok(words('error_type').length >= 5);
    for (const word of words('psp_action')) assert.ok(actions.includes(word), word);
    assert.deepEqual(words('psp_outcome'), ['unknown']);
  });
});

test('what the exporter gives is well formed to Prometheus', () => {
  const unreadable = { status: 1 };
  assert.throws(() => promtool(['check', 'metrics'], `${text}psp client 1\n`), unreadable);
  promtool(['check', 'metrics'], text);
});
