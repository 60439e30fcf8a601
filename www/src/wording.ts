// The closed words of the package, said in plain English.
import type { Actor, Api, DecodedError, Outcome, Remedy } from 'psp-errors';

const remedyWords: Readonly<Record<Remedy, string>> = {
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
export function remedySentence({ remedy, outcome }: DecodedError): string {
  // The first try may have gone through: a repeat is right only where it does not count twice.
  return remedy === 'resend' && outcome === 'unknown'
    ? 'Send the same request again after a short wait, if that cannot pay twice.'
    : remedyWords[remedy];
}

export const actorWords: Readonly<Record<Actor, string>> = {
  client: 'Your software, by itself',
  'end-user': 'The person who uses your app',
  developer: 'A developer of your app',
  operator: 'Whoever runs your account',
  provider: 'The payment provider',
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  'not-executed': 'No, nothing was executed',
  executed: 'Yes, it was done already',
  unknown: 'Perhaps: nothing tells yet',
};

export const apiWords: Readonly<Record<Api | 'unknown', string>> = {
  connxt: 'Connxt API V2',
  connectpsp: 'ConnectPSP',
  unknown: 'Nothing tells which',
};

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What one should know of how the verdict came about. */
export function notesOn(error: DecodedError): string[] {
  const notes: string[] = [];
  if (error.statusMismatch) {
    notes.push(
      'The body names another status than the response had. The one of the response counts.',
    );
  }
  if (!error.known) notes.push(`${reason(error)} ${whatDecided(error)}`);
  return notes;
}

function reason(error: DecodedError): string {
  switch (error.format) {
    case 'empty':
      return 'There is no body.';
    case 'text':
      return 'The body is not JSON.';
    case 'too-large':
      return 'The body is over 1 MiB and was not read.';
    case 'json':
      return 'The body has none of the 25 documented codes.';
  }
}

function whatDecided(error: DecodedError): string {
  if (error.status === null) return 'There is no status either, so nothing tells what happened.';
  return error.status === 0
    ? 'No response came, and that decided.'
    : `The HTTP status ${error.status} decided.`;
}
