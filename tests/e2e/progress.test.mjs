// A check while it runs: what is known is shown at once and in its place, and what failed can be asked again by itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, inWorld, onPageAt, relay, settledGrade } from './harness.mjs';

inWorld();

const onPage = (act, options) => onPageAt(browser, relay.url, act, { viewport: { width: 1280, height: 900 }, ...options });
/** A server that answers a byte a second: DNS is long known while it talks. */
const SLOW = 'one-byte-a-second.lab';

test('what DNS says is shown while a slow server still talks, and a stopped check keeps it', () =>
  onPage(async (page) => {
    await page.goto(`${relay.url}#/check/${SLOW}`);
    const spf = page.locator('.area', { has: page.getByRole('heading', { name: /^SPF/ }) });
    await spf.locator('.area-status', { hasText: /good|broken|better/ }).waitFor();
    assert.equal(await page.locator('progress').count(), 1, 'the check still runs');
    assert.match(await page.locator('.progress-words').innerText(), /\d+ of \d+ answers, [\d.]+ s/);

    await page.getByText('Step by step').click();
    await page.locator('.asked').getByText(/awaited for/).first().waitFor();

    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(/^Stopped after/).waitFor();
    assert.equal(await page.locator('progress').count(), 0);
    assert.match(await spf.innerText(), /SPF/, 'what was learnt stays');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Save evidence/ }).click();
    assert.match((await download).suggestedFilename(), /one-byte-a-second\.lab.*\.json$/);
  }));

test('one step that failed is asked again by itself', () =>
  onPage(async (page) => {
    // The first answer is lost on the way, all others come through.
    let lost = 0;
    await page.route('**/v1/policy*', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      return route.abort('connectionreset');
    });
    await page.goto(`${relay.url}#/check/good.lab`);
    await settledGrade(page);
    assert.equal(lost, 1);
    await page.getByText('Step by step').click();
    const again = page.getByRole('button', { name: /^Ask again ?: MTA-STS policy of good\.lab/ });
    const asked = [];
    page.on('request', (request) => /v1|dns-query/.test(request.url()) && asked.push(request.url()));
    await again.click();
    await again.waitFor({ state: 'detached' });
    assert.match(await settledGrade(page), /^A\+$/);
    assert.ok(asked.some((url) => url.includes('/v1/policy')), `${asked}`);
    assert.ok(!asked.some((url) => url.includes('/v1/probe')), `only what was wanted: ${asked}`);
  }, { expected: (fault) => /request failed|ERR_CONNECTION_RESET/.test(fault) }));

test('what fills in hardly moves what is already there', () =>
  onPage(async (page) => {
    await page.evaluate(() => {
      window.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
      }).observe({ type: 'layout-shift' });
      location.hash = '#/check/no-tls-backup.lab';
    });
    await settledGrade(page);
    const shifted = await page.evaluate(() => window.shifted);
    // Web vitals call a tenth good for a whole visit; the grade's reasons and the cards come at the very end.
    assert.ok(shifted < 0.4, `${shifted}`);
  }));
