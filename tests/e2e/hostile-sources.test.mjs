// Hostile text from where a page gets any: the relay's own words, the link that opened it, what a browser has stored,
// what is typed, and files. hostile.test.mjs has what stands in a report.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { browser, button, field, inWorld, openEverything, relay } from './harness.mjs';
import { STRINGS, allText, hostile, indices, markerOf, onNarrowPage, whatIsWrong } from './hostile.mjs';
import { recorded } from './recorded.mjs';

const POLICY = 'https://mta-sts.good.lab/';

inWorld();

const started = (page) => page.locator('main h1').waitFor();
/** Every `step`th index, so that `step` strings are tried at once. */
const steps = (step) => indices.filter((index) => index % step === 0);
const inTurn = (word, index) => hostile(word, index % STRINGS.length);

/** Tries strings one after another, and tells of each what is wrong and, by their markers, which were not shown. */
async function each(page, chosen, words, act, own = []) {
  const problems = [];
  for (const index of chosen) {
    await act(index);
    const [name] = STRINGS[index];
    for (const wrong of await whatIsWrong(page, own)) problems.push(`${name}: ${wrong}`);
    const text = await allText(page);
    words.forEach((word, at) => {
      if (!text.includes(markerOf(word, (index + at) % STRINGS.length))) problems.push(`${name}: ${word} is not shown`);
    });
  }
  assert.deepEqual(problems, []);
}

/** Two frames, in which the page has shown what it was told. */
const settle = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

async function knowsItsRelay(page) {
  await started(page);
  await page.waitForFunction(() => !/Loading…|Looking for a relay/.test(document.body.textContent));
}

describe('from the relay', () => {
  test('what it says of itself', () =>
    onNarrowPage(browser, relay, async (page) => {
      let index = 0;
      await page.route('**/v1/info', async (route) => {
        const response = await route.fetch();
        const words = { vantage: hostile('place', index), ehlo_name: inTurn('calls', index + 1), version: inTurn('version', index + 2) };
        await route.fulfill({ response, json: { ...(await response.json()), ...words, ehlo: 'not-found' } });
      });
      await each(page, steps(2), ['place', 'calls'], async (next) => {
        index = next;
        await page.reload();
        await knowsItsRelay(page);
      });
    }));

  test('what is no description of a relay', () =>
    onNarrowPage(browser, relay, async (page) => {
      let index = 0;
      await page.route('**/v1/info', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), features: [hostile('feature', index)] } });
      });
      await each(page, steps(3), ['feature'], async (next) => {
        index = next;
        await page.reload();
        await knowsItsRelay(page);
      });
    }));

  test('why it refuses', () =>
    onNarrowPage(
      browser,
      relay,
      async (page) => {
        let index = 0;
        const refuse = (word, at) => (route) => {
          const problem = { code: 'internal', status: 500, title: inTurn(word, index + at) };
          return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) });
        };
        await page.route('**/v1/probe', (route) => refuse('probe', /mx1/.test(route.request().postData()) ? 0 : 1)(route));
        await page.route('**/v1/policy', refuse('policy', 2));
        await knowsItsRelay(page);
        const go = (hash) => page.evaluate((hash) => (location.hash = hash), hash);
        await each(
          page,
          steps(3),
          ['probe', 'probe', 'policy'],
          async (next) => {
            index = next;
            await go('#/about');
            await page.getByRole('heading', { level: 1, name: /About/ }).waitFor();
            await go('#/check/good.lab');
            await page.getByRole('progressbar').waitFor();
            await page.getByRole('progressbar').waitFor({ state: 'detached' });
            await openEverything(page);
          },
          [POLICY],
        );
      },
      { expected: /status of 500/ },
    ));
});

