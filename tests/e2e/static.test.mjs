// The page on a static host, without a relay: DNS alone is judged, and the page says so.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { requireWorld, startRelay } from '../world/programs.mjs';
import { startBrowser } from './browser.mjs';
import { ask, assertAccessible, onPageAt, picture } from './harness.mjs';
import { staticHost } from './hosts.mjs';

const FOLDER = '/pages/waxseal/';
const RESOLVER = 'https://cloudflare-dns.com/dns-query';

let host;
let url;
let relay;
let browser;

before(async () => {
  requireWorld();
  // Only to answer in the place of the public resolver, which the test world does not have.
  relay = await startRelay();
  host = await staticHost({ folder: FOLDER });
  url = host.url + FOLDER;
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  host?.close();
  relay?.stop();
});

const POLICY = 'https://mta-sts.good.lab/.well-known/mta-sts.txt';

/** That no relay is found, and that resolver and policy are somebody else's, is how it is meant here. */
const isMeant = (fault) =>
  /status of 404/.test(fault) ||
  [RESOLVER, POLICY].some((url) => fault.startsWith(`request to another origin: ${url}`));

/** A browser says in the console that a policy may not be read, which the page says in the report. */
const isOfPolicy = (fault) => fault.includes(POLICY) || /^console error: Failed to load resource: net::ERR_FAILED/.test(fault);

/** Passes questions for the public resolver on to the world's. */
async function withResolver(page, asked) {
  await page.route(`${RESOLVER}?*`, async (route) => {
    asked.push(route.request().url());
    const answer = await fetch(`${relay.url}dns-query${new URL(route.request().url()).search}`, {
      headers: { accept: 'application/dns-message' },
    });
    const headers = { 'content-type': answer.headers.get('content-type') ?? '', 'access-control-allow-origin': '*' };
    await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
  });
}

test('without a relay DNS is judged, and nothing is said of what only a relay can see', () =>
  onPageAt(
    browser,
    url,
    async (page) => {
      const asked = [];
      await withResolver(page, asked);
      // No policy host has to let a page read its answer; this one does not know the page.
      await page.route(POLICY, (route) => route.fulfill({ status: 404 }));
      await page.getByText('DNS only.').waitFor();
      const grade = await ask(page, 'good.lab');
      assert.ok(asked.length > 3, 'DNS was asked');
      assert.doesNotMatch(grade, /^[A-F]\+?$/, 'no letter without having seen a server');
      const text = await page.getByRole('main').innerText();
      assert.match(text, /mx1\.good\.lab/);
      assert.match(text, /there was no relay, so only DNS was looked at/);
      assert.match(text, /No connection to a mail server was made/);
      assert.equal(await page.getByText('Look deeper', { exact: true }).count(), 0);
      await picture(page, 'static');
      await assertAccessible(page);
    },
    { expected: (fault) => isMeant(fault) || isOfPolicy(fault) },
  ));

test('without a resolver either, the domain is not blamed', () =>
  onPageAt(
    browser,
    url,
    async (page) => {
      await page.route(`${RESOLVER}?*`, (route) => route.abort('connectionrefused'));
      await ask(page, 'good.lab');
      await page.getByText('The DNS resolver gives this page no answer.').waitFor();
      await page.getByText(/The domain is not to blame/).waitFor();
    },
    { expected: (fault) => isMeant(fault) || /ERR_CONNECTION_REFUSED|blocked by CORS|Failed to load resource/.test(fault) },
  ));
