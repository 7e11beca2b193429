// Access for everybody: axe-core finds nothing on any view, in either theme, with everything open.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAccessible, browser, inWorld, relay } from './harness.mjs';
import { VIEWS, firstPart, onView, routesOfThePage } from './routes.mjs';

const VIEWPORT = { width: 1280, height: 900 };

inWorld();

test('every route of the page is among the views', () => {
  const known = VIEWS.map(firstPart);
  const routes = routesOfThePage();
  assert.ok(routes.length > 4, `routes.mjs no longer finds the routes in route.rs: ${routes}`);
  assert.deepEqual(
    routes.filter((route) => !known.includes(route)),
    [],
    'routes without a line in tests/e2e/routes.mjs',
  );
});

describe('axe-core finds nothing', () => {
  for (const view of VIEWS) {
    test(view.name, async () => {
      const faults = await onView(
        browser,
        relay.url,
        view,
        async (page) => {
          for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme });
            await assertAccessible(page, `${view.name}, ${colorScheme}`);
          }
          await assertOutline(page);
        },
        { viewport: VIEWPORT },
      );
      assert.deepEqual(faults, []);
    });
  }
});

/** What axe-core passes over or only advises: language, one main heading, no level left out, live regions that whisper. */
async function assertOutline(page) {
  const seen = await page.evaluate(() => ({
    language: document.documentElement.lang,
    title: document.title,
    levels: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((heading) => Number(heading.tagName[1])),
    loud: [...document.querySelectorAll('[aria-live="assertive"]')].map((region) => region.outerHTML),
    // A summary is a sentence. A region that holds lists or tables would be read out whole at every change.
    wordy: [...document.querySelectorAll('[role="status"], [aria-live="polite"], [role="log"]')]
      .filter((region) => region.querySelector('ul, ol, table, dl, pre, details') || region.innerText.length > 300)
      .map((region) => region.outerHTML.slice(0, 200)),
    alarming: [...document.querySelectorAll('[role="alert"]')]
      .filter((region) => region.innerText.length > 400)
      .map((region) => region.outerHTML.slice(0, 200)),
    ids: [...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at),
  }));
  assert.equal(seen.language, 'en');
  assert.match(seen.title, /Waxseal/);
  assert.equal(seen.levels.filter((level) => level === 1).length, 1, `one main heading, of ${seen.levels}`);
  const leaps = seen.levels.filter((level, at) => at > 0 && level > seen.levels[at - 1] + 1);
  assert.deepEqual(leaps, [], `a heading level is left out: ${seen.levels}`);
  for (const what of ['loud', 'wordy', 'alarming', 'ids']) assert.deepEqual(seen[what], [], what);
}

test('what is wrong would be found', () =>
  onView(browser, relay.url, VIEWS[0], async (page) => {
    assert.equal(await page.locator('details:not([open])').count(), 0, 'all is open');
    await assertAccessible(page);
    for (const markup of [
      ['input', {}],
      ['img', { src: 'favicon.svg' }],
      ['button', {}],
      ['a', { href: '#/' }],
    ]) {
      const element = await page.evaluateHandle(([name, attributes]) => {
        const element = document.querySelector('main').appendChild(document.createElement(name));
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        return element;
      }, markup);
      await assert.rejects(assertAccessible(page), assert.AssertionError, markup[0]);
      await element.evaluate((element) => element.remove());
    }
  }));
