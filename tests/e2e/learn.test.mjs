// What there is to read, in a real browser: every page has its title, its heading and its way back, and fits everywhere.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ask, assertAccessible, assertNothingSticksOut, browser, inWorld, onPageAt, picture, relay, tabTo } from './harness.mjs';

const LEARN = JSON.parse(readFileSync(new URL('../../frontend/public/learn.json', import.meta.url)));
const EXPLAINED = JSON.parse(readFileSync(new URL('../../frontend/public/explanations.json', import.meta.url)));
const CODES = EXPLAINED.explanations.map(({ code }) => code);
const SOME = ['dane-mismatch', 'mx-unknown', 'starttls-missing', 'submission-tls-old', 'bimi-absent'];

inWorld();

const onPage = (act, options) => onPageAt(browser, relay.url, act, options);
const heading = (page) => page.locator('main h1');

/** Goes to a place of the page and waits until its text is there. */
async function goTo(page, hash) {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.waitForFunction(() => !/Loading/.test(document.querySelector('main')?.innerText ?? 'Loading'));
}

const places = [
  ['#/learn', 'Learn'],
  ...LEARN.topics.map(({ word, title }) => [`#/learn/${word}`, title]),
  ['#/grading', LEARN.grading.title],
  ['#/findings', 'All findings'],
];

describe('every page', () => {
  for (const [name, options] of [
    ['light', { colorScheme: 'light', viewport: { width: 1280, height: 900 } }],
    ['dark', { colorScheme: 'dark', viewport: { width: 768, height: 900 } }],
    ['narrow', { colorScheme: 'light', viewport: { width: 320, height: 800 } }],
  ]) {
    test(`${name}: has its title, the focus on its heading, and nothing against it`, () =>
      onPage(async (page) => {
        await page.waitForSelector('h1');
        for (const [hash, title] of [...places, ...SOME.map((code) => [`#/findings/${code}`, null])]) {
          await goTo(page, hash);
          const said = title ?? (await heading(page).innerText());
          assert.equal(await heading(page).innerText(), said, hash);
          assert.equal(await page.locator('h1').count(), 1, hash);
          await page.waitForFunction((wanted) => document.title === wanted, `${said} · Waxseal`);
          assert.ok(await heading(page).evaluate((element) => element === document.activeElement), `${hash}: the focus`);
          if (hash !== '#/learn') {
            const crumbs = page.getByRole('navigation', { name: 'Breadcrumb' });
            assert.equal(await crumbs.getByRole('link', { name: 'Learn', exact: true }).getAttribute('href'), '#/learn');
            assert.equal(await crumbs.locator('[aria-current=page]').count(), 1);
          }
          await assertAccessible(page);
          await assertNothingSticksOut(page);
          if (['#/learn', '#/learn/delivery', '#/grading'].includes(hash)) await picture(page, `${name}-${hash.replace(/\W+/g, '-')}`);
        }
      }, options));
  }

  test('is opened by its own address, too', () =>
    onPage(async (page) => {
      await page.goto(`${relay.url}#/learn/dane`);
      await page.reload();
      await page.getByRole('heading', { name: 'DANE', level: 1 }).waitFor();
      await page.waitForFunction(() => document.title === 'DANE · Waxseal');
    }));

  test('leads nowhere but within the page and to RFCs', () =>
    onPage(async (page) => {
      await page.waitForSelector('h1');
      const known = new Set([...places.map(([hash]) => hash), ...CODES.map((code) => `#/findings/${code}`)]);
      for (const hash of ['#/', '#/settings', '#/about', '#/reports', '#/message']) known.add(hash);
      for (const [hash] of places) {
        await goTo(page, hash);
        const links = await page.locator('main a').evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.rel]));
        for (const [href, rel] of links) {
          if (/^#(section|area)-[\w-]+$/.test(href)) continue;
          const isRfc = /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+(#section-[\d.]+)?$/.test(href);
          assert.ok(isRfc ? rel === 'noreferrer' : known.has(href), `${hash}: ${href}`);
        }
      }
    }));
});

test('every finding has a page with what it means', () =>
  onPage(async (page) => {
    await page.waitForSelector('h1');
    for (const code of CODES) {
      await goTo(page, `#/findings/${code}`);
      const main = page.locator('main');
      await page.waitForFunction((wanted) => document.querySelector('.gravity code')?.textContent === wanted, code);
      const text = await main.innerText();
      for (const words of ['Why', 'What to do', 'Who can change it', 'What it does to the grade', 'Read on'])
        assert.ok(text.includes(words), `${code}: ${words}`);
      assert.ok((await main.locator('.read-on a').count()) > 0, code);
    }
  }));

