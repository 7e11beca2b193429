// Whom the page asks: in each mode exactly those whom the user chose, and nobody else.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { requireWorld, startRelay } from '../world/programs.mjs';
import { startBrowser } from './browser.mjs';
import { settledGrade } from './harness.mjs';
import { recorded } from './recorded.mjs';

const CLOUDFLARE = 'https://cloudflare-dns.com/dns-query';
const QUAD9 = 'https://dns.quad9.net/dns-query';
const CHOSEN = 'https://resolver.example/dns-query';
const OTHER_RELAY = 'https://relay.example';
const POLICY = 'https://mta-sts.good.lab/.well-known/mta-sts.txt';
/** What the page is made of. */
const PAGE = /^(index\.html)?$|^[\w.-]+\.(js|css|wasm|svg|json|webmanifest|png|ico)(\?[^#]*)?$/;

let relay;
let strict;
let browser;

before(async () => {
  requireWorld();
  // The operator's policy lets the page go where its user says, as on a host of files.
  const allowed = [CHOSEN, OTHER_RELAY, POLICY].flatMap((url) => ['--connect-src', new URL(url).origin]);
  relay = await startRelay(allowed);
  strict = await startRelay();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  relay?.stop();
  strict?.stop();
});

/** Passes on what is meant for somebody outside of the world, as that one would answer. */
const answering = {
  async dns(route) {
    const { search } = new URL(route.request().url());
    const answer = await fetch(`${relay.url}dns-query${search}`, { headers: { accept: 'application/dns-message' } });
    const headers = { 'content-type': answer.headers.get('content-type') ?? '', 'access-control-allow-origin': '*' };
    await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
  },
  async relay(route) {
    const request = route.request();
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers: cors });
    const { pathname, search } = new URL(request.url());
    const { origin } = new URL(relay.url);
    const { 'content-type': type, accept } = request.headers();
    const headers = { origin, accept, ...(type && { 'content-type': type }) };
    const answer = await fetch(`${origin}${pathname}${search}`, { method: request.method(), headers, body: request.postData() ?? undefined });
    const body = Buffer.from(await answer.arrayBuffer());
    return route.fulfill({ status: answer.status, headers: { ...cors, 'content-type': answer.headers.get('content-type') ?? '' }, body });
  },
  nothing: (route) => route.fulfill({ status: 404, body: 'not found' }),
  policy: (route) => route.fulfill({ status: 404, body: 'not found', headers: { 'access-control-allow-origin': '*' } }),
};

/** What each mode is, and who may be asked for what besides the page's own files. `API` is the relay on the page's own origin. */
const API = ['v1/info', 'v1/probe', 'v1/policy', 'dns-query'];
const MODES = [
  { name: 'the relay that serves the page', own: API, foreign: [] },
  {
    name: 'a chosen resolver beside it',
    settings: { resolver: { kind: 'quad9' } },
    routes: { [`${QUAD9}?*`]: answering.dns },
    // Reverse names and blocklists are asked through the relay, as its address matters.
    own: API,
    foreign: [QUAD9],
  },
  {
    name: 'a resolver that the link chose',
    search: `?doh=${encodeURIComponent(CHOSEN)}`,
    routes: { [`${CHOSEN}?*`]: answering.dns },
    own: API,
    foreign: [CHOSEN],
  },
  {
    name: 'another relay',
    settings: { relay: OTHER_RELAY },
    routes: { [`${OTHER_RELAY}/**`]: answering.relay },
    own: [],
    foreign: API.map((path) => `${OTHER_RELAY}/${path}`),
  },
  {
    name: 'a relay that the link chose',
    search: `?relay=${encodeURIComponent(OTHER_RELAY)}`,
    routes: { [`${OTHER_RELAY}/**`]: answering.relay },
    own: [],
    foreign: API.map((path) => `${OTHER_RELAY}/${path}`),
  },
  {
    name: 'no relay',
    routes: { '**/v1/info': answering.nothing, [`${CLOUDFLARE}?*`]: answering.dns, [POLICY]: answering.policy },
    own: ['v1/info'],
    foreign: [CLOUDFLARE, POLICY],
  },
  {
    name: 'no relay, and a chosen resolver',
    settings: { resolver: { kind: 'custom', url: CHOSEN } },
    routes: { '**/v1/info': answering.nothing, [`${CHOSEN}?*`]: answering.dns, [POLICY]: answering.policy },
    own: ['v1/info'],
    foreign: [CHOSEN, POLICY],
  },
];

describe('whom the page asks', () => {
  for (const mode of MODES) {
    test(mode.name, () =>
      listening(mode, async (page, asked) => {
        await page.goto(`${relay.url}${mode.search ?? ''}#/check/good.lab`);
        await settledGrade(page);
        assert.deepEqual(asked(), { own: [...mode.own].sort(), foreign: [...mode.foreign].sort() });
      }));
  }

  test('nobody whom the operator’s policy does not name, whatever the link says', () =>
    listening({}, async (page, asked) => {
      await page.goto(`${strict.url}?doh=${encodeURIComponent(CHOSEN)}&relay=${encodeURIComponent(OTHER_RELAY)}#/check/good.lab`);
      await settledGrade(page);
      assert.deepEqual(asked(), { own: [], foreign: [] });
    }, strict));

  test('a file that is opened: nobody, not even the relay about the domain', () =>
    listening({}, async (page, asked, all) => {
      await page.goto(`${relay.url}#/`);
      const file = { name: 'evidence.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(recorded('good-lab'))) };
      await page.locator('input[type=file]').first().setInputFiles(file);
      await settledGrade(page);
      assert.deepEqual(asked(), { own: ['v1/info'], foreign: [] });
      assert.ok(!all.some((request) => /good\.lab/.test(request.url())), 'the domain is in no address');
    }));
});

/** Opens a page on which all that any part of it asks for is written down. */
async function listening({ settings, routes = {} }, act, server = relay) {
  const context = await browser.newContext();
  const all = [];
  try {
    for (const [pattern, answer] of Object.entries(routes)) await context.route(pattern, answer);
    // Of the context, so that workers are heard too.
    context.on('request', (request) => /^https?:/.test(request.url()) && all.push(request));
    const page = await context.newPage();
    if (settings) await page.addInitScript((stored) => localStorage.setItem('waxseal.settings', stored), JSON.stringify(settings));
    const { origin } = new URL(server.url);
    const asked = () => {
      const own = new Set();
      const foreign = new Set();
      for (const request of all) {
        const url = new URL(request.url());
        const path = url.pathname.slice(1);
        if (url.origin !== origin) foreign.add(`${url.origin}${url.pathname}`);
        else if (!PAGE.test(path)) own.add(path);
      }
      return { own: [...own].sort(), foreign: [...foreign].sort() };
    };
    await act(page, asked, all);
    await assertAnonymous(all, origin);
  } finally {
    await context.close();
  }
}

/** Nobody is told where the user came from or gets a cookie, and what is behind the # stays there. */
async function assertAnonymous(all, origin) {
  for (const request of all) {
    const { cookie, referer, authorization } = await request.allHeaders();
    const isForeign = new URL(request.url()).origin !== origin;
    assert.deepEqual([cookie, authorization, isForeign && referer], [undefined, undefined, isForeign && undefined], request.url());
    assert.ok(!new URL(request.url()).hash.includes('good.lab') || request.isNavigationRequest(), request.url());
  }
}
