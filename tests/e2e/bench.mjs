#!/usr/bin/env node
// What the page costs in Chromium: what it loads, until it can be used, and to judge evidence from a file.
//
//   node tests/e2e/bench.mjs EVIDENCE
//
// Needs the page in dist/ and what `make test` installs.

import { startBrowser } from './browser.mjs';
import { staticHost } from './hosts.mjs';

const RUNS = 9;
const AGAIN = 3;
const [evidence] = process.argv.slice(2);

const host = await staticHost({ brotli: true });
const url = `${host.url}/`;
const browser = await startBrowser();
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

const loaded = [];
const painted = [];
const usable = [];
const first = [];
const later = [];
const opened = [];
for (let run = 0; run < RUNS; run += 1) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  // The field of the program, and not the one that index.html has before it.
  await page.locator('#domain').waitFor();
  usable.push(await page.evaluate(() => performance.now()));
  painted.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0));
  loaded.push(await page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, { transferSize }) => sum + transferSize, 0)));
  if (evidence) {
    const begun = performance.now();
    await page.locator('#evidence-file').setInputFiles(evidence);
    await page.locator('#grade').waitFor();
    opened.push(performance.now() - begun);
    // A check judges after every answer: the browser has compiled the code by then, as it has here.
    for (let again = 0; again < AGAIN; again += 1) {
      await page.evaluate(() => { location.hash = '#/'; });
      await page.locator('#domain').waitFor();
      await page.locator('#evidence-file').setInputFiles(evidence);
      await page.locator('#grade').waitFor();
    }
    const [cold, ...warm] = await page.evaluate(() => performance.getEntriesByName('assess', 'measure').map(({ duration }) => duration));
    first.push(cold);
    later.push(...warm);
  }
  await context.close();
}
const ms = (time) => `${time.toFixed(1)} ms`;
console.log(`page                ${(median(loaded) / 1024).toFixed(0)} KiB loaded, ${ms(median(painted))} until the first paint, ${ms(median(usable))} until it can be used (medians of ${RUNS}, nothing in the cache)`);
if (evidence)
  console.log(`assess in Chromium  ${ms(median(later))} for the whole (median), ${ms(later.at(-1))} at worst; ${ms(median(first))} the first time in a new page, which compiles the code on the way; ${ms(median(opened))} from the file to the report`);
await browser.close();
host.close();
