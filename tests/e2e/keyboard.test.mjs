// The keyboard alone: a whole run from the first Tab to the settings and back, and what holds at every stop.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { browser, button, field, inWorld, onPageAt, relay, settledGrade, tabTo } from './harness.mjs';
import { AWAITED, VIEWS, onView } from './routes.mjs';

const WINDOW = { width: 1280, height: 900 };
// Nothing is to be waited for that only looks nice.
const OPTIONS = { viewport: WINDOW, reducedMotion: 'reduce' };
const MOST_STOPS = 400;
const LEAST_TARGET = 24;

inWorld();

const onPage = (act, options) => onPageAt(browser, relay.url, act, { ...OPTIONS, ...options });

test('a whole run', () =>
  onPage(
    async (page) => {
      const { keyboard } = page;
      const focused = (name) => page.evaluate(() => document.activeElement.textContent.trim()).then((text) => assert.match(text, name));
      const press = async (target, key = 'Enter') => {
        await tabTo(page, target, MOST_STOPS);
        await assertStop(page);
        await keyboard.press(key);
      };
      await page.locator('main h1').waitFor();

      // The first stop leads past the header, and is seen when it is reached.
      await keyboard.press('Tab');
      await focused(/skip/i);
      await assertStop(page);
      await keyboard.press('Enter');
      assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest('main'))), true);
      assert.equal(new URL(page.url()).hash, '', 'the skip link is no route');

      // The field comes next.
      await keyboard.press('Tab');
      assert.equal(await field(page).evaluate((element) => element === document.activeElement), true, 'the field is the first stop of the content');
      await keyboard.type('not a name');
      await keyboard.press('Enter');
      assert.equal(await field(page).getAttribute('aria-invalid'), 'true');
      assert.equal(await field(page).evaluate((element) => element === document.activeElement), true, 'what is wrong can be mended at once');
      await field(page).press('Control+A');
      await keyboard.type('cert-expired.lab');
      await press(button(page));

      // The heading of the report has the focus: a screen reader says where one is, and Tab goes on from there.
      await settledGrade(page);
      await assertAtHeading(page, /cert-expired\.lab/);
      assert.match(await page.title(), /^cert-expired\.lab: .*Waxseal$/);

      // A finding, its evidence, its fix, an address.
      const finding = page.locator('details', { has: page.locator(':scope > summary', { hasText: /why it matters/i }) }).first();
      await press(finding.locator(':scope > summary'));
      await assertOpen(finding);
      const evidence = finding.locator('[tabindex="0"]').first();
      await tabTo(page, evidence, MOST_STOPS);
      await assertStop(page);
      const copy = finding.getByRole('button', { name: /^copy\b/i }).first();
      await press(copy, 'Space');
      await page.getByRole('button', { name: /^copied/i }).first().waitFor();
      // By handle: once open it is no longer what is looked for.
      const closed = page.locator('details:not([open])', { has: page.locator(':scope > summary', { hasText: /\d+\.\d+\.\d+\.\d+|[0-9a-f]+:[0-9a-f:]+/ }) });
      const address = await closed.last().elementHandle();
      await press(await address.$(':scope > summary'));
      await assertOpen(address);

      // Backwards to the settings, and a theme by the arrows.
      const settings = page.getByRole('link', { name: /settings/i }).first();
      await backTo(page, settings);
      await assertStop(page);
      await keyboard.press('Enter');
      await assertAtHeading(page, /settings/i);
      assert.match(await page.title(), /^Settings/);
      const dark = page.getByRole('radio', { name: /^dark/i });
      await tabTo(page, page.getByRole('radio', { name: /system/i }), MOST_STOPS);
      await assertStop(page);
      for (let presses = 0; presses < 4 && !(await dark.isChecked()); presses += 1) await keyboard.press('ArrowDown');
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
      await assertStop(page);

      // And back, as the browser's own key does, which a browser without a window has not.
      await page.goBack();
      await assertAtHeading(page, /cert-expired\.lab/);
    },
    { permissions: ['clipboard-write'] },
  ));

describe('every stop of the Tab key is seen, in the order of reading, and all are reached', () => {
  for (const view of VIEWS) {
    test(view.name, async () => {
      await onView(
        browser,
        relay.url,
        view,
        async (page) => {
          await assertNoneIsSmall(page);
          await page.evaluate(() => {
            // From the very beginning, wherever something was pressed before.
            document.body.tabIndex = -1;
            document.body.focus();
            document.body.removeAttribute('tabindex');
            window.scrollTo(0, 0);
          });
          const wanted = await stops(page);
          const most = Math.min(wanted, 60);
          const problems = [];
          let before = null;
          let visited = 0;
          for (; visited < most; visited += 1) {
            await page.keyboard.press('Tab');
            const stop = await stopHere(page);
            if (stop.isOutside) break;
            problems.push(...stop.problems);
            if (before && !stop.follows) problems.push(`${stop.name} comes before ${before} in the document`);
            if (stop.jumpsUp) problems.push(`${stop.name} stands above ${before}`);
            before = stop.name;
          }
          assert.deepEqual([...new Set(problems)], []);
          assert.equal(visited, most, `stops reached of ${wanted}`);
        },
        { ...OPTIONS, closed: true },
      );
    });
  }
});

describe('every target is at least 24 pixels wide and high, with everything open, on a narrow screen', () => {
  for (const view of VIEWS) {
    test(view.name, () => onView(browser, relay.url, view, (page) => assertNoneIsSmall(page), { viewport: { width: 320, height: 800 } }));
  }
});

