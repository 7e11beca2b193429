// Every view of the page, one a line: what holds of all of them is tested on each.
//
// A new page joins by a line in VIEWS. A test compares this list with frontend/src/route.rs, so none is forgotten.

import { readFileSync } from 'node:fs';
import { openPage } from './browser.mjs';
import { openEverything, settledGrade } from './harness.mjs';

const ROUTES = new URL('../../frontend/src/route.rs', import.meta.url).pathname;

/** The heading in the place of a page whose part of the program is still being fetched. */
export const AWAITED = 'One moment';

/** Name, place, and how it comes to be what is meant. The name is also that of its pictures. */
export const VIEWS = [
  view('home', '#/'),
  view('settings', '#/settings'),
  view('about', '#/about'),
  view('file', '#/file'),
  view('many', '#/many'),
  view('reports', '#/reports'),
  view('message', '#/message'),
  view('not-found', '#/no/such/page'),
  view('refused', '#/check/not%20a%20name'),
  view('refused-service', '#/host/mx1.good.lab/pigeon'),
  view('learn', '#/learn'),
  view('topic', '#/learn/starttls', { ready: read }),
  view('grading', '#/grading', { ready: read }),
  view('findings', '#/findings', { ready: read }),
  view('finding', '#/findings/dane-mismatch', { ready: read }),
  view('samples', '#/sample'),
  view('sample', '#/sample/policy-mismatch', { ready: settledGrade }),
  view('history', '#/history'),
  view('history-of', '#/history/good.lab'),
  view('compare', '#/compare'),
  view('shared-broken', '#/r/1.AAAA'),
  view('perfect', '#/check/tenant-modern.lab', { ready: settledGrade }),
  view('ordinary', '#/check/usual.plain', { ready: settledGrade }),
  view('broken', '#/check/sts-misses-all.lab', { ready: settledGrade }),
  view('host', '#/host/smtp.subm-good.lab/submissions', { ready: settledGrade }),
  view('running', '#/check/good.lab', { prepare: holdProbes, ready: running }),
  view('cancelled', '#/check/good.lab', { prepare: holdProbes, ready: cancelled }),
  view('no-relay', '#/', { prepare: withoutRelay, ready: missing, expected: /status of 404/ }),
  view('link-override', '#/', { search: '?doh=https://resolver.invalid/dns-query&relay=javascript:1' }),
];

function view(name, hash, { search = '', prepare, ready = heading, expected } = {}) {
  return { name, hash, search, prepare, ready, expected };
}

/** The first part of every route that the page knows. */
export function routesOfThePage() {
  const patterns = readFileSync(ROUTES, 'utf8').matchAll(/^\s*\[\s*"([^"]*)"/gm);
  return [...new Set([...patterns].map(([, first]) => first))];
}

/** The first part of a view's place. */
export const firstPart = ({ hash }) => hash.replace(/^#\/?/, '').split('/')[0];

/** Opens a view with everything in it that can be opened, and gives it to `act`; tells what happened that must not. */
export async function onView(browser, origin, view, act, { closed = false, ...options } = {}) {
  const url = `${origin}${view.search}${view.hash}`;
  const { page, faults, close } = await openPage(browser, url, { ...options, prepare: view.prepare });
  try {
    await view.ready(page);
    if (!closed) await openEverything(page);
    await act(page);
    return faults.filter((fault) => !view.expected?.test(fault));
  } finally {
    await close();
  }
}

/** The page has started and shows what it is about. */
async function heading(page) {
  await page.locator('#loading').waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Looking for a relay').waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: AWAITED }).waitFor({ state: 'detached' });
}

/** A page of words that are fetched. */
async function read(page) {
  await heading(page);
  await page.waitForFunction(() => ![...document.querySelectorAll('[role=status]')].some((status) => status.textContent.startsWith('Loading')));
}

/** Servers are asked and do not answer. */
async function holdProbes(page) {
  await page.route('**/v1/probe', () => {});
}

async function running(page) {
  await page.getByRole('progressbar').waitFor();
  // DNS has been answered, and servers are waited for.
  await page.getByRole('heading', { name: 'mx1.good.lab' }).first().waitFor();
}

async function cancelled(page) {
  await running(page);
  await page.getByRole('button', { name: /^cancel|^stop/i }).click();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
}

/** As on a host of files. */
async function withoutRelay(page) {
  await page.route('**/v1/info', (route) => route.fulfill({ status: 404, body: 'not found' }));
}

async function missing(page) {
  await page.getByText(/DNS only/).first().waitFor();
}
