// The page in a real browser, served by the relay, in the test world: what a person sees and does.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ask,
  assertAccessible,
  assertNothingSticksOut,
  browser,
  button,
  field,
  inWorld,
  onPageAt,
  picture,
  relay,
  settledGrade,
  tabTo,
} from './harness.mjs';

inWorld();

const onPage = (act, options) => onPageAt(browser, relay.url, act, options);

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

describe('what findings mean', () => {
  test('is fetched with the first report, once, and shown where a finding is opened', () =>
    onPage(async (page) => {
      const fetched = [];
      page.on('request', (request) => request.url().includes('explanations.json') && fetched.push(request.url()));
      await page.waitForSelector('h1');
      assert.deepEqual(fetched, [], 'nothing to explain yet');
      await ask(page, 'cert-expired.lab');
      const finding = page.locator('.fix', { hasText: 'certificate-expired' }).first();
      for (const words of ['What to do', 'Who']) await finding.getByText(words, { exact: true }).waitFor();
      const meaning = finding.getByText('What it means', { exact: true });
      assert.equal(await meaning.isVisible(), false);
      await finding.getByText('Why it matters').click();
      await meaning.waitFor();
      for (const words of ['What it means', 'Why']) assert.ok(await finding.getByText(words, { exact: true }).isVisible(), words);
      assert.ok((await finding.locator('dd').first().innerText()).length > 40, 'a sentence at least');
      await page.goto(`${relay.url}#/check/no-tls-backup.lab`);
      await settledGrade(page);
      assert.equal(fetched.length, 1);
    }));

  test('is said to be missing where it cannot be fetched, and the rest is shown', () =>
    onPage(
      async (page) => {
        await page.route('**/explanations.json*', (route) => route.fulfill({ status: 404 }));
        assert.match(await ask(page, 'cert-expired.lab'), /\bC\b/);
        const finding = page.locator('.fix', { hasText: 'certificate-expired' }).first();
        await finding.getByText('Why it matters').click();
        await finding.getByText(/could not be loaded.*HTTP status 404/).waitFor();
      },
      { expected: (fault) => /status of 404/.test(fault) },
    ));
});

test('servers for the domain’s own users are shown, port by port', () =>
  onPage(async (page) => {
    assert.match(await ask(page, 'subm-good.lab'), /\bA\b/);
    const section = page.getByRole('region', { name: /own users/ });
    const text = await section.innerText();
    for (const words of [/_submissions\._tcp/, /_submission\._tcp/, /smtp\.subm-good\.lab/, /Port 465/, /Port 587/])
      assert.match(text, words);
    await section.locator('details.address > summary').first().click();
    await section.getByRole('heading', { name: 'TLS agreed' }).first().waitFor();
    await picture(page, 'submission');
  }));

test('one server instead of a domain', () =>
  onPage(async (page) => {
    await page.getByText('One server instead').click();
    const form = page.locator('.host-form');
    await form.getByLabel('Server name').fill('not a name');
    await form.getByRole('button', { name: 'Look at it' }).click();
    await form.locator('[aria-invalid="true"]').waitFor();
    assert.ok((await form.getByRole('alert').innerText()).length > 10, 'the reason is said');

    await form.getByLabel('Server name').fill('smtp.subm-good.lab');
    await form.getByLabel('Service').selectOption('submissions');
    await form.getByRole('button', { name: 'Look at it' }).click();
    await settledGrade(page);
    assert.match(page.url(), /#\/host\/smtp\.subm-good\.lab\/submissions$/);
    const text = await page.getByRole('main').innerText();
    assert.match(text, /Mail server, port 465/i);
    assert.match(text, /1 of 1 server tested/);
  }));

describe('the relay’s own standing', () => {
  const flawed = async (page) => {
    await page.route('**/v1/info', async (route) => {
      const response = await route.fetch();
      const flaws = { ehlo: 'not-found', port_25: 'perhaps-blocked', canaries: [{ host: 'mx.canary.lab', port_25: 'perhaps-blocked' }] };
      await route.fulfill({ response, json: { ...(await response.json()), ...flaws } });
    });
    await page.reload();
  };
  const notice = (page) => page.locator('[data-problem="relay-port-25-blocked"], aside[aria-label*="relay may have to do"]');

  test('is said beside a grade that could not be found out', () =>
    onPage(async (page) => {
      await flawed(page);
      await ask(page, 'greets-421.lab');
      const text = await notice(page).innerText();
      assert.match(text, /even those to mx\.canary\.lab/);
      assert.match(text, /It calls itself probe\.lab, a name without an address in DNS\./);
      await assertAccessible(page);
    }));

  test('is not, where every server was tested', () =>
    onPage(async (page) => {
      await flawed(page);
      await ask(page, 'good.lab');
      assert.equal(await notice(page).count(), 0);
    }));
});

test('by keyboard alone', () =>
  onPage(async (page) => {
    await tabTo(page, field(page), 20);
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
        await picture(page, `${name}-start`);
        await assertAccessible(page);
        await ask(page, 'cert-expired-backup.lab');
        await picture(page, `${name}-report`);
        await assertAccessible(page);
        await assertNothingSticksOut(page);
      }, options));
  }
});
