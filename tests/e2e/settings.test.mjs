// Settings, and relays that are not there, busy, too old, refusing or something else: each told from the others.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './browser.mjs';
import { assertAccessible, assertNothingSticksOut, onPageAt, picture } from './harness.mjs';
import { fakeRelay, INFO, listen, staticHost } from './hosts.mjs';

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

/** Servers that are not there or do not answer are how it is meant here, and so is another origin. */
const expected = (fault) =>
  /status of \d{3}|Failed to load resource|blocked by CORS|request failed: http:\/\/127|request to another origin: http:\/\/127/.test(fault);
const onSettings = (act, options) => onPageAt(browser, `${host.url}/#/settings`, act, { expected, ...options });

const problemText = { 'content-type': 'application/problem+json' };
const problem = (code, status, more = {}) => ({
  status,
  type: problemText['content-type'],
  body: { code, status, title: 'So it is said.', ...more },
});

/** Adds a relay and chooses it. */
async function addRelay(page, { name, url, token, remember = false }) {
  await page.getByRole('button', { name: 'Add a relay' }).click();
  if (name) await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Address', { exact: true }).fill(url);
  if (token) await page.getByLabel(/^Token/).fill(token);
  if (remember) await page.getByLabel(/^Remember the token/).check();
  await page.getByRole('button', { name: 'Save relay' }).click();
  await page.getByRole('radio', { name: name ?? url }).check();
}

const stored = (page) =>
  page.evaluate(() => ({
    settings: JSON.parse(localStorage.getItem('waxseal.settings') ?? '{}'),
    lasting: localStorage.getItem('waxseal.tokens'),
    tab: sessionStorage.getItem('waxseal.tokens'),
  }));

describe('relays', () => {
  test('a token goes to its own relay alone, and is in nothing that is stored for longer or exported', async () => {
    const mine = await fakeRelay(() => ({ body: INFO }));
    const other = await fakeRelay(() => ({ body: INFO }));
    try {
      await onSettings(async (page) => {
        await addRelay(page, { name: 'Mine', url: mine.url, token: 'sesame-open-0123' });
        await page.getByText('which grants nothing more for it').waitFor();
        await addRelay(page, { name: 'Second', url: other.url });
        await page.getByText(`through a relay (${other.url})`).waitFor();
        const shown = (relay) => relay.asked.filter(({ authorization }) => authorization !== undefined);
        assert.ok(shown(mine).length > 0);
        assert.ok(shown(mine).every(({ authorization }) => authorization === 'Bearer sesame-open-0123'));
        assert.ok(other.asked.length > 0);
        assert.deepEqual([shown(other), shown(host)], [[], []]);
        const kept = await stored(page);
        assert.match(kept.tab, /sesame/);
        assert.equal(kept.lasting, null);
        assert.doesNotMatch(JSON.stringify(kept.settings), /sesame/);
        const [file] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Save settings as a file' }).click(),
        ]);
        const { readFile } = await import('node:fs/promises');
        const text = await readFile(await file.path(), 'utf8');
        assert.match(text, /waxseal_settings/);
        assert.doesNotMatch(text, /sesame/);
        assert.doesNotMatch(page.url(), /sesame/);
        await page.getByRole('button', { name: /^Remove\s*: Mine/ }).click();
        assert.equal((await stored(page)).tab, null, 'a token goes with its relay');
      });
    } finally {
      mine.close();
      other.close();
    }
  });

  test('a token that is to be remembered outlives the tab', async () => {
    const relay = await fakeRelay(() => ({ body: INFO }));
    try {
      await onSettings(async (page) => {
        await addRelay(page, { name: 'Mine', url: relay.url, token: 'sesame-open-0123', remember: true });
        await page.getByText('The token is shown to this relay').waitFor();
        const kept = await stored(page);
        assert.equal(kept.tab, null);
        assert.match(kept.lasting, /sesame/);
      });
    } finally {
      relay.close();
    }
  });

  test('what is wrong is said at its field, and the focus goes there', () =>
    onSettings(async (page) => {
      await page.getByRole('button', { name: 'Add a relay' }).click();
      await page.getByLabel('Address', { exact: true }).fill('http://relay.example');
      await page.getByLabel(/^Token/).fill('not a token');
      await page.getByRole('button', { name: 'Save relay' }).click();
      const address = page.getByLabel('Address', { exact: true });
      await page.waitForFunction(() => document.activeElement?.id === 'relay-url');
      assert.equal(await address.getAttribute('aria-invalid'), 'true');
      assert.match(await page.locator('#relay-url-complaint').innerText(), /Only https/);
      assert.match(await page.locator('#relay-token-complaint').innerText(), /letters, digits/);
      await assertAccessible(page);
    }));

  const cases = [
    ['relay-busy', () => problem('overloaded', 503, { retry_after: 120 }), /Looking again in \d+ seconds/],
    ['relay-too-old', () => ({ body: { ...INFO, wire_version: 0 } }), /older than this page/],
    ['relay-too-new', () => ({ body: { ...INFO, wire_version: 99 } }), /Reload this page/],
    ['relay-refuses', () => problem('not-permitted', 403), /So it is said\./],
    ['relay-wants-token', () => problem('not-permitted', 401), /Enter the token/],
    ['not-a-relay', () => ({ type: 'text/html', body: '<h1>Hello</h1>' }), /sends a web page/],
    ['relay-broken', () => ({ status: 502, type: 'text/html', body: 'x' }), /502/],
    ['relay-unreadable', () => ({ body: '{"wire_version":2,"vers' }), /cannot be read/],
  ];
  for (const [id, answer, words] of cases) {
    test(`${id} is told by its own words`, async () => {
      const relay = await fakeRelay(answer);
      try {
        await onSettings(async (page) => {
          await addRelay(page, { name: 'Mine', url: relay.url });
          const told = page.locator(`[data-problem="${id}"]`);
          await told.waitFor();
          const text = await told.innerText();
          assert.match(text, words);
          for (const part of ['Likely why', 'What to do', id]) assert.ok(text.includes(part), part);
          await assertAccessible(page);
        });
      } finally {
        relay.close();
      }
    });
  }

  test('a busy relay is asked again when it said, and then works', async () => {
    let busy = true;
    const relay = await fakeRelay(() => (busy ? problem('overloaded', 503, { retry_after: 2 }) : { body: INFO }));
    try {
      await onSettings(async (page) => {
        await addRelay(page, { name: 'Mine', url: relay.url });
        await page.locator('[data-problem="relay-busy"]').waitFor();
        busy = false;
        await page.getByText(`through a relay (${relay.url})`).waitFor({ timeout: 10_000 });
      });
    } finally {
      relay.close();
    }
  });

  test('one that lets no page use it is told from one that is not there', async () => {
    const silent = await listen((request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('ok'));
    try {
      await onSettings(async (page) => {
        await addRelay(page, { name: 'Mine', url: silent.url });
        await page.locator('[data-problem="relay-refuses-page"]').waitFor();
        silent.close();
        await page.getByRole('button', { name: 'Look again' }).click();
        await page.locator('[data-problem="relay-no-answer"]').waitFor();
      });
    } finally {
      silent.close();
    }
  });

  test('without a network that is what is said', () =>
    onSettings(async (page) => {
      await page.getByRole('button', { name: 'Add a relay' }).waitFor();
      await page.context().setOffline(true);
      await addRelay(page, { name: 'Mine', url: 'https://relay.example' });
      await page.locator('[data-problem="offline"]').waitFor();
      await page.context().setOffline(false);
    }, { expected: (fault) => expected(fault) || /relay\.example/.test(fault) }));
});

