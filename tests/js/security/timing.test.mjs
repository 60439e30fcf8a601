// A claim of pkg/docs/threat-model.md: how long a comparison of the sandbox's takes does not tell how
// much of a guess was right. Counted, not timed: how many characters are looked at.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox } from 'psp-errors/sandbox';

const sandbox = createSandbox();
const { clientId, clientSecret, secretToken } = sandbox.credentials;
const right = await sandbox.signIn();
const body = JSON.stringify({ amount: 1 });

/** The same, with another character at the index; -1 is the last. */
function wrongAt(text, index) {
  const at = index < 0 ? text.length + index : index;
  return `${text.slice(0, at)}${text[at] === 'z' ? 'y' : 'z'}${text.slice(at + 1)}`;
}

/** Counts the characters that are looked at while a request with this secret is refused. */
async function charactersLookedAt(t, send, secret) {
  let count = 0;
  const { charCodeAt } = String.prototype;
  const counting = t.mock.method(String.prototype, 'charCodeAt', function at(index) {
    // Of nothing but what is compared: others look at characters, too.
    if (this.length === secret.length && new Error().stack.includes('equalInConstantTime'))
      count += 1;
    return charCodeAt.call(this, index);
  });
  const { status } = await send(secret);
  counting.mock.restore();
  return { count, status };
}

const compared = {
  DigitalSignature: [
    right.DigitalSignature,
    (DigitalSignature) =>
      sandbox.fetch('/cash-out', { method: 'POST', headers: { ...right, DigitalSignature }, body }),
    422,
  ],
  ApplicationToken: [
    right.ApplicationToken,
    (ApplicationToken) =>
      sandbox.fetch('/account/balance', { headers: { ...right, ApplicationToken } }),
    401,
  ],
  clientSecret: [
    clientSecret,
    (secret) =>
      sandbox.fetch('/auth/token', {
        method: 'POST',
        body: JSON.stringify({ clientId, clientSecret: secret }),
      }),
    401,
  ],
  'X-SECRET-TOKEN': [
    secretToken,
    (token) => sandbox.fetch('/connxt/v2/flows', { headers: { 'X-SECRET-TOKEN': token } }),
    401,
  ],
};

for (const [name, [secret, send, refused]] of Object.entries(compared)) {
  test(`${name}: all of a wrong one is looked at, wherever it is wrong`, async (t) => {
    const looks = [];
    for (const index of [0, 1, Math.floor(secret.length / 2), -1]) {
      const { count, status } = await charactersLookedAt(t, send, wrongAt(secret, index));
      assert.equal(status, refused);
      looks.push(count);
    }
    assert.ok(looks[0] >= secret.length, String(looks));
    assert.deepEqual(
      looks,
      looks.map(() => looks[0]),
    );
  });
}
