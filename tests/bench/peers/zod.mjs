import * as z from 'zod';
import { resultOf, textOf } from '../documented.mjs';

const schema = z.object({
  code: z.string(),
  type: z.string().optional(),
  title: z.string().optional(),
  status: z.number().optional(),
  detail: z.string().optional(),
  timestamp: z.string().optional(),
  message: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export const fromText = (status, text) => resultOf(status, schema.parse(JSON.parse(text)));
export const fromBytes = (status, bytes) => fromText(status, textOf(bytes));
