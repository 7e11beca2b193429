// Hostile text through everything that the page shows: nothing of it is executed or becomes markup, nothing hides or
// turns a line around, and nothing sticks out of a window of 320 pixels.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { browser, inWorld, openEverything, picture, relay } from './harness.mjs';
import { STRINGS, allText, hostile, indices, markerOf, onNarrowPage, visible, whatIsWrong } from './hostile.mjs';
import { answerWith, certificateOf, dnsOf, namesAsked, observations, policyOf, recorded } from './recorded.mjs';

const POLICY = 'https://mta-sts.good.lab/';
/** Of these a picture is kept. */
const KEPT = new Set([0, 36, 50, 51]);

inWorld();
before(() => assert.ok(STRINGS.length >= 40));

const started = (page) => page.locator('main h1').waitFor();
/** Where in evidence a stranger has a say, each by a word for its markers: changes the evidence so that it says `text`. */
const FIELDS = {
  // The relay about itself, and the resolver's address.
  vantage: (evidence, text) => (evidence.vantage.relay.vantage = text),
  version: (evidence, text) => (evidence.vantage.relay.version = text),
  ehloname: (evidence, text) => {
    Object.assign(evidence.vantage.relay, { ehlo_name: text, ehlo: 'not-found' });
    for (const { came } of evidence.outcomes) if (came.probe) came.probe.ehlo_name = text;
  },
  resolver: (evidence, text) => (evidence.vantage.resolver = text),
  // What servers say.
  greeting: (evidence, text) => {
    const { greeting, finish } = seen(evidence, 0);
    greeting.reply.lines = [text];
    finish.transcript.find(({ direction }) => direction === 'server').text = `220 ${text}`;
  },
  ehlo: (evidence, text) => seen(evidence, 0).ehlo.reply.lines.push(text),
  sealed: (evidence, text) => seen(evidence, 0).ehlo_sealed.reply.lines.push(text),
  starttls: (evidence, text) => {
    const { starttls, finish } = seen(evidence, 3);
    starttls.reply = { code: 454, lines: [text] };
    finish.stopped_because = { phase: 'start-tls', cause: { reply: { reply: starttls.reply } } };
    for (const later of ['session', 'ehlo_sealed', 'hellos', 'recipients']) delete seen(evidence, 3)[later];
  },
  dialogue: (evidence, text) => seen(evidence, 0).finish.transcript.push({ at_ms: 999, direction: 'server', text }),
  note: (evidence, text) => seen(evidence, 0).finish.transcript.push({ at_ms: 999, direction: 'note', text }),
  rcpt: (evidence, text) => (seen(evidence, 0).recipients.tried[0].recipient = text),
  rcptreply: (evidence, text) => (seen(evidence, 0).recipients.tried[0].reply.lines = [text]),
  // Why something failed.
  tlsbroken: (evidence, text) => {
    const { finish } = seen(evidence, 2);
    finish.stopped_because = { phase: 'handshake', cause: { 'tls-broken': { detail: text, excerpt: text } } };
    for (const later of ['session', 'ehlo_sealed', 'hellos', 'recipients']) delete seen(evidence, 2)[later];
  },
  malformed: (evidence, text) => dnsFails(evidence, 4, { malformed: { reason: 'no-code', excerpt: text } }),
  alert: (evidence, text) => dnsFails(evidence, 5, { 'tls-alert': { code: 70, name: text } }),
  reply: (evidence, text) => dnsFails(evidence, 6, { reply: { reply: { code: 554, lines: [text] } } }),
  path: (evidence, text) => {
    const broken = { broken: { fault: 'other', detail: text } };
    Object.assign(seen(evidence, 1).session.chain, { path_now: broken, path_within_validity: broken });
  },
  signature: (evidence, text) => (seen(evidence, 1).session.signature = { wrong: { scheme: 2053, reason: text } }),
  resolving: (evidence, text) => dnsFails(evidence, 0, { resolver: { detail: text } }),
  internal: (evidence, text) => dnsFails(evidence, 1, { internal: { detail: text } }),
  unreachable: (evidence, text) => dnsFails(evidence, 2, { unreachable: { detail: text } }),
  busy: (evidence, text) => dnsFails(evidence, 3, { busy: { detail: text } }),
  // Certificates.
  subject: (evidence, text, names = ['san', 'sam']) => {
    const index = STRINGS.findIndex((_, at) => text === hostile('subject', at));
    const certificate = certificateOf('mx1.good.lab', {
      subject: text,
      issuer: hostile('issuer', index),
      names: names.map((word) => hostile(word, index)),
    });
    const { chain } = seen(evidence, 0).session;
    Object.assign(chain, { certificates: [certificate], leaf_chains_to: [false] });
  },
  // Records and the policy file.
  txt: (evidence, text) => answerWith(evidence, 'good.lab', 'TXT', [text, `v=spf1 mx exists:%{i}.${text} exp=${text} ~all`]),
  dmarc: (evidence, text) => answerWith(evidence, '_dmarc.good.lab', 'TXT', [`v=DMARC1; p=none; rua=mailto:${text}; x=${text}`]),
  sts: (evidence, text) => answerWith(evidence, '_mta-sts.good.lab', 'TXT', [`v=STSv1; id=${text}`]),
  rpt: (evidence, text) => answerWith(evidence, '_smtp._tls.good.lab', 'TXT', [`v=TLSRPTv1; rua=${text}`]),
  bimi: (evidence, text) => answerWith(evidence, 'default._bimi.good.lab', 'TXT', [`v=BIMI1; l=${text}; a=${text}`]),
  dkim: (evidence, text) => answerWith(evidence, 'default._domainkey.good.lab', 'TXT', [`v=DKIM1; k=rsa; n=${text}; p=${text}`]),
  ptr: (evidence, text) => answerWith(evidence, namesAsked(evidence, 'PTR')[0], 'PTR', [text]),
  policy: (evidence, text) => {
    const body = `version: STSv1\r\nmode: enforce\r\nmx: ${text}\r\n${text}: x\r\nmax_age: ${text}\r\n`;
    policyOf(evidence).body = Buffer.from(body).toString('base64');
  },
  mediatype: (evidence, text) => (policyOf(evidence).content_type = text),
  location: (evidence, text) => (policyOf(evidence).location = text),
};