describe('checks', () => {
  test('begin with what was chosen', () =>
    onSettings(async (page) => {
      await page.getByLabel(/^Looks deep at once/).check();
      await page.getByLabel('What to demand of TLS').selectOption('ncsc-nl');
      await page.getByLabel('DKIM selectors to try').fill('S1 k2');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Saved.').waitFor();
      await page.getByLabel(/^Keep finished checks/).uncheck();
      const { settings } = await stored(page);
      assert.deepEqual(
        [settings.deep, settings.profile, settings.selectors, settings.history],
        [true, 'ncsc-nl', ['s1', 'k2'], false],
      );
      await page.reload();
      assert.equal(await page.getByLabel('DKIM selectors to try').inputValue(), 's1 k2');
      assert.equal(await page.getByLabel(/^Keep finished checks/).isChecked(), false);
    }));

  test('selectors that are none are refused at the field', () =>
    onSettings(async (page) => {
      await page.getByLabel('DKIM selectors to try').fill('a/b');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.waitForFunction(() => document.activeElement?.id === 'default-selectors');
      assert.match(await page.locator('#default-selectors-complaint').innerText(), /letters, digits, hyphens/);
    }));
});

describe('keeping', () => {
  test('a file of settings is used, a bad one is refused, and everything can be reset', () =>
    onSettings(async (page) => {
      const use = (text) =>
        page.getByLabel('Use settings from a file').setInputFiles({
          name: 'settings.json',
          mimeType: 'application/json',
          buffer: Buffer.from(text),
        });
      await use('{"waxseal_settings":1,"settings":{"relay":"http://evil.example"}}');
      await page.getByText(/Its relay cannot be used/).waitFor();
      await use('{"waxseal_settings":1,"settings":{"selectors":["s9"],"resolver":{"kind":"quad9"},"recipients":{"open_relay":true}}}');
      await page.getByText('The settings are in force.').waitFor();
      assert.equal(await page.getByLabel('DKIM selectors to try').inputValue(), 's9');
      assert.equal(await page.getByRole('radio', { name: /Quad9/ }).isChecked(), true);
      assert.equal((await stored(page)).settings.recipients, undefined);
      await page.getByRole('button', { name: 'Reset everything' }).click();
      await page.getByText('All is as at the beginning').waitFor();
      assert.equal(await page.getByLabel('DKIM selectors to try').inputValue(), '');
    }));

  test('a browser that stores nothing is told of, and the choice holds', () =>
    onSettings(async (page) => {
      await page.addInitScript(() => {
        Storage.prototype.setItem = () => {
          throw new Error('no');
        };
      });
      await page.reload();
      await page.getByRole('radio', { name: 'Dark' }).check();
      await page.locator('[data-problem="storage-refused"]').waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    }));

  test('settings of an earlier version are still read', () =>
    onSettings(async (page) => {
      await page.evaluate(() =>
        localStorage.setItem('waxseal.settings', '{"relay":"https://relay.example","theme":"dark","resolver":{"kind":"google"}}'),
      );
      await page.reload();
      await page.getByRole('radio', { name: 'https://relay.example' }).waitFor();
      assert.equal(await page.getByRole('radio', { name: 'https://relay.example' }).isChecked(), true);
    }, { expected: (fault) => expected(fault) || /relay\.example/.test(fault) }));

  test('it all fits a small screen, in the dark', () =>
    onSettings(
      async (page) => {
        await page.getByRole('button', { name: 'Add a relay' }).click();
        await assertNothingSticksOut(page);
        await assertAccessible(page);
        await picture(page, 'settings-320-dark');
      },
      { viewport: { width: 320, height: 700 }, colorScheme: 'dark' },
    ));
});
