// Report files for tests, in the shapes of real reporters.

import { gzipSync } from 'node:zlib';

const DAY = 86_400;
/** 22 November 2026. */
const BEGIN = 1_795_305_600;

const record = ({ ip, count = 1, disposition = 'none', dkim = 'pass', spf = 'pass', from, signer = from, sender = from, reason = '' }) => `
  <record>
    <row>
      <source_ip>${ip}</source_ip>
      <count>${count}</count>
      <policy_evaluated>
        <disposition>${disposition}</disposition>
        <dkim>${dkim}</dkim>
        <spf>${spf}</spf>${reason && `
        <reason><type>${reason}</type><comment></comment></reason>`}
      </policy_evaluated>
    </row>
    <identifiers><header_from>${from}</header_from></identifiers>
    <auth_results>
      <dkim><domain>${signer}</domain><selector>s1</selector><result>${dkim}</result></dkim>
      <spf><domain>${sender}</domain><result>${spf}</result></spf>
    </auth_results>
  </record>`;

const head = ({ reporter, id, domain, begin, policy }) => `<?xml version="1.0" encoding="UTF-8" ?>
<feedback>
  <report_metadata>
    <org_name>${reporter}</org_name>
    <email>noreply-dmarc@${reporter}</email>
    <report_id>${id}</report_id>
    <date_range><begin>${begin}</begin><end>${begin + DAY - 1}</end></date_range>
  </report_metadata>
  <policy_published><domain>${domain}</domain><adkim>r</adkim><aspf>r</aspf><p>${policy}</p><sp>${policy}</sp><pct>100</pct></policy_published>`;

/** An aggregate report; `day` counts from 22 November 2026. */
export function aggregate({ reporter = 'receiver.example', id = 'r', domain = 'good.lab', day = 0, policy = 'none', records }) {
  const rows = records.map((one) => record({ from: domain, ...one })).join('');
  return `${head({ reporter, id, domain, begin: BEGIN + day * DAY, policy })}${rows}\n</feedback>\n`;
}

/** So many reports of days after one another, every third compressed: two sources that pass, one that fails. */
export function month(number, domain = 'good.lab') {
  return Array.from({ length: number }, (_, at) => {
    const text = aggregate({
      domain,
      reporter: ['receiver.example', 'inbox.example', 'post.example'][at % 3],
      id: `id-${at}`,
      day: Math.floor(at / 3) % 30,
      records: [
        { ip: '192.0.2.1', count: 40 },
        { ip: '198.51.100.7', count: 10, spf: 'fail', sender: 'bounce.newsletter.example' },
        { ip: '203.0.113.9', count: 3, dkim: 'fail', spf: 'fail', signer: 'shop.example', sender: 'shop.example' },
      ],
    });
    const name = `receiver!${domain}!${at}.xml`;
    return at % 3 === 0
      ? { name: `${name}.gz`, mimeType: 'application/gzip', buffer: gzipSync(text) }
      : { name, mimeType: 'text/xml', buffer: Buffer.from(text) };
  });
}

/** The pieces of an aggregate report of about so many bytes. */
export function* large(bytes, domain = 'good.lab') {
  yield head({ reporter: 'large.example', id: 'large', domain, begin: BEGIN, policy: 'none' });
  let written = 0;
  for (let at = 0; written < bytes; at += 1) {
    const passes = at % 7 !== 0;
    const piece = record({
      ip: `10.${(at >> 10) % 16}.${(at >> 4) % 64}.${at % 16}`,
      count: (at % 9) + 1,
      dkim: passes ? 'pass' : 'fail',
      spf: at % 3 ? 'pass' : 'fail',
      from: domain,
    });
    written += piece.length;
    yield piece;
  }
  yield '\n</feedback>\n';
}

/** A TLS report (RFC 8460). */
export function tls({ reporter = 'Sender', id = 't', domain = 'good.lab', day = 0, good = 90, bad = [], kind = 'sts', strings = ['version: STSv1', 'mode: enforce', `mx: mx1.${domain}`, 'max_age: 604800'] }) {
  const at = (seconds) => new Date(seconds * 1000).toISOString().replace('.000', '');
  return JSON.stringify({
    'organization-name': reporter,
    'date-range': { 'start-datetime': at(BEGIN + day * DAY), 'end-datetime': at(BEGIN + (day + 1) * DAY - 1) },
    'contact-info': `tls@${reporter.toLowerCase()}.example`,
    'report-id': id,
    policies: [
      {
        policy: { 'policy-type': kind, 'policy-string': strings, 'policy-domain': domain, 'mx-host': [`mx1.${domain}`] },
        summary: { 'total-successful-session-count': good, 'total-failure-session-count': bad.reduce((sum, [, , count]) => sum + count, 0) },
        'failure-details': bad.map(([result, mx, count]) => ({
          'result-type': result,
          'sending-mta-ip': '192.0.2.77',
          'receiving-mx-hostname': mx,
          'receiving-ip': '203.0.113.25',
          'failed-session-count': count,
        })),
      },
    ],
  });
}
