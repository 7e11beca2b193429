// How the page holds up: narrow and wide, with text of twice the size, in the system's own colours, without motion.
// Each view is kept as a picture in target/screenshots.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingSticksOut, browser, inWorld, picture, relay, windowPicture } from './harness.mjs';
import { VIEWS, onView } from './routes.mjs';

const WIDTHS = [320, 768, 1440];
const HEIGHT = 900;
/** Of a report with everything open, as much as one looks at. */
const HIGHEST = 8_000;

inWorld();

for (const view of VIEWS) {
  test(view.name, async () => {
    const act = async (page) => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        await assertNothingSticksOut(page, `${view.name} at ${width}`);
        await picture(page, `${view.name}-${width}-light`, HIGHEST);
      }
      await page.emulateMedia({ colorScheme: 'dark' });
      await picture(page, `${view.name}-1440-dark`, HIGHEST);
      await page.emulateMedia({ colorScheme: 'light' });

      await page.setViewportSize({ width: 1280, height: HEIGHT });
      await withLargeText(page, async () => {
        await assertNothingSticksOut(page, `${view.name} with text of 200 %`);
        await assertNothingIsCut(page);
        await windowPicture(page, `${view.name}-1280-large`);
      });

      await page.setViewportSize({ width: 1280, height: HEIGHT });
      await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
      await assertShapesRemain(page);
      await windowPicture(page, `${view.name}-1280-forced`);
      await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light', reducedMotion: 'reduce' });
      await assertStill(page);
    };
    assert.deepEqual(await onView(browser, relay.url, view, act, { viewport: { width: 1280, height: HEIGHT } }), []);
  });
}

/** WCAG 1.4.4, as by the setting for the size of text in the browser: the conditions of the style sheet hear of it. */
async function withLargeText(page, act) {
  const devtools = await page.context().newCDPSession(page);
  const fontSize = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  const usual = await fontSize();
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 2 * usual, fixed: 26 } });
  assert.equal(await fontSize(), 2 * usual, 'the page follows the size that its user chose');
  await act();
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: usual, fixed: 13 } });
}

/** No text is hidden by a box that does not grow with it. */
async function assertNothingIsCut(page) {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('main *, header *, footer *')]
      .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, svg, pre, [tabindex="0"], textarea, select'))
      .filter((element) => {
        const style = getComputedStyle(element);
        const hides = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
        const { clientWidth, clientHeight, scrollWidth, scrollHeight } = element;
        const isForReadersOnly = clientWidth <= 1 || clientHeight <= 1;
        return hides && !isForReadersOnly && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1);
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  assert.deepEqual(cut, []);
}

/** In forced colours backgrounds and shadows are gone: what can be pressed keeps an edge, and a sign its lines. */
async function assertShapesRemain(page) {
  const lost = await page.evaluate(() => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true });
    const edgeless = [...document.querySelectorAll('button, input:not([type="file"]), select, textarea')].filter((element) => {
      const { borderTopStyle, borderTopWidth, appearance, textDecorationLine } = getComputedStyle(element);
      const hasEdge = borderTopStyle !== 'none' && parseFloat(borderTopWidth) > 0;
      return shown(element) && !hasEdge && appearance === 'none' && textDecorationLine === 'none';
    });
    // A sign that the system's ground would swallow.
    const ground = getComputedStyle(document.body).backgroundColor;
    const signs = [...document.querySelectorAll('svg[aria-hidden="true"] path')].filter((path) => {
      const { stroke, fill, color } = getComputedStyle(path);
      return shown(path.ownerSVGElement) && [stroke, fill].every((paint) => paint === 'none' || paint === ground) && color === ground;
    });
    return [...edgeless, ...signs].map((element) => element.outerHTML.slice(0, 120));
  });
  assert.deepEqual(lost, []);
}

/** Nothing moves, fades or glides for those who asked for that. */
async function assertStill(page) {
  const moving = await page.evaluate(() => {
    const running = document.getAnimations().filter(({ playState }) => playState === 'running');
    const glides = getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? ['smooth scrolling'] : [];
    const slow = [...document.querySelectorAll('*')].filter((element) =>
      getComputedStyle(element).transitionDuration.split(',').some((span) => parseFloat(span) > 0.01),
    );
    return [...running.map(({ animationName }) => `animation ${animationName}`), ...glides, ...slow.map((element) => `transition of ${element.className}`)];
  });
  assert.deepEqual(moving, []);
}