test('a change of page has a title and a heading of its own, and the heading has the focus', () =>
  onPage(async (page) => {
    await page.locator('main h1').waitFor();
    const titles = new Set();
    const headings = new Set();
    let title = await page.title();
    // Each kind of view once, the first of them is here already.
    const seen = new Set(['home']);
    for (const { name, hash, prepare, search } of VIEWS) {
      const [kind] = name.split('-');
      if (prepare || search || seen.has(kind)) continue;
      seen.add(kind);
      await page.evaluate((hash) => (location.hash = hash), hash);
      // Until the heading of before is gone, and that of a part which is still being fetched.
      const has = ([was, awaited]) => {
        const { activeElement, title } = document;
        return activeElement?.localName === 'h1' && activeElement.textContent !== awaited && title !== was;
      };
      await page.waitForFunction(has, [title, AWAITED], { timeout: 10_000 }).catch(async () => {
        const focus = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 80));
        assert.fail(`${name}: title “${await page.title()}”, before “${title}”, focus on ${focus}`);
      });
      title = await page.title();
      titles.add(await page.title());
      headings.add(await page.locator('main h1').innerText());
    }
    assert.equal(titles.size, seen.size - 1, [...titles].join('; '));
    assert.equal(headings.size, seen.size - 1, [...headings].join('; '));
  }));

/** A disclosure, by its handle, is open. */
const assertOpen = async (details) => assert.equal(await details.evaluate((element) => element.open), true);

/** The heading has the focus, and says this. */
async function assertAtHeading(page, name) {
  await page.waitForFunction(
    ([source, flags]) => document.activeElement?.localName === 'h1' && new RegExp(source, flags).test(document.activeElement.textContent),
    [name.source, name.flags],
    { timeout: 20_000 },
  );
}

/** As tabTo, in the other direction. */
async function backTo(page, target) {
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < MOST_STOPS && !(await isThere()); presses += 1) await page.keyboard.press('Shift+Tab');
  assert.ok(await isThere(), `${target} is not reached backwards`);
}

async function assertStop(page) {
  const { problems } = await stopHere(page);
  assert.deepEqual(problems, []);
}

/** How many places the Tab key has to stop at: of radio buttons of one name only one. */
const stops = (page) =>
  page.evaluate(() => {
    const places = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
    const groups = new Set();
    return places.filter((place) => {
      if (place.disabled || place.tabIndex < 0 || !place.checkVisibility({ visibilityProperty: true })) return false;
      if (place.localName === 'summary' && place.parentElement.firstElementChild !== place) return false;
      if (place.type !== 'radio') return true;
      const isFirst = !groups.has(place.name);
      groups.add(place.name);
      return isFirst;
    }).length;
  });

/** What has the focus, what is wrong with how it is shown, and how it stands to the stop before. */
const stopHere = (page) =>
  page.evaluate(() => {
    const here = document.activeElement;
    const name = `<${here.localName}> “${(here.getAttribute('aria-label') ?? here.innerText ?? here.id ?? '').trim().slice(0, 40)}”`;
    if (here === document.body) return { isOutside: true, name, problems: [] };
    const problems = [];
    const style = getComputedStyle(here);
    const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && !/, 0\)$|transparent/.test(style.outlineColor);
    if (!isOutlined) problems.push(`the focus on ${name} is not seen`);
    if (here.tabIndex > 0) problems.push(`${name} has an order of its own`);
    const box = here.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) problems.push(`${name} has no size`);
    // WCAG 2.4.11: not hidden by what else is there. Some of it has to be in the window and on top.
    const points = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.15, 0.85].map((y) => [box.left + x * box.width, box.top + y * box.height]));
    const isOnTop = points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (here.contains(top) || top.contains(here) || [...(here.labels ?? [])].some((label) => label.contains(top)));
    });
    if (!isOnTop) problems.push(`${name} is out of the window, or something lies on it`);
    const before = window.stopBefore;
    window.stopBefore = { here, box: { top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right } };
    if (!before) return { name, problems, follows: true, jumpsUp: false };
    const follows = Boolean(before.here.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING);
    // Upwards only into the next column.
    const jumpsUp = window.stopBefore.box.bottom <= before.box.top && box.left < before.box.right && style.position !== 'fixed';
    return { name, problems, follows, jumpsUp };
  });

/** WCAG 2.5.8, without its exception for what has room around it; links within a sentence are as high as its lines. */
async function assertNoneIsSmall(page) {
  const small = await page.evaluate((least) => {
    const targets = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, label[for], [role="button"], [tabindex="0"]')];
    const isInSentence = (target) => {
      const text = target.closest('p, li, dd, td, figcaption, label');
      return target.localName === 'a' && text && text.innerText.trim().length > target.innerText.trim().length + 3 && getComputedStyle(target).display === 'inline';
    };
    return targets
      .filter((target) => target.checkVisibility({ visibilityProperty: true }) && !isInSentence(target))
      .filter((target) => !target.closest('.visually-hidden, [hidden]') && !target.classList.contains('skip-link'))
      .map((target) => [target, target.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 0 && height > 0 && (width < least - 0.1 || height < least - 0.1))
      .map(([target, { width, height }]) => `${target.outerHTML.slice(0, 120)}: ${width.toFixed(1)} × ${height.toFixed(1)}`);
  }, LEAST_TARGET);
  assert.deepEqual(small, []);
}
