import { Ajv } from 'ajv';
import { resultOf, textOf } from '../documented.mjs';

const string = { type: 'string' };

const isError = new Ajv().compile({
  type: 'object',
  required: ['code'],
  properties: {
    code: string,
    type: string,
    title: string,
    status: { type: 'number' },
    detail: string,
    timestamp: string,
    message: string,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: string, message: string },
      },
    },
  },
});

export function fromText(status, text) {
  const error = JSON.parse(text);
  if (!isError(error)) throw new Error('Not an error body');
  return resultOf(status, error);
}

export const fromBytes = (status, bytes) => fromText(status, textOf(bytes));
