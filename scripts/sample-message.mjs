#!/usr/bin/env node
// Writes the sample mail, and the answers of DNS that go with it: mail that a mailing list has changed, so that DMARC fails.
//
//   node scripts/sample-message.mjs [FOLDER]     frontend/public/samples, unless given
//
// The domains and addresses are those of documentation, so nothing in the real DNS goes with the mail: whoever looks at it
// has to judge by the answers written here.

import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? fileURLToPath(new URL('../frontend/public/samples', import.meta.url));
/** Monday, 23 November 2026, 08:00:30 UTC. */
const NOW = 1_795_420_830;

/** A key for Ed25519 that everybody can make from its name, so it is good for nothing but this sample. */
function key(name) {
  const seed = createHash('sha256').update(`waxseal sample: ${name}`).digest();
  const wrapped = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const secret = createPrivateKey({ key: wrapped, format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { secret, record: `v=DKIM1; k=ed25519; p=${raw.toString('base64')}` };
}

const AUTHOR = { domain: 'example.org', selector: 'mail1', ...key('example.org') };
const LIST = { domain: 'lists.example.com', selector: 'arc', ...key('lists.example.com') };

// RFC 6376 §3.4.2 and §3.4.4.
const relaxedHeader = ([name, value]) => `${name.toLowerCase()}:${value.replaceAll('\r\n', '').replace(/[ \t]+/g, ' ').trim()}`;
const relaxedBody = (text) => `${text.replace(/[ \t]+(?=\r\n)/g, '').replace(/[ \t]+/g, ' ').replace(/(\r\n)+$/, '')}\r\n`;
const digest = (text) => createHash('sha256').update(text).digest();
const signed = ({ secret }, text) => sign(null, digest(text), secret).toString('base64').replace(/.{60}/g, '$&\r\n\t ');

/** A signature over headers and body: DKIM-Signature or ARC-Message-Signature. */
function signature(name, begin, who, headers, body) {
  const names = ['From', 'To', 'Subject', 'Date', 'Message-ID'];
  const found = names.map((wanted) => headers.findLast(([one]) => one === wanted));
  const bh = digest(relaxedBody(body)).toString('base64');
  const value =
    ` ${begin} a=ed25519-sha256; c=relaxed/relaxed; d=${who.domain};\r\n\ts=${who.selector}; t=${NOW - 28};` +
    ` h=${names.join(':')};\r\n\tbh=${bh};\r\n\tb=`;
  const text = [...found.map(relaxedHeader), relaxedHeader([name, value])].join('\r\n');
  return [name, value + signed(who, text)];
}

/** The set of headers with which a forwarder seals (RFC 8617 §5.1), newest first. */
function sealed(who, results, headers, body) {
  const said = ['ARC-Authentication-Results', ` i=1; ${who.domain};\r\n\t${results.join(';\r\n\t')}`];
  const message = signature('ARC-Message-Signature', 'i=1;', who, headers, body);
  const begin = ` i=1; a=ed25519-sha256; cv=none; d=${who.domain}; s=${who.selector};\r\n\tt=${NOW - 28}; b=`;
  const text = [said, message, ['ARC-Seal', begin]].map(relaxedHeader).join('\r\n');
  return [['ARC-Seal', begin + signed(who, text)], message, said];
}

const received = (text, when) => ['Received', ` ${text.join('\r\n\t')};\r\n\tMon, 23 Nov 2026 ${when}`];

const BODY = 'Dear all,\r\n\r\nthe next meeting is on Thursday at ten. The agenda follows.\r\n\r\nAnna\r\n';
const FOOTER = '\r\n_______________________________________________\r\nteam mailing list\r\nteam@lists.example.com\r\n';

const written = [
  ['From', ' Anna Author <anna@example.org>'],
  ['To', ' team@lists.example.com'],
  ['Subject', ' Meeting on Thursday'],
  ['Date', ' Mon, 23 Nov 2026 09:00:00 +0100'],
  ['Message-ID', ' <20261123080000.4711@example.org>'],
  ['MIME-Version', ' 1.0'],
  ['Content-Type', ' text/plain; charset=utf-8'],
];
const sent = [
  signature('DKIM-Signature', 'v=1;', AUTHOR, written, BODY),
  received(['from laptop (unknown [10.0.0.23])', 'by mail.example.org (Postfix) with ESMTPSA id 4fX1aa0Qz1z', 'for <team@lists.example.com>'], '09:00:01 +0100 (CET)'),
  ...written,
];
// The list adds a footer, and seals what it saw before and what it passes on.
const listed = [
  ...sealed(LIST, ['dkim=pass header.d=example.org header.s=mail1', 'spf=pass smtp.mailfrom=anna@example.org', 'dmarc=pass header.from=example.org'], written, BODY + FOOTER),
  ['List-Id', ' The team <team.lists.example.com>'],
  received(
    ['from mail.example.org (mail.example.org [192.0.2.25])', '(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))', 'by lists.example.com (Postfix) with ESMTPS id 4fX1ab3Wk9z', 'for <team@lists.example.com>'],
    '08:00:02 +0000 (UTC)',
  ),
  ...sent,
];
const came = [
  ['Return-Path', ' <team-bounces@lists.example.com>'],
  ['Delivered-To', ' bert@example.net'],
  received(['from mx.example.net ([10.0.5.1])', 'by store.example.net with LMTP id kP3xOeFiQ2f', 'for <bert@example.net>'], '08:00:07 +0000'),
  [
    'Authentication-Results',
    ' mx.example.net;\r\n\tdkim=fail (body hash did not verify) header.d=example.org header.s=mail1;\r\n\t' +
      'spf=pass smtp.mailfrom=team-bounces@lists.example.com smtp.remote-ip=198.51.100.77;\r\n\t' +
      'arc=pass;\r\n\tdmarc=fail (p=quarantine) header.from=example.org',
  ],
  received(
    ['from lists.example.com (lists.example.com [198.51.100.77])', '(using TLSv1.3 with cipher TLS_AES_128_GCM_SHA256 (128/128 bits))', 'by mx.example.net (Postfix) with ESMTPS id 4fX1af6Hn2z', 'for <bert@example.net>'],
    '08:00:06 +0000 (UTC)',
  ),
  ...listed,
];
const mail = `${came.map(([name, value]) => `${name}:${value}\r\n`).join('')}\r\n${BODY}${FOOTER}`;

// What DNS says: each name with what it has, and what it is asked for.
const TXT = (text) => [Buffer.from([text.length]), Buffer.from(text)];
const NAME = (name) => [encoded(name)];
const ADDRESS = (address) => [Buffer.from(address.split('.').map(Number))];
const TYPES = { A: 1, PTR: 12, MX: 15, TXT: 16, AAAA: 28, DNSKEY: 48 };
const ANSWERS = [
  ['mail1._domainkey.example.org', 'TXT', TXT(AUTHOR.record)],
  ['arc._domainkey.lists.example.com', 'TXT', TXT(LIST.record)],
  ['_dmarc.example.org', 'TXT', TXT('v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org')],
  ['_dmarc.org', 'TXT'],
  ['_dmarc.lists.example.com', 'TXT'],
  ['_dmarc.example.com', 'TXT', TXT('v=DMARC1; p=none')],
  ['_dmarc.com', 'TXT'],
  ['lists.example.com', 'TXT', TXT('v=spf1 ip4:198.51.100.77 -all')],
  ['lists.example.com', 'A', ADDRESS('198.51.100.77')],
  ['lists.example.com', 'AAAA'],
  ['77.100.51.198.in-addr.arpa', 'PTR', NAME('lists.example.com')],
];

function encoded(name) {
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  return Buffer.concat([...labels, Buffer.from([0])]);
}

/** An answer as a resolver sends it (RFC 1035 §4), without a question of DNSSEC. */
function answer(name, type, data) {
  const numbers = (...list) => Buffer.concat(list.map((number) => Buffer.from([number >> 8, number & 255])));
  const content = data && Buffer.concat(data);
  const record = content ? [numbers(0xc00c, TYPES[type], 1, 0, 3600, content.length), content] : [];
  const head = numbers(0, 0x8180, 1, content ? 1 : 0, 0, 0);
  return Buffer.concat([head, encoded(name), numbers(TYPES[type], 1), ...record]);
}

const evidence = {
  format: 1,
  subject: { kind: 'domain', domain: AUTHOR.domain },
  vantage: { resolver: 'the sample’s own answers' },
  now: NOW * 1000,
  outcomes: ANSWERS.map(([name, type, data]) => ({
    asked: { dns: { question: { name, record_type: type }, via: 'resolver' } },
    came: {
      dns: {
        observed_at: NOW * 1000,
        elapsed_ms: 1,
        answer: { message: { wire: answer(name, type, data).toString('base64') } },
      },
    },
  })),
};

writeFileSync(`${folder}/message.eml`, mail);
writeFileSync(`${folder}/message.json`, `${JSON.stringify(evidence, null, 1)}\n`);
