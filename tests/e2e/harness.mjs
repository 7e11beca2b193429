// What the tests of the page have in common: asking, waiting, and what must hold of every view.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before } from 'node:test';
import { requireWorld, startRelay } from '../world/programs.mjs';
import { axeSource, openPage, startBrowser } from './browser.mjs';

const SCREENSHOTS = new URL('../../target/screenshots/', import.meta.url).pathname;
const VERDICT_MS = 60_000;
const HIGHEST = 16_000;

/** The relay with the page and the browser of a file of tests that calls `inWorld`. */
export let relay;
export let browser;

/** For all tests of a file: a relay in the test world, and a browser. */
export function inWorld() {
  before(async () => {
    requireWorld();
    relay = await startRelay();
    browser = await startBrowser();
  });

  after(async () => {
    await browser?.close();
    relay?.stop();
  });
}

/** Opens a page at a URL, gives it to the test and tells what that found, and insists that nothing happened that must not, but for `expected`. */
export async function onPageAt(browser, url, act, { expected = () => false, ...options } = {}) {
  const { page, faults, close } = await openPage(browser, url, options);
  try {
    const found = await act(page);
    assert.deepEqual(
      faults.filter((fault) => !expected(fault)),
      [],
    );
    return found;
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

/** Keeps a picture of the whole page, or as much of it as Chromium can draw, for whoever wants to look. */
export async function picture(page, name, highest = HIGHEST) {
  const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
  const clip = { x: 0, y: 0, width, height: Math.min(height, highest) };
  await screenshot(page, name, { fullPage: true, clip });
}

/** Keeps a picture of what is in the window: one of the whole page makes Chromium forget a size of text set from here. */
export const windowPicture = (page, name) => screenshot(page, name, {});

async function screenshot(page, name, options) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, ...options });
}

/** Opens whatever can be opened, also what comes to be by opening. */
export async function openEverything(page) {
  for (let left = 5; left > 0; left -= 1) {
    const opened = await page.evaluate(async () => {
      const closed = [...document.querySelectorAll('details:not([open])')];
      for (const details of closed) details.open = true;
      // Two frames: what opening calls for is there.
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return closed.length;
    });
    if (opened === 0) return;
  }
}

/** No violation that axe-core knows of, whatever it makes of its weight; by the debugger, past the page’s policy. */
export async function assertAccessible(page, where = '') {
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axeSource());
  const violations = await page.evaluate(async () => {
    // WCAG 2.2 wants targets of 24 pixels; axe-core leaves that out unless told.
    const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
    const { violations } = await window.axe.run(options);
    return violations.map(
      ({ id, impact, help, nodes }) => `${id} (${impact}): ${help}: ${nodes.slice(0, 5).map(({ html }) => html)}`,
    );
  });
  assert.deepEqual(violations, [], where);
}

/** The page is no wider than its window. */
export async function assertNothingSticksOut(page, where = '') {
  assert.deepEqual(await whatSticksOut(page), [], where);
}

/** As wide as a sheet of A4 between its margins, nothing is cut, and there is nothing to press. */
export async function assertOnPaper(page, name) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 688, height: 1000 });
  await assertNothingSticksOut(page, 'on paper');
  // The headings of a table and the names in it are buttons, and are words on paper.
  const pressed = await page.evaluate(() =>
    [...document.querySelectorAll('main :is(button, input, select, textarea)')]
      .filter((element) => !element.matches('.sort, .line-opener') && element.checkVisibility())
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  assert.deepEqual(pressed, []);
  const halves = await page.evaluate(() => [...document.querySelectorAll('main .icon .outline')].filter((outline) => getComputedStyle(outline).display === 'none').length);
  assert.equal(halves, 0, 'signs without their outline');
  await picture(page, name);
  await page.emulateMedia({ media: 'screen' });
}

/** The innermost elements that are wider than the window, if the page is. */
export async function whatSticksOut(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isOut = (element) => element.getBoundingClientRect().right > clientWidth + 0.5;
    const isScrolled = (element) => getComputedStyle(element).overflowX !== 'visible';
    const outside = [...document.body.querySelectorAll('*')].filter((element) => {
      if (!isOut(element) || [...element.children].some(isOut)) return false;
      for (let outer = element.parentElement; outer; outer = outer.parentElement) if (isScrolled(outer) && !isOut(outer)) return false;
      return true;
    });
    const path = (element) => (element ? `${path(element.parentElement)} ${element.localName}${[...element.classList].map((name) => `.${name}`).join('')}` : '');
    const name = (element, right) => `${path(element).split(' ').slice(-4).join(' ')} to ${Math.round(right)}`;
    const names = outside.slice(0, 4).map((element) => name(element, element.getBoundingClientRect().right));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (names.length < 4 && walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const right = Math.max(0, ...[...range.getClientRects()].map((line) => line.right));
      if (right > clientWidth + 0.5 && !isScrolled(walker.currentNode.parentElement)) names.push(name(walker.currentNode.parentElement, right));
    }
    return [`${scrollWidth} pixels wide in a window of ${clientWidth}: ${names.join('; ')}`];
  });
}
