// What the page of the benchmark offers to the one who drives it.
import { bodies } from './bodies-of-page';
import { measurePart } from './cases.mjs';

globalThis.measure = ({ part, ...options }) => measurePart(part, bodies, options);
