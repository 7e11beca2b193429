// A message in a real browser: its way, who vouches for it, and nothing asked before somebody wants it.

import assert from 'node:assert/strict';
import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { assertAccessible, assertNothingSticksOut, assertOnPaper, browser, inWorld, onPageAt, openEverything, picture, relay } from './harness.mjs';

inWorld();

const onMessage = (act, options) => onPageAt(browser, `${relay.url}#/message`, act, options);
const field = (page) => page.getByLabel('The message, or its headers alone');
const read = (page) => page.getByRole('button', { name: 'Read it' }).click();
const look = async (page) => {
  await page.getByRole('button', { name: 'Look up keys and policies' }).click();
  await page.getByText('Everything that DNS says of it today was looked up.').waitFor({ timeout: 30_000 });
};

const SELECTOR = 'letter';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = `v=DKIM1; k=rsa; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;

const RECEIVED = [
  'Received: from mx.receiver.example (mx.receiver.example [10.0.0.2])\r\n by store.receiver.example with LMTP id 3; Sun, 22 Nov 2026 10:05:31 +0000',
  'Authentication-Results: mx.receiver.example; spf=fail smtp.mailfrom=good.lab; dkim=pass header.d=good.lab; dmarc=pass header.from=good.lab',
  'Received: from mx1.good.lab (mx1.good.lab [198.41.0.4])\r\n by mx.receiver.example with ESMTPS (TLS1.3 cipher TLS_AES_256_GCM_SHA384) id 2\r\n for <you@receiver.example>; Sun, 22 Nov 2026 10:05:30 +0000',
  'Received: from laptop.good.lab (unknown [192.0.2.44])\r\n by mx1.good.lab with ESMTP id 1; Sun, 22 Nov 2026 10:00:00 +0000',
];
const HEADERS = [
  ['From', 'Somebody <somebody@good.lab>'],
  ['To', 'You <you@receiver.example>'],
  ['Subject', 'A letter'],
  ['Date', 'Sun, 22 Nov 2026 09:59:58 +0000'],
  ['Message-ID', '<1@good.lab>'],
];
const BODY = 'Dear You,\r\n\r\nthis is a letter.\r\n';

/** A message that is signed with relaxed canonicalisation (RFC 6376 §3.4). */
function signed({ body = BODY, sent = body } = {}) {
  const relaxed = (name, value) => `${name.toLowerCase()}:${value.replace(/\s+/g, ' ').trim()}`;
  const digest = createHash('sha256').update(body).digest('base64');
  const tags = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=good.lab; s=${SELECTOR}; h=from:to:subject:date; bh=${digest}; b=`;
  const over = [...HEADERS.filter(([name]) => name !== 'Message-ID').map(([name, value]) => relaxed(name, value)), relaxed('DKIM-Signature', tags)];
  const signature = createSign('RSA-SHA256').update(over.join('\r\n')).sign(privateKey, 'base64');
  const lines = [...RECEIVED, `DKIM-Signature: ${tags}${signature}`, ...HEADERS.map(([name, value]) => `${name}: ${value}`)];
  return `${lines.join('\r\n')}\r\n\r\n${sent}`;
}

/** Has the key in DNS: the world's own servers answer everything else. Tells which names were asked for. */
async function withKey(page) {
  const asked = [];
  await page.route('**/dns-query*', async (route) => {
    const request = route.request();
    const encoded = new URL(request.url()).searchParams.get('dns');
    const query = encoded ? Buffer.from(encoded, 'base64url') : request.postDataBuffer();
    const labels = [];
    let at = 12;
    while (query[at] > 0) {
      labels.push(query.subarray(at + 1, at + 1 + query[at]).toString());
      at += query[at] + 1;
    }
    const name = labels.join('.');
    asked.push(name);
    if (name !== `${SELECTOR}._domainkey.good.lab`) return route.continue();
    const question = query.subarray(12, at + 5);
    const texts = KEY.match(/.{1,200}/g).map((text) => Buffer.concat([Buffer.of(text.length), Buffer.from(text)]));
    const data = Buffer.concat(texts);
    const record = Buffer.concat([Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]), data]);
    const head = Buffer.concat([query.subarray(0, 2), Buffer.from([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])]);
    return route.fulfill({ contentType: 'application/dns-message', body: Buffer.concat([head, question, record]) });
  });
  return asked;
}

