// Looking deeper and trying recipients, as a person asks for them on the page.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { requireWorld, startRelay } from '../world/programs.mjs';
import { startBrowser } from './browser.mjs';
import { ask, assertAccessible, assertNothingSticksOut, onPageAt, picture, settledGrade, tabTo } from './harness.mjs';

const DEEP_MS = 120_000;

let permissive;
let usual;
let browser;

before(async () => {
  requireWorld();
  permissive = await startRelay(['--rcpt-tests']);
  usual = await startRelay();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  permissive?.stop();
  usual?.stop();
});

const onPage = (act, options) => onPageAt(browser, permissive.url, act, options);

const openForm = (page) => page.getByText('Look deeper', { exact: true }).click();
const form = (page) => page.locator('.ask-more:not(.wish-form)');
const deep = (page) => page.getByLabel(/Every cipher suite/);
const openRelay = (page) => page.getByLabel(/relay mail for strangers/);
const mailbox = (page) => page.getByLabel(/Does a mailbox exist/);
const consent = (page) => page.getByLabel(/I run these servers/);
const look = (page) => page.getByRole('button', { name: 'Look', exact: true });
const firstAddress = (page) => page.locator('.hosts details.address').first();

/** Does what begins a look, and waits for its end: the grade then. */
async function looked(page, act) {
  await page.evaluate(() => {
    window.hasBegun = false;
    new MutationObserver(() => (window.hasBegun ||= Boolean(document.querySelector('progress')))).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
  await act();
  await page.waitForFunction(() => window.hasBegun, null, { timeout: 3_000 }).catch(() => {
    // What the relay remembers comes within one frame: all is over before it is shown to begin.
  });
  return settledGrade(page, { timeout: DEEP_MS });
}

test('a deep look shows suites and groups, and leaves the grade alone', () =>
  onPage(async (page) => {
    const before = await ask(page, 'good.lab');
    await openForm(page);
    await deep(page).check();
    assert.equal(await looked(page, () => look(page).click()), before);

    await firstAddress(page).locator('> summary').click();
    const details = await firstAddress(page).innerText();
    assert.match(details, /Cipher suites, TLS 1\.3/);
    assert.match(details, /TLS_AES_256_GCM_SHA384/);
    assert.match(details, /Key exchange groups/);
    assert.match(details, /X25519/i);
    assert.equal(await page.getByRole('button', { name: /Ask again what failed/ }).count(), 0);
  }));

describe('recipients', () => {
  test('are tried only by those who say that they may', () =>
    onPage(async (page) => {
      const asked = [];
      await ask(page, 'mailboxes.lab');
      page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
      await openForm(page);
      await look(page).click();
      assert.match(await form(page).getByRole('alert').innerText(), /Nothing is chosen/);
      await openRelay(page).check();
      await look(page).click();
      assert.match(await form(page).getByRole('alert').innerText(), /may/);
      await consent(page).check();
      await mailbox(page).fill('two words');
      await look(page).click();
      assert.match(await form(page).getByRole('alert').innerText(), /Mailbox/);
      assert.deepEqual(asked, []);
    }));

  test('an open relay is proven, and is the worst there is', () =>
    onPage(async (page) => {
      assert.doesNotMatch(await ask(page, 'open-relay.lab'), /\bF\b/);
      await openForm(page);
      await openRelay(page).check();
      await consent(page).check();
      assert.match(await looked(page, () => look(page).click()), /\bF\b/);
      assert.ok(await page.locator('.finding', { hasText: 'open-relay' }).count(), 'the finding');
      const section = page.getByRole('region', { name: /said to recipients/ });
      assert.match(await section.innerText(), /proven/);

      // Another question keeps the first answer.
      await openRelay(page).uncheck();
      await mailbox(page).fill('postmaster');
      assert.match(await looked(page, () => look(page).click()), /\bF\b/);
      assert.match(await section.innerText(), /accepted, and a made-up one refused/);
    }));

  test('a mailbox that is there and one that is not', () =>
    onPage(async (page) => {
      const before = await ask(page, 'mailboxes.lab');
      await openForm(page);
      await consent(page).check();
      const section = page.getByRole('region', { name: /said to recipients/ });
      for (const [name, words] of [
        ['postmaster@mailboxes.lab', /accepted, and a made-up one refused/],
        ['nobody-of-that-name', /Mailbox\s+refused/],
      ]) {
        await mailbox(page).fill(name);
        assert.equal(await looked(page, () => look(page).click()), before);
        assert.match(await section.innerText(), words, name);
      }
      await picture(page, 'recipients');
      await assertAccessible(page);
    }));

  test('where the operator does not allow it, the form says so', () =>
    onPageAt(browser, usual.url, async (page) => {
      await ask(page, 'mailboxes.lab');
      await openForm(page);
      assert.match(await form(page).innerText(), /operator does not allow it/);
      assert.equal(await openRelay(page).count(), 0);
      assert.equal(await deep(page).count(), 1);
    }));
});

test('the form by keyboard alone', () =>
  onPage(async (page) => {
    await page.goto(`${permissive.url}#/check/open-relay.lab`);
    await settledGrade(page);
    const press = async (target, key) => {
      await tabTo(page, target);
      await page.keyboard.press(key);
    };
    await press(form(page).locator('summary'), 'Enter');
    await press(openRelay(page), 'Space');
    await press(consent(page), 'Space');
    assert.match(await looked(page, () => press(look(page), 'Enter')), /\bF\b/);
  }));

test('a sender and a selector are tried, and answers compared', () =>
  onPage(async (page) => {
    await page.goto(`${permissive.url}#/check/good.lab`);
    await settledGrade(page);
    const wishes = page.locator('.wish-form');
    await wishes.locator('summary').click();
    await page.getByLabel('IP address it connects from').fill('192.0.2.99');
    await page.getByLabel(/^DKIM selectors/).fill('default nobody');
    await wishes.getByRole('button', { name: 'Look' }).click();
    await settledGrade(page);
    const sender = page.locator('.report-table.spf-sender');
    assert.match(await sender.innerText(), /192\.0\.2\.99 from .*: fail/);
    await page.locator('.area', { hasText: 'DKIM' }).locator('summary').first().click();
    await page.locator('.report-table.dkim > summary').click();
    assert.match(await page.locator('.report-table.dkim').innerText(), /nobody\s+absent/);
    await page.getByLabel(/^DKIM selectors/).fill('not=a signature');
    await wishes.getByRole('button', { name: 'Look' }).click();
    assert.match(await wishes.locator('.complaint').innerText(), /DKIM/);
    await picture(page, 'wishes');
    await assertAccessible(page);
  }));

describe('looks', () => {
  const looks = [
    ['deep-1440-light', { colorScheme: 'light', viewport: { width: 1440, height: 900 } }],
    ['deep-1440-dark', { colorScheme: 'dark', viewport: { width: 1440, height: 900 } }],
    ['deep-768-light', { colorScheme: 'light', viewport: { width: 768, height: 1024 } }],
    ['deep-768-dark', { colorScheme: 'dark', viewport: { width: 768, height: 1024 } }],
    ['deep-320-light', { colorScheme: 'light', viewport: { width: 320, height: 800 } }],
    ['deep-320-dark', { colorScheme: 'dark', viewport: { width: 320, height: 800 } }],
  ];
  for (const [name, options] of looks) {
    test(`${name}: accessible with everything open, and nothing sticks out`, () =>
      onPage(async (page) => {
        await ask(page, 'subm-good.lab');
        await openForm(page);
        await deep(page).check();
        await looked(page, () => look(page).click());
        await page.evaluate(() => document.querySelectorAll('details').forEach((element) => (element.open = true)));
        await assertNothingSticksOut(page);
        await picture(page, name);
        // Every colour of the page is in either; width changes none of them, and axe takes its time.
        if (options.viewport.width > 1000) await assertAccessible(page);
      }, options));
  }
});
