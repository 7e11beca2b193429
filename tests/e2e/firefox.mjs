// Firefox ESR, watched as browser.mjs watches Chromium. The stock browser is driven by WebDriver BiDi.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const TOOLS = process.env.WAXSEAL_TOOLS ?? `${process.env.HOME}/.cache/waxseal`;
const require = createRequire(`${TOOLS}/tests/`);
const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
/** What the system prefers, as the browser tells it to pages. */
const DARK_OR_LIGHT = { dark: 0, light: 1 };

/** Starts Firefox on a system that prefers light or dark; the caller closes it. */
export async function startFirefox({ colorScheme = 'light' } = {}) {
  if (!existsSync(FIREFOX)) throw new Error(`${FIREFOX} is missing: run scripts/setup.sh test`);
  const { default: puppeteer } = await import(pathToFileURL(require.resolve('puppeteer-core')));
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    extraPrefsFirefox: { 'layout.css.prefers-color-scheme.content-override': DARK_OR_LIGHT[colorScheme] },
  });
}

/**
 * A new page with a profile of its own. `faults` collects console errors and warnings, exceptions, CSP violations, failed
 * and foreign requests.
 */
export async function openFirefoxPage(firefox, url, { width = 1280, height = 900 } = {}) {
  const context = await firefox.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height });
  const faults = [];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    if (['error', 'warn', 'warning'].includes(message.type())) faults.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    // Leaving the page ends its streams: no fault.
    const why = request.failure()?.errorText;
    if (why !== 'NS_BINDING_ABORTED') faults.push(`request failed: ${request.url()}: ${why}`);
  });
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (!['data:', 'blob:'].includes(target.protocol) && target.origin !== origin)
      faults.push(`request to another origin: ${request.url()}`);
  });
  await page.exposeFunction('reportViolation', (text) => faults.push(`content security policy: ${text}`));
  await page.evaluateOnNewDocument(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}
