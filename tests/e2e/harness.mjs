// What the tests of the page have in common: asking, waiting, and what must hold of every view.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { axeSource, openPage } from './browser.mjs';

const SCREENSHOTS = new URL('../../target/screenshots/', import.meta.url).pathname;
const VERDICT_MS = 60_000;

/** Opens a page at a URL, gives it to the test, and insists that nothing happened that must not, but for `expected`. */
export async function onPageAt(browser, url, act, { expected = () => false, ...options } = {}) {
  const { page, faults, close } = await openPage(browser, url, options);
  try {
    await act(page);
    assert.deepEqual(
      faults.filter((fault) => !expected(fault)),
      [],
    );
  } finally {
    await close();
  }
}

export const field = (page) => page.getByRole('textbox', { name: /domain/i });
export const button = (page) => page.getByRole('button', { name: /^check/i });

/** Types a domain, asks, and waits until the grade is final. */
export async function ask(page, domain) {
  await field(page).fill(domain);
  await button(page).click();
  return settledGrade(page);
}

/** The letter, once nothing is awaited any more. */
export async function settledGrade(page, { timeout = VERDICT_MS } = {}) {
  const grade = page.locator('#grade');
  await grade.waitFor({ timeout });
  await page.waitForFunction(
    () => document.querySelector('#grade')?.getAttribute('aria-busy') !== 'true' && !document.querySelector('progress'),
    null,
    { timeout },
  );
  return (await grade.innerText()).trim();
}

/** Presses Tab until an element has the focus; what stands before it is passed. */
export async function tabTo(page, target, most = 60) {
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < most && !(await isThere()); presses += 1) await page.keyboard.press('Tab');
  assert.ok(await isThere(), `${target} is not reached by Tab`);
}

/** Keeps a picture of the whole page for whoever wants to look. */
export async function picture(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
}

/** No violation that axe-core calls serious or critical. */
export async function assertAccessible(page) {
  await page.evaluate(axeSource());
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run();
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html)}`);
  });
  assert.deepEqual(violations, []);
}

/** The page is no wider than its window. */
export async function assertNothingSticksOut(page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${content} pixels wide in a window of ${window}`);
}