/** What is not shown in every case, and why that is meant. */
const MAY_BE_UNSEEN = {
  ehloname: 'the name of the relay is only said where it has no place or may be to blame',
  malformed: 'that it was no SMTP is said, and not what it was',
  location: 'only a redirect is said to lead somewhere',
  mediatype: 'only the type itself is quoted, and only where it is wrong',
  rcpt: 'who was tried is said in words where there are none of a server',
};

const seen = (evidence, at) => observations(evidence)[at][2];

/** Questions whose answer nothing else here depends on. */
function dnsFails(evidence, at, cause) {
  const name = namesAsked(evidence, 'TXT').filter((name) => /^(?!default).*\._domainkey\./.test(name))[at];
  dnsOf(evidence, name, 'TXT').answer = { failed: { failure: { phase: 'dns', cause } } };
}

/** A file in which a string stands wherever a stranger has a say. */
function fileWith(index) {
  const evidence = recorded('relays-for-anybody-lab');
  for (const [word, change] of Object.entries(FIELDS)) change(evidence, hostile(word, index));
  return { name: `evidence.json`, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(evidence)) };
}

async function openFile(page, file) {
  await page.evaluate(() => (location.hash = '#/'));
  await page.locator('input[type=file]').first().setInputFiles(file);
}

/** Waits for a marker, and says why if the page complains instead. */
async function shown(page, marker) {
  const text = await page.waitForFunction(
    (marker) => {
      if (document.querySelector('main h1') && document.body.textContent.includes(marker)) return 'shown';
      return [...document.querySelectorAll('[role="alert"]')].map((alert) => alert.textContent).join('') || false;
    },
    marker,
    { timeout: 15_000 },
  );
  assert.equal(await text.jsonValue(), 'shown');
}

test('in a report: banners, replies, records, policies, certificates, failures, the relay’s own words', () =>
  onNarrowPage(browser, relay, async (page) => {
    await started(page);
    const problems = [];
    const unseen = {};
    for (const index of indices) {
      const [name] = STRINGS[index];
      await openFile(page, fileWith(index));
      await shown(page, markerOf('vantage', index));
      await openEverything(page);
      for (const wrong of await whatIsWrong(page, [POLICY])) problems.push(`${name}: ${wrong}`);
      const text = await allText(page);
      for (const word of [...Object.keys(FIELDS), 'issuer', 'san'])
        if (!text.includes(markerOf(word, index))) (unseen[word] ??= []).push(name);
      // Word for word where the page quotes word for word.
      if (!text.includes(visible(hostile('dialogue', index)))) problems.push(`${name}: is not shown as it was said`);
      if (KEPT.has(index)) await picture(page, `hostile-${index}`);
    }
    assert.deepEqual(problems, []);
    for (const word of Object.keys(MAY_BE_UNSEEN)) delete unseen[word];
    const missed = Object.entries(unseen).map(([word, names]) => `${word}: ${names.length}, such as ${names.slice(0, 5)}`);
    assert.deepEqual(missed, [], 'fields in which a string was not shown: the test would prove nothing about them');
  }));

/** What the clipboard holds, as a person gets it: the page itself may not read it. */
async function pasted(page) {
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('textarea'), { id: 'paste-here' })));
  await page.locator('#paste-here').focus();
  await page.keyboard.press('Control+V');
  return page.locator('#paste-here').evaluate((area) => (area.remove(), area.value));
}

test('what is copied is what is shown', () =>
  onNarrowPage(
    browser,
    relay,
    async (page) => {
      let copied = 0;
      for (const index of indices.filter((index) => /override|zero|ANSI colours|line ends|script tag$/.test(STRINGS[index][0]))) {
        await openFile(page, fileWith(index));
        await shown(page, markerOf('vantage', index));
        await openEverything(page);
        // By handle: a button that was pressed is called something else.
        const buttons = await page.getByRole('button', { name: /^copy\b/i }).elementHandles();
        for (const one of buttons.slice(0, 8)) {
          await one.evaluate((button) => button.click());
          await page.waitForFunction((button) => /^copied/i.test(button.innerText), one);
          const shownThere = await one.evaluate((button) => {
            let around = button.parentElement;
            while (around && !around.querySelector('pre, code')) around = around.parentElement;
            return [...(around?.querySelectorAll('pre, code') ?? [])].map((element) => element.textContent);
          });
          const clipboard = await pasted(page);
          assert.ok(shownThere.includes(clipboard), `copied ${JSON.stringify(clipboard)}, shown ${JSON.stringify(shownThere)}`);
          copied += 1;
        }
      }
      assert.ok(copied > 20, `only ${copied} were copied`);
    },
    { permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' },
  ));

test('what is saved has a harmless name', () =>
  onNarrowPage(browser, relay, async (page) => {
    await openFile(page, fileWith(0));
    await shown(page, markerOf('vantage', 0));
    for (const save of await page.getByRole('button', { name: /^save/i }).all()) {
      const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
      assert.match(download.suggestedFilename(), /^waxseal-[a-z0-9.-]+$/);
    }
  }));
