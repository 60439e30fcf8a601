import * as v from 'valibot';
import { resultOf, textOf } from '../documented.mjs';

const schema = v.object({
  code: v.string(),
  type: v.optional(v.string()),
  title: v.optional(v.string()),
  status: v.optional(v.number()),
  detail: v.optional(v.string()),
  timestamp: v.optional(v.string()),
  message: v.optional(v.string()),
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
});

export const fromText = (status, text) => resultOf(status, v.parse(schema, JSON.parse(text)));
export const fromBytes = (status, bytes) => fromText(status, textOf(bytes));
