// One part of the measurement in a fresh Node process; the options are the argument, the rows the output.
import { bodies } from './bodies.mjs';
import { measurePart } from './cases.mjs';

const { part, ...options } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(await measurePart(part, bodies, options)));
