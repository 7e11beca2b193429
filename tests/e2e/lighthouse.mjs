#!/usr/bin/env node
// Lighthouse on the page as the relay serves it.
//
//   node tests/e2e/lighthouse.mjs FOLDER     with Lighthouse in FOLDER/node_modules

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { startRelay } from '../world/programs.mjs';

const [folder] = process.argv.slice(2);
const OUT = new URL('../../target/lighthouse/', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** What each page must reach, in percent; a report loads what judges beside the page. */
const PAGES = [
  ['home', '', { performance: 95, accessibility: 100, 'best-practices': 100 }],
  ['report', '#/sample/typical', { performance: 0, accessibility: 100, 'best-practices': 100 }],
];

mkdirSync(OUT, { recursive: true });
const relay = await startRelay();
let failed = false;
try {
  for (const [name, hash, least] of PAGES) {
    const path = `${OUT}${name}.json`;
    const flags = ['--quiet', '--output=json', `--output-path=${path}`, '--only-categories=performance,accessibility,best-practices', '--chrome-flags=--headless=new --no-sandbox --disable-gpu'];
    execFileSync(`${folder}/node_modules/.bin/lighthouse`, [`${relay.url}${hash}`, ...flags], { env: { ...process.env, CHROME_PATH: CHROMIUM }, stdio: ['ignore', 'inherit', 'inherit'] });
    const { categories, audits } = JSON.parse(readFileSync(path, 'utf8'));
    const scores = Object.entries(least).map(([category, atLeast]) => {
      const score = Math.round(categories[category].score * 100);
      if (score < atLeast) failed = true;
      return `${category} ${score}`;
    });
    const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'total-byte-weight'].map((id) => `${id} ${audits[id]?.displayValue}`);
    console.log(`${name}: ${scores.join(', ')} (${times.join(', ')})`);
    for (const category of Object.keys(least))
      for (const { id } of categories[category].auditRefs)
        if (category !== 'performance' && audits[id].score !== null && audits[id].score < 1) console.log(`  ${category}: ${id}: ${audits[id].title}`);
  }
} finally {
  relay.stop();
}
process.exitCode = failed ? 1 : 0;