describe('from a link', () => {
  test('what stands behind the #', () =>
    onNarrowPage(browser, relay, async (page) => {
      await knowsItsRelay(page);
      const places = [(text) => `check/${text}`, (text) => `host/${text}/${text}`, (text) => text, ...['findings', 'learn', 'shared', 'compare'].map((word) => (text) => `${word}/${text}`)];
      for (const [at, place] of places.entries()) {
        await each(
          page,
          // Each in the addresses that take any text; of the others each one in turn.
          at < 3 ? indices : steps(4).map((index) => (index + at) % STRINGS.length),
          [],
          async (index) => {
            const text = hostile('hash', index);
            // Some as a browser escapes them, some as they are.
            await page.evaluate((hash) => (location.hash = hash), `#/${place(index % 2 ? encodeURIComponent(text) : text)}`);
            await settle(page);
          },
          ['https://mta-sts.'],
        );
      }
    }));

  test('the resolver or relay that it chooses', () =>
    onNarrowPage(browser, relay, async (page) => {
      for (const [word, other] of [['doh', 'relay'], ['relay', 'doh']]) {
        await each(page, steps(4), [], async (index) => {
          const accepted = `http://localhost:9/${encodeURIComponent(hostile('link', index))}`;
          await page.goto(`${relay.url}?${word}=${encodeURIComponent(accepted)}&${other}=${encodeURIComponent(inTurn('link', index + 2))}`);
          await knowsItsRelay(page);
        });
      }
    }, { expected: /localhost:9|ERR_UNSAFE_PORT|ERR_FAILED|Failed to load resource/ }));
});

describe('from this very browser', () => {
  test('what was stored', () =>
    onNarrowPage(browser, relay, async (page) => {
      await each(page, steps(3), [], async (index) => {
        const settings = {
          resolver: { kind: 'custom', url: hostile('stored', index) },
          relay: inTurn('stored', index + 1),
          theme: inTurn('stored', index + 2),
        };
        await page.evaluate((stored) => {
          for (const key of Object.keys(localStorage)) localStorage.setItem(key, stored);
          localStorage.setItem('waxseal.settings', stored);
        }, JSON.stringify(settings));
        await page.goto('about:blank');
        await page.goto(`${relay.url}#/settings`);
        await knowsItsRelay(page);
      });
    }));

  test('what is typed', () =>
    onNarrowPage(browser, relay, async (page) => {
      await knowsItsRelay(page);
      await each(
        page,
        indices,
        [],
        async (index) => {
          await page.evaluate(() => (location.hash = '#/'));
          await field(page).fill(hostile('typed', index));
          await button(page).click();
          await settle(page);
        },
        ['https://mta-sts.'],
      );
    }));

  test('files that are no evidence, and their names', () =>
    onNarrowPage(browser, relay, async (page) => {
      await knowsItsRelay(page);
      const json = (value) => Buffer.from(JSON.stringify(value));
      const files = [
        ...indices.map((index) => json({ ...recorded('nowhere-lab'), subject: { kind: hostile('kind', index) } })),
        ...indices.map((index) => Buffer.from(hostile('bare', index))),
        Buffer.from('{"format":1,"subject":{"kind":"\\ud800zq\\udc00"}}'),
        Buffer.from('{"format":1,"subject":{"kind":"domain","domain":"\\udfff.lab"}}'),
        Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x22]),
        Buffer.from(`{"a":"\0"}`),
        Buffer.from('['.repeat(200_000)),
        Buffer.from('{"format":1e999}'),
        Buffer.from('{"__proto__":{"format":1}}'),
        json([]),
        json(null),
      ];
      const problems = [];
      for (const [at, buffer] of files.entries()) {
        // What begins like a report file is read as one, on a page of its own, and named there.
        await page.evaluate(() => { location.hash = '#/'; });
        const chooser = page.locator('#evidence-file');
        await chooser.waitFor({ state: 'attached' });
        const name = `${hostile('file', at % STRINGS.length).replaceAll(/[/\0]/g, '')}.json`;
        await page.evaluate(() => document.querySelectorAll('[role="alert"]').forEach((alert) => (alert.dataset.before = alert.textContent)));
        await chooser.setInputFiles({ name, mimeType: 'application/json', buffer });
        const said = page.locator('[role="alert"]', { hasText: /no evidence|no file|cannot|could not/ });
        const listed = page.locator('.what-became', { hasText: /could not be read/ });
        await said.or(listed).first().waitFor();
        await page.evaluate(() => document.querySelectorAll('.what-became details').forEach((details) => (details.open = true)));
        await settle(page);
        for (const wrong of await whatIsWrong(page)) problems.push(`${at}: ${wrong}`);
      }
      assert.deepEqual(problems, []);
    }));
});
