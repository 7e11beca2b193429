// The colours of tokens.css, by the arithmetic of WCAG 2.2 (§1.4.3, §1.4.11): every pair that the page makes of them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const TEXT = 4.5;
const SHAPE = 3;

const css = readFileSync(new URL('../../frontend/styles/tokens.css', import.meta.url), 'utf8');
const light = tokens(/^:root \{([^}]*)\}/m);
const themes = {
  light,
  'dark by preference': { ...light, ...tokens(/:root:not\(\[data-theme="light"\]\) \{([^}]*)\}/) },
  'dark by choice': { ...light, ...tokens(/^:root\[data-theme="dark"\] \{([^}]*)\}/m) },
};

const GROUNDS = ['ground', 'surface', 'sunken'];
const STATUS = ['good', 'info', 'advice', 'warning', 'error', 'unknown', 'waiting', 'nothing'];
const WAX = ['wax-a-plus', 'wax-a', 'wax-b', 'wax-c', 'wax-d', 'wax-f', 'wax-plain'];

/** Foreground, grounds, and how far apart they have to be. */
const PAIRS = [
  ...['ink', 'ink-soft', 'accent', 'accent-deep', ...STATUS].map((colour) => [colour, GROUNDS, TEXT]),
  ['on-accent', ['accent', 'accent-deep'], TEXT],
  // Edges of fields and buttons, the ring of the focus, the bar of progress.
  ['line-strong', GROUNDS, SHAPE],
  ['focus', GROUNDS, SHAPE],
];

describe('colours', () => {
  for (const [theme, colours] of Object.entries(themes)) {
    test(theme, () => {
      const faint = [];
      for (const [colour, grounds, least] of PAIRS) {
        for (const ground of grounds) {
          const ratio = contrast(colours[colour], colours[ground]);
          if (!(ratio >= least)) faint.push(`${colour} on ${ground}: ${ratio.toFixed(2)}, not ${least}`);
        }
      }
      // The stamp in the wax is large and always light.
      for (const wax of WAX) {
        const ratio = contrast('#fff6ea', colours[wax]);
        if (!(ratio >= SHAPE)) faint.push(`stamp on ${wax}: ${ratio.toFixed(2)}`);
      }
      assert.deepEqual(faint, []);
    });
  }

  test('both ways to the dark theme lead to the same', () => {
    assert.deepEqual(themes['dark by choice'], themes['dark by preference']);
    assert.notDeepEqual(themes['dark by choice'], light);
  });

  test('the arithmetic', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21);
    assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
  });
});

function tokens(block) {
  const [, body] = css.match(block) ?? assert.fail(`tokens.css has no ${block}`);
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/gi)].map(([, name, value]) => [name, value]));
}

function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour) {
  const parts = colour.match(/[0-9a-f]{2}/gi).map((hex) => parseInt(hex, 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
