#!/usr/bin/env node
// Writes the sample collection of report files: three weeks of a made-up domain, in every dialect and container.
//
//   node scripts/sample-reports.mjs [FILE]     frontend/public/samples/reports.zip, unless given
//
// It prints what the reports count, summed up here and not by what is tried with them: for
// frontend/analysis/tests/sample_reports.rs.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

const to = process.argv[2] ?? fileURLToPath(new URL('../frontend/public/samples/reports.zip', import.meta.url));
const DAY = 86_400;
/** 2 November 2026, a Monday. */
const FIRST = 1_793_577_600;
const DAYS = 21;
const DOMAIN = 'example.org';

/** Numbers that look like chance and are the same each time. */
let seed = 20_261_102;
const chance = (from, upTo) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return from + (Math.floor(seed / 65_536) % (upTo - from + 1));
};

// What sends in the domain's name, day by day.
const own = () => ({ ip: '192.0.2.25', count: chance(30, 60), dkim: 'pass', spf: 'pass', signers: [[DOMAIN, 'mail1', 'pass']], sender: [DOMAIN, 'pass'] });
const forwarded = () => ({ ip: '198.51.100.200', count: chance(2, 5), dkim: 'pass', spf: 'fail', signers: [[DOMAIN, 'mail1', 'pass']], sender: ['alumni.example.edu', 'pass'] });
const list = () => ({ ip: '198.51.100.77', count: chance(1, 4), dkim: 'fail', spf: 'fail', signers: [[DOMAIN, 'mail1', 'fail']], sender: ['lists.example.net', 'pass'], reason: ['mailing_list', 'arc=pass'] });
const newsletter = () => ({ ip: '198.51.100.40', count: chance(90, 140), dkim: 'fail', spf: 'fail', signers: [['em.sendgrid.net', 's1', 'pass']], sender: ['bounces.sendgrid.net', 'pass'] });
const support = () => ({ ip: '203.0.113.90', count: chance(3, 9), dkim: 'fail', spf: 'fail', signers: [], sender: ['mail.zendesk.com', 'pass'] });
const invoices = () => ({ ip: '203.0.113.12', count: chance(4, 8), dkim: 'fail', spf: 'fail', signers: [[DOMAIN, 'erp', 'fail']], sender: [DOMAIN, 'softfail'] });
const strangers = () => [7, 81, 140].map((last) => ({ ip: `203.0.113.${last + 100 > 255 ? last : last + 100}`, count: chance(1, 3), dkim: 'fail', spf: 'fail', signers: [], sender: [DOMAIN, 'softfail'] }));
const ipv6 = () => ({ ip: '2001:db8:25::1', count: chance(5, 12), dkim: 'pass', spf: 'pass', signers: [[DOMAIN, 'mail1', 'pass']], sender: [DOMAIN, 'pass'] });

const sources = (day, reporter) => [
  own(),
  ...(reporter === 'bigmail.example' ? [ipv6(), forwarded()] : []),
  ...(day % 7 === 1 ? [newsletter()] : []),
  ...(day % 7 < 5 ? [support(), invoices()] : []),
  ...(day % 2 ? [list()] : []),
  ...(day % 3 === 2 ? strangers() : []),
];

const record = ({ ip, count, dkim, spf, signers, sender, reason }, isNew) => `  <record>
    <row>
      <source_ip>${ip}</source_ip>
      <count>${count}</count>
      <policy_evaluated>
        <disposition>${isNew && (dkim === 'pass' || spf === 'pass') ? 'pass' : 'none'}</disposition>
        <dkim>${dkim}</dkim>
        <spf>${spf}</spf>${reason ? `\n        <reason><type>${reason[0]}</type><comment>${reason[1]}</comment></reason>` : ''}
      </policy_evaluated>
    </row>
    <identifiers><envelope_from>${sender[0]}</envelope_from><header_from>${DOMAIN}</header_from></identifiers>
    <auth_results>
${signers.map(([domain, selector, result]) => `      <dkim><domain>${domain}</domain><selector>${selector}</selector><result>${result}</result></dkim>\n`).join('')}      <spf><domain>${sender[0]}</domain><scope>mfrom</scope><result>${sender[1]}</result></spf>
    </auth_results>
  </record>
`;

