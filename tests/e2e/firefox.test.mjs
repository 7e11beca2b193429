// The page in Firefox ESR: every kind of view does there what it does in Chromium, and nothing is complained of.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { openFirefoxPage, startFirefox } from './firefox.mjs';
import { ask, assertAccessible, assertNothingSticksOut, browser, inWorld, onPageAt, relay } from './harness.mjs';

const SCREENSHOTS = new URL('../../target/screenshots/', import.meta.url).pathname;
const SETTLED_MS = 60_000;
/** Of a long page, as much as one looks at. */
const HIGHEST = 6_000;

let firefox;

inWorld();

before(async () => {
  firefox = await startFirefox();
});

after(async () => {
  await firefox?.close();
});

/** Opens a place of the page, gives it to the test, and insists that nothing happened that must not. */
async function onFirefox(hash, act, { of = firefox, ...size } = {}) {
  const { page, faults, close } = await openFirefoxPage(of, `${relay.url}${hash}`, size);
  try {
    page.setDefaultTimeout(SETTLED_MS);
    await heading(page);
    await act(page);
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
}

/** The words of the heading of the page, once it is there. */
async function heading(page) {
  await page.waitForSelector('main h1');
  return textOf(page, 'main h1');
}

const textOf = (page, selector) => page.$eval(selector, (element) => element.innerText.trim());
const textsOf = (page, selector) => page.$$eval(selector, (elements) => elements.map((element) => element.innerText.trim()));
const press = (page, name) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
const see = (page, text) => page.waitForFunction((text) => document.querySelector('main').innerText.includes(text), {}, text);

/** The letter, once nothing is awaited any more. */
async function settledGrade(page) {
  await page.waitForFunction(() => {
    const grade = document.querySelector('#grade');
    return grade && grade.getAttribute('aria-busy') !== 'true' && !document.querySelector('progress');
  });
  return textOf(page, '#grade');
}

async function picture(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
  const clip = { x: 0, y: 0, width, height: Math.min(height, HIGHEST) };
  await page.screenshot({ path: `${SCREENSHOTS}firefox-${name}.png`, clip });
}

describe('a check', () => {
  for (const domain of ['good.lab', 'no-tls-backup.lab'])
    test(`of ${domain} from the home page ends in the grade that it has in Chromium`, () =>
      onFirefox('', async (page) => {
        assert.match(await heading(page), /mail/i);
        await page.locator('main input[type=text]').fill(domain);
        await page.keyboard.press('Enter');
        const [grade, inChromium] = await Promise.all([
          settledGrade(page),
          onPageAt(browser, relay.url, async (chromium) => ({
            grade: await ask(chromium, domain),
            findings: await chromium.locator('.finding').count(),
          })),
        ]);
        assert.equal(await heading(page), domain);
        assert.deepEqual({ grade, findings: (await page.$$('.finding')).length }, inChromium);
        await picture(page, `${domain}-1280-light`);

        // What it was is in the history.
        await page.locator('nav a[href="#/history"]').click();
        await see(page, domain);
        await page.locator(`main a[href="#/history/${domain}"]`).click();
        await page.waitForFunction((domain) => document.title.includes(domain), {}, domain);
        await see(page, grade.split(/\s/)[0]);
      }));
});

test('a sample opens, and a link with its report opens elsewhere with the same grade', () =>
  onFirefox('#/sample', async (page) => {
    await page.locator('main a[href="#/sample/policy-mismatch"]').click();
    const grade = await settledGrade(page);
    await page.$$eval('main details', (all) => all.forEach((details) => { details.open = true; }));
    await assertNothingSticksOut(page);
    await press(page, 'Make a link with this report');
    await page.waitForSelector('#report-link');
    const link = new URL(await page.$eval('#report-link', (field) => field.value));
    assert.match(link.hash, /^#\/r\/1\.[\w-]+$/);
    await onFirefox(link.hash, async (fresh) => {
      assert.equal(await settledGrade(fresh), grade);
      await see(fresh, 'Shared by link: what it says was not verified here');
    });
  }));

test('the look that is chosen in the settings holds at once and after a reload', () =>
  onFirefox('#/settings', async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.locator('input[name=theme][value=dark]').click();
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    const dark = await ground();
    assert.notEqual(dark, light);
    await assertAccessible(page, 'dark');
    await page.reload();
    await heading(page);
    assert.equal(await ground(), dark);
  }));

test('many domains: three names come to three rows', () =>
  onFirefox('#/many', async (page) => {
    await page.waitForSelector('#domain-list');
    await page.locator('#domain-list').fill('usual.plain\nnull-mx.lab\ncert-expired.lab');
    await press(page, 'Check 3 domains');
    await page.waitForFunction(() => document.querySelector('#progress-heading')?.innerText === 'Finished');
    assert.deepEqual(await page.$$eval('.many-table tbody th a', (links) => links.map((link) => link.firstChild.textContent)), [
      'usual.plain',
      'null-mx.lab',
      'cert-expired.lab',
    ]);
    assert.deepEqual(await textsOf(page, '.many-table .grade strong'), ['A', '–', 'C']);
    await assertAccessible(page);
    await picture(page, 'many-finished-1280-light');
    await press(page, 'New list');
    await page.waitForFunction(() => document.activeElement?.id === 'domain-list');
  }));

test('the keyboard leads through a page to read, and where it is can be seen', () =>
  onFirefox('', async (page) => {
    const { keyboard } = page;
    await keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.innerText), /skip/i);
    for (let stop = 0; stop < 12; stop += 1) {
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return 'nothing has the focus';
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        const { top, bottom, width } = element.getBoundingClientRect();
        const isShown = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
        return isShown && width > 0 && bottom > 0 && top < innerHeight ? '' : `${element.outerHTML.slice(0, 120)}: ${outlineStyle} ${outlineWidth}`;
      });
      assert.equal(seen, '', `stop ${stop}`);
      if (await page.evaluate(() => document.activeElement.matches('nav a[href="#/learn"]'))) break;
      await keyboard.press('Tab');
    }
    await keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.matches('main h1') && /^#\/learn/.test(location.hash));
    await page.waitForSelector('main a[href="#/learn/starttls"]');
    await page.focus('main a[href="#/learn/starttls"]');
    await keyboard.press('Enter');
    await see(page, 'STARTTLS');
    await page.waitForFunction(() => document.activeElement?.matches('main h1') && location.hash === '#/learn/starttls');
    await page.waitForFunction(() => document.querySelectorAll('main h2').length > 1);
    await assertAccessible(page);
  }));

describe('on a phone and on a desk, light and dark, nothing sticks out', () => {
  const views = { home: '', settings: '#/settings', topic: '#/learn/starttls', many: '#/many', history: '#/history', sample: '#/sample/typical' };
  for (const colorScheme of ['light', 'dark'])
    test(colorScheme, async () => {
      const of = colorScheme === 'light' ? firefox : await startFirefox({ colorScheme });
      try {
        for (const [name, hash] of Object.entries(views))
          await onFirefox(
            hash,
            async (page) => {
              for (const width of [320, 1280]) {
                await page.setViewport({ width, height: 900 });
                await page.waitForFunction(() => !/^(Loading|One moment)/.test(document.querySelector('main h1').innerText));
                if (hash.startsWith('#/sample/')) await settledGrade(page);
                await assertNothingSticksOut(page, `${name} at ${width}, ${colorScheme}`);
                await picture(page, `${name}-${width}-${colorScheme}`);
              }
              assert.equal(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), colorScheme === 'dark');
            },
            { of },
          );
      } finally {
        if (of !== firefox) await of.close();
      }
    });
});
