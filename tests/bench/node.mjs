// Drives the measurement in Node: each part, and each start-up, in a fresh process.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bodies } from './bodies.mjs';
import { parts } from './parts.mjs';
import { compareStartups, folder, sourceOf, startups } from './startups.mjs';

export async function measureInNode({ rounds, sampleMs, startupRounds }) {
  const rows = [];
  for (const part of parts) {
    const options = JSON.stringify({ part, rounds, sampleMs });
    rows.push(...JSON.parse(await node([join(folder, 'node-part.mjs'), options])));
  }
  const [body] = bodies.documented;
  const once = async (name) => {
    const source = sourceOf(startups[name], startups[name].from, body, 'console.log');
    return Number(await node(['--input-type=module', '--eval', source]));
  };
  rows.push(...(await compareStartups(once, startupRounds)));
  return { version: `Node ${process.versions.node}`, rows };
}

async function node(args) {
  // Module names of the source are resolved from the folder it runs in.
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 2 ** 26,
  });
  return stdout;
}