const sums = {};
const sum = (name, count) => (sums[name] = (sums[name] ?? 0) + count);

/** An aggregate report of a day, in the old dialect (RFC 7489) or the new one (RFC 9990). */
function aggregate(reporter, day, isNew = false) {
  const begin = FIRST + day * DAY;
  const senders = sources(day, reporter);
  // Of the last one, which is cut off, the last record is lost.
  for (const one of reporter === 'small.example' ? senders.slice(0, -1) : senders) {
    sum('messages', one.count);
    sum(one.dkim === 'pass' || one.spf === 'pass' ? 'passing' : 'failing', one.count);
    sum(`from ${one.ip}`, one.count);
  }
  const rows = senders.map((one) => record(one, isNew)).join('');
  const policy = isNew
    ? '<p>none</p><np>none</np><testing>n</testing><discovery_method>treewalk</discovery_method>'
    : '<adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct>';
  return `<?xml version="1.0" encoding="UTF-8" ?>
<feedback${isNew ? ' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"' : ''}>
  <version>1.0</version>
  <report_metadata>
    <org_name>${reporter}</org_name>
    <email>dmarc-reports@${reporter}</email>
    <report_id>${begin}.${reporter}</report_id>
    <date_range><begin>${begin}</begin><end>${begin + DAY - 1}</end></date_range>${isNew ? '\n    <generator>Example Reporter 2.1</generator>' : ''}
  </report_metadata>
  <policy_published><domain>${DOMAIN}</domain>${policy}</policy_published>
${rows}</feedback>
`;
}

const moment = (seconds) => new Date(seconds * 1000).toISOString().replace('.000', '');

/** A TLS report of a day (RFC 8460). On three days the certificate of the second server had expired. */
function tls(reporter, day) {
  const begin = FIRST + day * DAY;
  const expired = day >= 16 && day <= 18 ? chance(20, 60) : 0;
  const details = expired
    ? [{ 'result-type': 'certificate-expired', 'sending-mta-ip': '198.51.100.5', 'receiving-mx-hostname': `mx2.${DOMAIN}`, 'receiving-ip': '192.0.2.26', 'failed-session-count': expired }]
    : [];
  if (day === 12) details.push({ 'result-type': 'starttls-not-supported', 'sending-mta-ip': '198.51.100.5', 'receiving-mx-hostname': `mx1.${DOMAIN}`, 'receiving-ip': '192.0.2.25', 'failed-session-count': 2, 'failure-reason-code': '502 command not implemented' });
  const good = chance(100, 200);
  sum('secured', good);
  for (const one of details) sum(one['result-type'], one['failed-session-count']);
  return JSON.stringify({
    'organization-name': reporter,
    'date-range': { 'start-datetime': moment(begin), 'end-datetime': moment(begin + DAY - 1) },
    'contact-info': 'smtp-tls-reporting@bigmail.example',
    'report-id': `${moment(begin)}_${DOMAIN}`,
    policies: [{
      policy: { 'policy-type': 'sts', 'policy-string': ['version: STSv1', 'mode: testing', `mx: mx1.${DOMAIN}`, `mx: mx2.${DOMAIN}`, 'max_age: 86400'], 'policy-domain': DOMAIN, 'mx-host': [`mx1.${DOMAIN}`, `mx2.${DOMAIN}`] },
      summary: { 'total-successful-session-count': good, 'total-failure-session-count': details.reduce((sum, one) => sum + one['failed-session-count'], 0) },
      'failure-details': details,
    }],
  });
}

const lines = (text) => text.match(/.{1,76}/g).join('\r\n');

/** A mail with a report attached. */
const mail = (reporter, day, name, kind, bytes) => `Received: from out.${reporter} (out.${reporter} [198.51.100.5])\r
 by mx1.${DOMAIN} with ESMTPS id r${day} for <dmarc@${DOMAIN}>; ${new Date((FIRST + (day + 1) * DAY + 3600) * 1000).toUTCString().replace('GMT', '+0000')}\r
From: DMARC reports <dmarc-reports@${reporter}>\r
To: dmarc@${DOMAIN}\r
Subject: Report Domain: ${DOMAIN} Submitter: ${reporter}\r
Message-ID: <${day}@${reporter}>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary="=_b"\r
\r
--=_b\r
Content-Type: text/plain; charset=utf-8\r
\r
This is an aggregate report from ${reporter}.\r
--=_b\r
Content-Type: ${kind}; name="${name}"\r
Content-Transfer-Encoding: base64\r
Content-Disposition: attachment; filename="${name}"\r
\r
${lines(bytes.toString('base64'))}\r
--=_b--\r
`;

