// The page in a real browser, served by the relay, in the test world: what a person sees and does.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { requireWorld, startRelay } from '../world/programs.mjs';
import { axeSource, openPage, startBrowser } from './browser.mjs';

const SCREENSHOTS = new URL('../../target/screenshots/', import.meta.url).pathname;
const VERDICT_MS = 60_000;

let relay;
let browser;

before(async () => {
  requireWorld();
  mkdirSync(SCREENSHOTS, { recursive: true });
  relay = await startRelay();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  relay?.stop();
});

/** Opens the page, gives it to the test, and insists that nothing happened that must not. */
async function onPage(act, options) {
  const { page, faults, close } = await openPage(browser, relay.url, options);
  try {
    await act(page);
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
}

const field = (page) => page.getByRole('textbox', { name: /domain/i });
const button = (page) => page.getByRole('button', { name: /^check/i });

/** Types a domain, asks, and waits until the grade is final. */
async function ask(page, domain) {
  await field(page).fill(domain);
  await button(page).click();
  return settledGrade(page);
}

/** The letter, once nothing is awaited any more. */
async function settledGrade(page) {
  const grade = page.locator('#grade');
  await grade.waitFor({ timeout: VERDICT_MS });
  await page.waitForFunction(
    () => document.querySelector('#grade')?.getAttribute('aria-busy') !== 'true' && !document.querySelector('progress'),
    null,
    {
      timeout: VERDICT_MS,
    },
  );
  return (await grade.innerText()).trim();
}

describe('the grade', () => {
  test('a good domain', () =>
    onPage(async (page) => {
      assert.match(await ask(page, 'good.lab'), /\bA\+?/);
      assert.match(page.url(), /#\/check\/good\.lab$/);
    }));

  test('a broken domain', () =>
    onPage(async (page) => {
      assert.match(await ask(page, 'no-tls-backup.lab'), /\bD\b/);
      const text = await page.getByRole('main').innerText();
      assert.match(text, /mx2\.no-tls-backup\.lab/);
      assert.match(text, /STARTTLS/);
    }));

  test('a link to a check runs it', () =>
    onPage(async (page) => {
      await page.goto(`${relay.url}#/check/cert-expired.lab`);
      assert.match(await settledGrade(page), /\bC\b/);
    }));

  test('a name that is none is refused with the reason, and nothing is asked', () =>
    onPage(async (page) => {
      const asked = [];
      page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
      await field(page).fill('not a name');
      await button(page).click();
      await page.waitForSelector('[aria-invalid="true"]');
      assert.deepEqual(asked, []);
    }));
});

test('by keyboard alone', () =>
  onPage(async (page) => {
    // Whatever stands before the field is passed by Tab.
    for (let presses = 0; presses < 20; presses += 1) {
      if (await field(page).evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    assert.ok(
      await field(page).evaluate((element) => element === document.activeElement),
      'the field is not reached by Tab',
    );
    await page.keyboard.type('good.lab');
    await page.keyboard.press('Enter');
    assert.match(await settledGrade(page), /\bA\+?/);
  }));

describe('looks', () => {
  const looks = [
    ['light', { colorScheme: 'light', viewport: { width: 1280, height: 900 } }],
    ['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 900 } }],
    ['narrow', { colorScheme: 'light', viewport: { width: 320, height: 800 } }],
  ];
  for (const [name, options] of looks) {
    test(`${name}: accessible, and nothing sticks out`, () =>
      onPage(async (page) => {
        await page.screenshot({ path: `${SCREENSHOTS}${name}-start.png`, fullPage: true });
        await assertAccessible(page);
        await ask(page, 'cert-expired-backup.lab');
        await page.screenshot({ path: `${SCREENSHOTS}${name}-report.png`, fullPage: true });
        await assertAccessible(page);
        const [content, window] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(content <= window, `${content} pixels wide in a window of ${window}`);
      }, options));
  }
});

/** No violation that axe-core calls serious or critical. */
async function assertAccessible(page) {
  await page.evaluate(axeSource());
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run();
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html)}`);
  });
  assert.deepEqual(violations, []);
}
