import type { DecodedError, PspError } from 'psp-errors';
import { type Problem, toProblem, toResponse } from 'psp-errors/problem';

declare const decoded: DecodedError;
declare const thrown: PspError;

toProblem(decoded) satisfies Problem;
toProblem(thrown).action satisfies 'retry' | 're-auth' | 'user-fix' | 'escalate';
toResponse(thrown) satisfies Response;

// @ts-expect-error: no error of ours
toProblem(new Error('x'));
// @ts-expect-error: nothing
toResponse();