/** A failure report (RFC 9991). */
const failure = `From: DMARC failures <dmarc-noreply@post.example>\r
To: dmarc-failures@${DOMAIN}\r
Subject: FW: Invoice 4711\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=feedback-report; boundary="=_f"\r
\r
--=_f\r
Content-Type: text/plain; charset=utf-8\r
\r
This is an authentication failure report for a message from 203.0.113.12.\r
--=_f\r
Content-Type: message/feedback-report\r
\r
Feedback-Type: auth-failure\r
User-Agent: Example-Filter/1.4\r
Version: 1\r
Auth-Failure: dmarc\r
Identity-Alignment: none\r
Original-Mail-From: <invoices@${DOMAIN}>\r
Arrival-Date: Fri, 20 Nov 2026 09:12:44 +0100\r
Source-IP: 203.0.113.12\r
Reported-Domain: ${DOMAIN}\r
Delivery-Result: delivered\r
Authentication-Results: post.example; dkim=fail header.d=${DOMAIN} header.s=erp; spf=softfail smtp.mailfrom=invoices@${DOMAIN}; dmarc=fail header.from=${DOMAIN}\r
\r
--=_f\r
Content-Type: text/rfc822-headers\r
\r
Received: from erp.${DOMAIN} (unknown [203.0.113.12]) by mx.post.example with ESMTPS id 4f7; Fri, 20 Nov 2026 09:12:44 +0100\r
From: Accounts <invoices@${DOMAIN}>\r
To: someone@post.example\r
Subject: Invoice 4711\r
Date: Fri, 20 Nov 2026 09:12:40 +0100\r
Message-ID: <4711@erp.${DOMAIN}>\r
\r
--=_f--\r
`;

/** A zip archive of files: name and bytes. */
function zip(files, method = 8) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, content] of files) {
    const bytes = Buffer.from(content);
    const packed = method === 8 ? deflateRawSync(bytes, { level: 9 }) : bytes;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(method, 4);
    // 22 November 2026.
    fields.writeUInt16LE(((2026 - 1980) << 9) | (11 << 5) | 22, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, more, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

const files = [];
for (let day = 0; day < DAYS; day += 1) {
  const begin = FIRST + day * DAY;
  const name = (reporter) => `${reporter}!${DOMAIN}!${begin}!${begin + DAY - 1}.xml`;
  const big = aggregate('bigmail.example', day);
  files.push(day % 4 === 3
    ? [`mail-${day}.eml`, mail('bigmail.example', day, `${name('bigmail.example')}.zip`, 'application/zip', zip([[name('bigmail.example'), big]]))]
    : [`${name('bigmail.example')}.gz`, gzipSync(big, { level: 9 })]);
  if (day % 2 === 0) files.push([name('inbox.example'), aggregate('inbox.example', day, true)]);
  if (day % 5 === 0) files.push([`post-${day}.eml`, mail('post.example', day, `${name('post.example')}.gz`, 'application/gzip', gzipSync(aggregate('post.example', day), { level: 9 }))]);
  if (day >= 10) files.push([`bigmail.example!${DOMAIN}!${begin}!${begin + DAY - 1}.json.gz`, gzipSync(tls('Big Mail', day), { level: 9 })]);
}
files.push(['failure.eml', failure]);
// As collections are: a copy under another name, one that was cut off on its way, and something else.
files.push(['copy-of-the-first.xml.gz', files[0][1]]);
const cut = aggregate('small.example', 20);
files.push(['cut-off.xml', cut.slice(0, cut.lastIndexOf('<record>') + 30)]);
files.push(['notes.txt', 'Look at the invoices server.\n']);
writeFileSync(to, zip(files));
console.log(sums);
