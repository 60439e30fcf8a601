// The bodies that are measured, by group; the members of a group take turns.
import { responses } from '../fixtures/responses.mjs';

const documented = (name) => {
  const { status, body } = responses.find((response) => response.name === name);
  return { status, text: body };
};

// Of the documented responses, those whose bodies stand in the documentation word for word.
const short = [documented('connxt-4002'), documented('connxt-4005')];
const long = [documented('connxt-4001'), documented('connectpsp-INSUFFICIENT_FUNDS')];

/** 40 field errors in 4 KiB. */
function validationError() {
  const errors = Array.from({ length: 40 }, (_, index) => ({
    field: `flowTargets[${index}].credential.clientId`,
    message: 'Credential does not match credentialSchema',
  }));
  return JSON.stringify({
    timestamp: '2025-12-12T08:55:04Z',
    code: '4001',
    message: 'Validation failed',
    errors,
  });
}

const portuguese = {
  type: 'https://connect-psp.redocly.app/errors/insufficient-funds',
  title: 'Saldo insuficiente',
  status: 422,
  code: 'INSUFFICIENT_FUNDS',
  detail: 'A operação não pôde ser concluída: o saldo disponível é de R$ 100,00.',
};

export const bodies = {
  short,
  long,
  // After its own parts: the group that has a budget is not the one that warms the process up.
  documented: [...short, ...long],
  validation: [{ status: 400, text: validationError() }],
  portuguese: [{ status: 422, text: JSON.stringify(portuguese, null, 2) }],
};

export const groupTitles = {
  documented: 'the four documented bodies',
  short: 'short documented bodies',
  long: 'long documented bodies',
  validation: '4 KiB, 40 field errors',
  portuguese: 'Portuguese, not ASCII',
};