describe('the search', () => {
  test('finds, tells how many, and says so if there is nothing', () =>
    onPage(async (page) => {
      await page.waitForSelector('h1');
      await goTo(page, '#/findings');
      const search = page.getByRole('searchbox', { name: 'Search' });
      const links = page.locator('.finding-links a');
      assert.equal(await links.count(), CODES.length);
      await search.fill('certificate EXPIRED');
      await page.getByText(new RegExp(`^\\d+ of ${CODES.length} findings$`)).waitFor();
      const few = await links.count();
      assert.ok(few > 0 && few < 20, `${few} found`);
      assert.ok(await page.locator('a[href="#/findings/certificate-expired"]').isVisible());
      assert.ok(await search.evaluate((element) => element === document.activeElement), 'typing goes on');
      await search.fill('<img src=x onerror=alert(1)>');
      await page.getByText('Nothing has all these words.').waitFor();
      assert.equal(await page.locator('main img').count(), 0);
      await assertAccessible(page);
      await search.fill('');
      await page.getByText(`${CODES.length} findings`, { exact: true }).waitFor();
    }));

  test('is reached and used by keyboard', () =>
    onPage(async (page) => {
      await page.waitForSelector('h1');
      await goTo(page, '#/findings');
      await tabTo(page, page.getByRole('searchbox', { name: 'Search' }), 30);
      await page.keyboard.type('dane-mismatch');
      await tabTo(page, page.locator('a[href="#/findings/dane-mismatch"]'), 10);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('.gravity code')?.textContent === 'dane-mismatch');
      assert.ok(await heading(page).evaluate((element) => element === document.activeElement));
    }));
});

test('a link to a section leads there and leaves the address alone', () =>
  onPage(async (page) => {
    await page.waitForSelector('h1');
    await goTo(page, '#/learn/dane');
    await page.getByRole('navigation', { name: 'On this page' }).getByRole('link').last().click();
    assert.match(page.url(), /#\/learn\/dane$/);
    const isThere = await page.evaluate(() => /^section-\d+$/.test(document.activeElement?.id ?? ''));
    assert.ok(isThere, 'the focus is on the section');
  }));

test('what does not exist is said, and what there is is shown', () =>
  onPage(async (page) => {
    await page.waitForSelector('h1');
    await goTo(page, '#/findings/%E2%80%AE<b>no-such');
    await page.getByText('There is none called “\\u{202E}<b>no-such”.').waitFor();
    assert.equal(await page.locator('.finding-links a').count(), CODES.length);
    assert.equal(await page.locator('main b').count(), 0);
    await goTo(page, '#/learn/%E2%80%AE<b>no-such');
    await page.getByText('Nothing is written under “\\u{202E}<b>no-such”.').waitFor();
    assert.equal(await page.locator('.topic-list a').count(), LEARN.topics.length + 2);
    await assertAccessible(page);
  }));

test('what cannot be fetched is said to be missing, and fetched later', () =>
  onPage(
    async (page) => {
      let isDown = true;
      await page.route('**/learn.json*', (route) => (isDown ? route.fulfill({ status: 503 }) : route.continue()));
      await page.waitForSelector('h1');
      await goTo(page, '#/learn/dane');
      await page.getByRole('alert').getByText(/could not be loaded.*HTTP status 503/).waitFor();
      await assertAccessible(page);
      // The findings are a part of the page itself.
      await goTo(page, '#/findings/dane-mismatch');
      await page.getByText('What to do', { exact: true }).waitFor();
      isDown = false;
      await goTo(page, '#/learn/dane');
      await page.getByRole('heading', { name: 'DANE', level: 1, exact: true }).waitFor();
    },
    { expected: (fault) => /status of 503/.test(fault) },
  ));

test('the file is fetched once, and only by who reads', () =>
  onPage(async (page) => {
    const fetched = [];
    page.on('request', (request) => request.url().includes('learn.json') && fetched.push(request.url()));
    await page.waitForSelector('h1');
    assert.deepEqual(fetched, []);
    for (const [hash] of places) await goTo(page, hash);
    assert.equal(fetched.length, 1);
  }));

test('a finding of a report leads to what is to be known about it', () =>
  onPage(async (page) => {
    await ask(page, 'cert-expired.lab');
    const finding = page.locator('.fix', { hasText: 'certificate-expired' }).first();
    await finding.getByText('Why it matters').click();
    await finding.getByRole('link', { name: /certificate-expired/ }).click();
    await page.waitForFunction(() => document.querySelector('.gravity code')?.textContent === 'certificate-expired');
    const effects = await page.locator('.letters').innerText();
    assert.match(effects, /C at best/);
  }));
