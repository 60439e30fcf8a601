// The browser of the tests: Chromium and its driver.
import { SetupError, step } from './step.mjs';
import { findOnPath, installWithApt } from './tools.mjs';

/** For tests without a display, as root too, and without Chromium's own traffic to the network. */
export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const advice =
  'Chromium or chromedriver is missing: install both (on Debian: the packages chromium and chromium-driver), ' +
  'or set CHROMIUM and CHROMEDRIVER to their paths, then run this command again.';

/** Makes sure of both programs and returns their paths. */
export async function installChromium(env) {
  let browser = findBrowser(env);
  const install = async () => {
    await installWithApt(['chromium', 'chromium-driver'], advice, env);
    browser = findBrowser(env);
  };
  await step('Chromium and chromedriver', install, { isDone: () => isComplete(browser) });
  if (!isComplete(browser)) {
    throw new SetupError(advice);
  }
  return browser;
}

function findBrowser(env) {
  return {
    chromium: findProgram('CHROMIUM', ['chromium', 'chromium-browser', 'google-chrome'], env),
    chromedriver: findProgram('CHROMEDRIVER', ['chromedriver'], env),
  };
}

function findProgram(variable, names, env) {
  if (!env[variable]) {
    return findOnPath(names, env);
  }
  const program = findOnPath([env[variable]], env);
  if (program === null) {
    throw new SetupError(
      `${variable} is set to ${env[variable]}, which is no program: correct or unset it.`,
    );
  }
  return program;
}

function isComplete({ chromium, chromedriver }) {
  return chromium !== null && chromedriver !== null;
}
