// The closed words of the package, said in plain English.

import type { Action, Actor, Outcome, Remedy } from '../words.js';

export const actionWords: Readonly<Record<Action, string>> = {
  retry: 'send the same request again, later',
  're-auth': 'renew what proves who is calling',
  'user-fix': 'the request itself has to change',
  escalate: 'somebody has to look at it',
};

export const remedyWords: Readonly<Record<Remedy, string>> = {
  resend: 'Send the same request again after a short wait.',
  'wait-for-settlement': 'Wait until the payment has settled, then send the request again.',
  'refresh-token': 'Get a new token, then send the request once more.',
  're-sign': 'Sign the request anew, then send it once more.',
  'replace-credentials': 'Put the right credentials in place: a new token would not help.',
  'request-access': 'Ask for the permission that is missing.',
  'fix-fields': 'Correct the fields that were refused, then send the request again.',
  'fix-pix-key': 'Ask for another PIX key: this one belongs to no account.',
  'check-id': 'Check the id: nothing was found under it.',
  'use-existing': 'Use the one that exists already instead of making another.',
  'already-done': 'Do nothing: this was done before.',
  'wait-for-payment': 'Wait until the charge has been paid.',
  'create-new': 'Create a new charge: this one can no longer be paid.',
  'add-funds': 'Add funds to the account, then send the request again.',
  'use-current-balance': 'Ask for the current balance: those of past dates are not available.',
  'follow-redirect': 'Follow the redirect that the server asks for.',
  'fix-integration': 'Correct the code that makes the request: the server does not take it so.',
  'contact-support': 'Contact support: no software can solve this by itself.',
};

/** What to do, in a sentence. */
export function remedySentence(remedy: Remedy, outcome: Outcome): string {
  // The first try may have gone through: a repeat is right only where it does not count twice.
  return remedy === 'resend' && outcome === 'unknown'
    ? 'Send the same request again after a short wait, if that cannot pay twice.'
    : remedyWords[remedy];
}

export const actorWords: Readonly<Record<Actor, string>> = {
  client: 'the software, by itself',
  'end-user': 'the person who uses the app',
  developer: 'a developer of the app',
  operator: 'whoever runs the account',
  provider: 'the payment provider',
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  'not-executed': 'no, nothing was executed',
  executed: 'yes, it was done already',
  unknown: 'perhaps: look before you send it again',
};
