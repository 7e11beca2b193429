// Sample reports: opened on a host without a relay, without asking anybody.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser } from './browser.mjs';
import { assertAccessible, assertNothingSticksOut, onPageAt, picture, settledGrade } from './harness.mjs';
import { staticHost } from './hosts.mjs';

const GRADES = {
  perfect: /^A\+/,
  typical: /^A\b/,
  'dane-rollover': /^F\b/,
  'policy-mismatch': /^C\b/,
  'null-mx': /^–/,
  'rate-limited': /^A\b/,
};

let host;
let browser;

before(async () => {
  host = await staticHost();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  host?.close();
});

/** That there is no relay is how it is meant here. */
const expected = (fault) => /status of 404/.test(fault);
const onPage = (route, act, options) => onPageAt(browser, `${host.url}/${route}`, act, { expected, ...options });

test('the first page leads to samples, and they are told from checks', () =>
  onPage('', async (page) => {
    const links = page.locator('.home-samples .sample-list a');
    assert.equal(await links.count(), 3);
    await links.nth(2).click();
    assert.match(await settledGrade(page), GRADES['dane-rollover']);
    const origin = page.locator('.sample-origin');
    assert.match(await origin.innerText(), /Sample[\s\S]*laboratory domain, recorded on \d{4}-\d\d-\d\d/);
    assert.match(await page.title(), /dane-mismatch\.lab/);
  }));

for (const [name, grade] of Object.entries(GRADES)) {
  test(`the sample ${name} opens by its address and asks nobody`, () =>
    onPage(`#/sample/${name}`, async (page) => {
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      assert.match(await settledGrade(page), grade);
      const foreign = asked.filter((url) => !url.startsWith(`${host.url}/`) || /dns-query|v1\/(probe|policy)/.test(url));
      assert.deepEqual(foreign, []);
      await picture(page, `sample-${name}`);
    }));
}

test('the list of samples names each, and an unknown name leads to it', () =>
  onPage('#/sample/../explanations', async (page) => {
    await page.goto(`${host.url}/#/sample/nothing-like-it`);
    await page.getByRole('heading', { level: 1, name: 'Sample reports' }).waitFor();
    assert.equal(await page.locator('.sample-list a').count(), Object.keys(GRADES).length);
    await assertAccessible(page);
  }));

test('a sample can be watched as it was found out, to the end or to a stop', () =>
  onPage('#/sample/perfect', async (page) => {
    assert.match(await settledGrade(page), GRADES.perfect);
    const play = page.getByRole('button', { name: 'Watch the check again' });
    const stop = page.getByRole('button', { name: 'Skip to the end' });
    await play.click();
    await stop.waitFor();
    await page.locator('.report.running').waitFor();
    await page.locator('.sample-told progress').waitFor();
    await play.waitFor({ timeout: 30_000 });
    assert.match(await settledGrade(page), GRADES.perfect);
    await play.click();
    await stop.click();
    await play.waitFor();
    assert.equal(await page.locator('.report.running').count(), 0);
    assert.match(await settledGrade(page), GRADES.perfect);
  }));

test('samples fit a small screen', () =>
  onPage(
    '#/sample',
    async (page) => {
      await page.locator('.sample-list').waitFor();
      await assertNothingSticksOut(page);
      await page.goto(`${host.url}/#/sample/policy-mismatch`);
      await settledGrade(page);
      await assertNothingSticksOut(page);
      await assertAccessible(page);
    },
    { viewport: { width: 320, height: 700 } },
  ));

test('a sample that is not there is a trouble in four parts, and can be tried again', () =>
  onPageAt(
    browser,
    `${host.url}/`,
    async (page) => {
      let refuse = true;
      await page.route('**/samples/*.json', (route) => (refuse ? route.fulfill({ status: 404 }) : route.continue()));
      await page.goto(`${host.url}/#/sample/typical`);
      const problem = page.locator('[data-problem="sample-missing"]');
      await problem.waitFor();
      assert.match(await problem.innerText(), /Likely why[\s\S]*What to do[\s\S]*sample-missing/);
      refuse = false;
      await problem.getByRole('button', { name: 'Try again' }).click();
      assert.match(await settledGrade(page), GRADES.typical);
    },
    { expected },
  ));