test('a signed message: its way, and that it is from whom it says', () =>
  onMessage(async (page) => {
    const asked = await withKey(page);
    await field(page).fill(signed());
    await read(page);
    await page.getByRole('heading', { name: /not known yet/ }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'verdict-heading');
    await page.waitForTimeout(300);
    assert.deepEqual(asked, [], 'nobody is asked before somebody wants it');
    // The way, oldest first, with what each line says of encryption and time.
    const hops = await page.locator('.hop').allInnerTexts();
    assert.equal(hops.length, 3);
    assert.match(hops[0], /laptop\.good\.lab/);
    assert.match(hops[1], /after 5 min 30 s/);
    assert.match(hops[1], /TLS ?1\.3/);
    assert.match(hops[2], /after 1 s/);

    await look(page);
    await page.getByRole('heading', { name: 'It is from whom it says', exact: true }).waitFor();
    assert.ok(asked.includes(`${SELECTOR}._domainkey.good.lab`), asked.join());
    assert.match(await page.locator('.signature').innerText(), /good\.lab: holds/);
    await openEverything(page);
    assert.match(await page.locator('.statement').innerText(), /mx\.receiver\.example/);
    assert.match(await page.locator('.headers').innerText(), /Message-ID/i);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page, colorScheme);
      await picture(page, `message-view-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await assertNothingSticksOut(page, `at ${width} pixels`);
      await picture(page, `message-view-${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    // Another border, by hand.
    await page.getByLabel('Your own servers begin at').selectOption('0');
    await page.locator('.hop').first().getByText('Here it came to').waitFor();
    await assertOnPaper(page, 'message-paper');
  }, { viewport: { width: 1280, height: 900 } }));

test('a message that was changed on the way, and headers without a body', () =>
  onMessage(async (page) => {
    await withKey(page);
    await field(page).fill(signed({ sent: BODY.replace('letter', 'bill') }));
    await read(page);
    await look(page);
    assert.match(await page.locator('.signature').innerText(), /good\.lab: body changed/);
    await page.getByRole('heading', { level: 2, name: /Nothing proves/ }).waitFor();
    // Headers alone: the signature holds as far as can be told.
    await field(page).fill(signed().split('\r\n\r\n')[0]);
    await read(page);
    await look(page);
    assert.match(await page.locator('.signature').innerText(), /holds for the headers/);
    await page.getByRole('heading', { level: 2, name: /if the body is unchanged/ }).waitFor();
  }));

test('what is no message is said, and a mail that is dropped anywhere is read', () =>
  onMessage(async (page) => {
    await read(page);
    await page.getByRole('alert').getByText('There is nothing to read.').waitFor();
    await field(page).fill('Dear Sir');
    await read(page);
    await page.getByRole('alert').getByText('There are no headers').waitFor();
    assert.equal(await field(page).getAttribute('aria-invalid'), 'true');
    await assertAccessible(page);
    await page.evaluate(() => (location.hash = '#/about'));
    await page.getByRole('heading', { level: 1, name: /about/i }).waitFor();
    await drop(page, signed());
    await page.getByRole('heading', { name: 'The way it took' }).waitFor();
    assert.equal(await page.locator('.hop').count(), 3);
    // One way back, and not to the page where it was looked at whether it brings a report.
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: /about/i }).waitFor();
    await page.goForward();
    await page.getByRole('heading', { level: 1, name: 'The way of a message' }).waitFor();
    // Here a message is one at once.
    await drop(page, signed());
    await page.getByRole('heading', { name: 'The way it took' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: /about/i }).waitFor();
  }));

/** Drops a file with this text. */
async function drop(page, text) {
  const data = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'letter.eml'));
    return data;
  }, text);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: data });
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

test('the sample is judged whole, and nobody is asked about it', () =>
  onMessage(async (page) => {
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: 'Try it with a sample message' }).click();
    await page.getByRole('heading', { level: 2, name: /Nothing proves/ }).waitFor();
    await page.getByText('what DNS says of it came with it').waitFor();
    assert.equal(await page.locator('.hop').count(), 4);
    assert.match(await page.locator('.signature').first().innerText(), /body changed/);
    assert.equal(await page.getByRole('button', { name: /Look up/ }).count(), 0);
    assert.deepEqual(asked.filter((path) => /^\/(v1\/(?!info)|dns-query)/.test(path)), []);
    await assertAccessible(page);
    await picture(page, 'message-sample');
  }));
