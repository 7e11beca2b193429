// The page before, without and around its program: the first paint, the part that judges, and no network.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { browser, field, inWorld, onPageAt, relay, settledGrade } from './harness.mjs';

inWorld();

const REST = /frontend_rest_bg\.wasm/;
const READER = /frontend_reader_bg\.wasm/;
const onPage = (act, options) => onPageAt(browser, relay.url, act, options);
/** The part that judges cannot be had. */
const withoutRest = (page) => page.route(REST, (route) => route.abort('failed'));
const missing = (fault) => REST.test(fault) || /ERR_FAILED/.test(fault);

describe('the part that judges', () => {
  test('is not fetched by who only reads, and nothing that is used there lacks it', () =>
    onPage(
      async (page) => {
        await withoutRest(page);
        const asked = [];
        page.on('request', (request) => (REST.test(request.url()) || READER.test(request.url())) && asked.push(request.url()));
        for (const hash of ['#/', '#/settings', '#/about', '#/learn', '#/learn/dane', '#/grading', '#/findings', '#/findings/no-dane', '#/findings/dane-mismatch', '#/no/such/page', '#/']) {
          await page.goto(`${relay.url}${hash}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.waitForTimeout(150);
          // Whatever opens and closes there works.
          for (const summary of await page.locator('summary').all()) await summary.click();
        }
        assert.deepEqual(asked, [], 'nobody asked for anything to be judged');
        // Every setting can be chosen, and lasts.
        await page.goto(`${relay.url}#/settings`);
        for (const radio of await page.getByRole('radio').all()) await radio.check();
        for (const box of await page.getByRole('checkbox').all()) await box.click();
        await page.reload();
        await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
        // Names that are none are refused without it.
        await page.goto(`${relay.url}#/`);
        for (const typed of ['not a name', 'exämple..org', '10.0.0.1', '', 'user@']) {
          await field(page).fill(typed);
          await page.getByRole('button', { name: 'Check', exact: true }).click();
          await page.locator('#domain-complaint').filter({ hasText: /./ }).waitFor();
        }
      },
      { expected: missing },
    ));

  test('is fetched as soon as somebody turns to the field, and once', () =>
    onPage(async (page) => {
      const asked = [];
      page.on('request', (request) => REST.test(request.url()) && asked.push(request.url()));
      await field(page).focus();
      await page.waitForTimeout(300);
      assert.equal(asked.length, 1);
      await field(page).fill('good.lab');
      await page.keyboard.press('Enter');
      assert.match(await settledGrade(page), /A\+/);
      assert.equal(asked.length, 1);
    }));

  test('is fetched for a file that is opened', () =>
    onPage(async (page) => {
      await page.locator('input[type=file]').setInputFiles(new URL('../../frontend/analysis/tests/scenarios/no-tls-lab.json', import.meta.url).pathname);
      assert.match(await settledGrade(page), /F/);
    }));

  test('is said to be missing, and asked for again', () =>
    onPage(
      async (page) => {
        await withoutRest(page);
        await page.goto(`${relay.url}#/check/good.lab`);
        await page.getByRole('heading', { name: /part of this page is missing/ }).waitFor();
        await page.unroute(REST);
        await page.getByRole('button', { name: 'Try again' }).click();
        assert.match(await settledGrade(page), /A\+/);
      },
      { expected: missing },
    ));
});

describe('the part that reads files of others', () => {
  test('is fetched by who opens its pages, once, and by nobody who checks', () =>
    onPage(async (page) => {
      const asked = [];
      page.on('request', (request) => READER.test(request.url()) && asked.push(request.url()));
      await page.goto(`${relay.url}#/check/good.lab`);
      assert.match(await settledGrade(page), /A\+/);
      assert.equal(asked.length, 0);
      for (const [hash, heading] of [['#/reports', /who really sends/i], ['#/message', /message/i], ['#/reports', /who really sends/i]]) {
        await page.goto(`${relay.url}${hash}`);
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      }
      assert.equal(asked.length, 1);
      // The part that judges still stands on its own feet.
      await page.goto(`${relay.url}#/sample/perfect`);
      assert.match(await settledGrade(page), /A\+/);
    }));

  test('brings the part that judges along, and is said to be missing', () =>
    onPage(
      async (page) => {
        await page.route(READER, (route) => route.abort('failed'));
        await page.goto(`${relay.url}#/reports`);
        await page.reload();
        await page.getByRole('heading', { name: /part of this page is missing/ }).waitFor();
        await page.unroute(READER);
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByRole('heading', { level: 1, name: /who really sends/i }).waitFor();
      },
      { expected: (fault) => READER.test(fault) || missing(fault) },
    ));
});

test('the first page is painted without the program, and what is typed there is not lost', () =>
  onPage(async (page) => {
    const held = [];
    await page.route(/frontend_bg\.wasm/, (route) => held.push(route));
    await page.reload({ waitUntil: 'commit' });
    await page.getByRole('heading', { name: /travel sealed/ }).waitFor();
    await field(page).fill('good.l');
    for (const route of held) await route.continue();
    await page.unroute(/frontend_bg\.wasm/);
    await page.locator('#domain').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'domain');
    assert.equal(await page.locator('#domain').inputValue(), 'good.l');
    await page.keyboard.type('ab');
    await page.keyboard.press('Enter');
    assert.match(await settledGrade(page), /A\+/);
  }));

test('what is sent before the program is there is asked when it is', () =>
  onPage(async (page) => {
    const held = [];
    await page.route(/frontend_bg\.wasm/, (route) => held.push(route));
    await page.reload({ waitUntil: 'commit' });
    await field(page).fill('good.lab');
    await page.keyboard.press('Enter');
    for (const route of held) await route.continue();
    assert.match(await settledGrade(page), /A\+/);
  }));

test('without a network the page opens, and so does a sample that was seen before', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const violations = [];
  page.on('console', (message) => message.type() === 'error' && /Content Security|TrustedScript/.test(message.text()) && violations.push(message.text()));
  try {
    await page.goto(`${relay.url}#/sample/perfect`);
    await settledGrade(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    // Once more, so that the worker sees what is asked for.
    await page.reload();
    await settledGrade(page);
    await context.setOffline(true);
    await page.reload();
    assert.match(await settledGrade(page), /A\+/);
    await page.goto(`${relay.url}#/`);
    await page.getByRole('heading', { name: /travel sealed/ }).waitFor();
    // What a relay says is never kept.
    const kept = await page.evaluate(async () => {
      const cache = await caches.open((await caches.keys())[0]);
      return (await cache.keys()).map(({ url }) => new URL(url).pathname);
    });
    assert.ok(kept.includes('/frontend_bg.wasm'), `${kept}`);
    assert.ok(!kept.some((path) => /^\/(v1|dns-query|healthz)/.test(path)), `${kept}`);
    await context.setOffline(false);
    await page.goto(`${relay.url}?worker=off`);
    await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
    assert.deepEqual(violations, []);
  } finally {
    await context.close();
  }
});
