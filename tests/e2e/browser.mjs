// Chromium, watched: everything that must not happen on the page is written down as it happens.

import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';

const TOOLS = process.env.WAXSEAL_TOOLS ?? `${process.env.HOME}/.cache/waxseal`;
const require = createRequire(`${TOOLS}/tests/`);
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The source of axe-core, to be run in the page. */
export const axeSource = () => require('axe-core').source;

/** Starts Chromium; the caller closes it. */
export async function startBrowser() {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: run scripts/setup.sh test`);
  return require('playwright-core').chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** A new page with its own profile, given to `prepare` before it goes anywhere. `faults` collects console errors, exceptions, CSP violations and foreign requests. */
export async function openPage(browser, url, { prepare, ...options } = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      faults.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    // Leaving the page ends its streams: no fault.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      faults.push(`request failed: ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (!['data:', 'blob:'].includes(target.protocol) && target.origin !== origin)
      faults.push(`request to another origin: ${request.url()}`);
  });
  await page.exposeFunction('reportViolation', (text) => faults.push(`content security policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  await prepare?.(page);
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}
