// Domains that publish policies, rightly and wrongly: MTA-STS (RFC 8461) and TLS reporting (RFC 8460).

import { mail, sts } from '../model.mjs';
import { row } from './row.mjs';

const TLS_RPT = 'v=TLSRPTv1; rua=mailto:tls-reports@@';
const enforced = (options) => sts('enforce', ['*.@'], options);

export const MTA_STS = [
  row('sts-testing.lab', 'a policy in testing mode', { mx: [mail('mx1')], sts: sts('testing', ['mx1.@']) }, { grade: 'A', has: ['mta-sts-testing'] }),
  row('sts-none.lab', 'a policy that is withdrawn', { mx: [mail('mx1')], sts: sts('none', []) }, { grade: 'A', has: ['mta-sts-none'] }),
  row(
    'sts-exact.lab',
    'a policy that names each server',
    { mx: [mail('mx1'), mail('mx2')], sts: sts('enforce', ['mx1.@', 'mx2.@']) },
    { grade: 'A+', has: ['mta-sts-enforce'] },
  ),
  row(
    'sts-short.lab',
    'a policy that senders forget within the hour',
    { mx: [mail('mx1')], sts: enforced({ maxAge: 3600 }) },
    { grade: 'A', has: ['mta-sts-short-max-age'] },
  ),
  row(
    'sts-misses-backup.lab',
    'enforce, and one server is not listed',
    { mx: [mail('mx1'), mail('mx2')], sts: sts('enforce', ['mx1.@']) },
    { grade: 'C', has: ['mta-sts-policy-misses-mx'] },
  ),
  row(
    'sts-misses-all.lab',
    'enforce, and no server is listed: strict senders are refused',
    { mx: [mail('mx1')], sts: sts('enforce', ['mail.elsewhere.lab']) },
    { grade: 'F', has: ['mta-sts-policy-misses-mx'] },
  ),
  row(
    'sts-testing-misses.lab',
    'testing, and one server is not listed',
    { mx: [mail('mx1'), mail('mx2')], sts: sts('testing', ['mx1.@']) },
    { grade: 'A', has: ['mta-sts-policy-misses-mx', 'mta-sts-testing'] },
  ),
  row(
    'sts-too-wide.lab',
    'the wildcard does not reach two labels down (RFC 8461 §4.1)',
    { mx: [mail('mx1.deep.sts-too-wide.lab')], sts: enforced() },
    { grade: 'F', has: ['mta-sts-policy-misses-mx'] },
  ),
  row(
    'sts-no-tls.lab',
    'enforce, and the server has no STARTTLS',
    { mx: [mail('mx1', { tls: 'none' })], sts: enforced() },
    { grade: 'F', has: ['mta-sts-host-fails', 'starttls-missing'] },
  ),
  ...[
    ['not-found', 'a record without a policy: 404', 'mta-sts-policy-http-status', 'A'],
    ['redirect', 'the policy is elsewhere: no redirect is followed (RFC 8461 §3.3)', 'mta-sts-policy-redirect', 'A'],
    ['server-error', 'the policy host is out of order', 'mta-sts-policy-http-status', 'A'],
    ['refusing', 'the policy host refuses connections', 'mta-sts-policy-unreachable', 'A'],
    // Senders that remember the policy still go by it, and what it says is not known.
    ['silent', 'the policy host swallows packets', 'mta-sts-policy-unknown', 'A+..F'],
    ['no-host', 'the policy host has no address', 'mta-sts-policy-unreachable', 'A'],
    // RFC 8461 §3.2: senders SHOULD check the type. Some do not, and enforce the policy.
    ['html', 'the policy comes as text/html', 'mta-sts-policy-type', ['A', 'A+']],
    ['endless', 'the policy is longer than 64 KiB', 'mta-sts-policy-invalid', 'A'],
  ].map(([web, about, code, grade]) => row(`sts-${web}.lab`, about, { mx: [mail('mx1')], sts: enforced({ web }) }, { grade, has: [code] })),
  row(
    'sts-no-record.lab',
    'a policy that no record announces',
    { mx: [mail('mx1')], sts: enforced({ record: [] }) },
    { grade: 'A', has: ['mta-sts-absent'] },
  ),
  row(
    'sts-two-records.lab',
    'two records: senders act as if there were none (RFC 8461 §3.1)',
    {
      mx: [mail('mx1')],
      sts: enforced({ record: ['v=STSv1; id=1;', 'v=STSv1; id=2;'] }),
    },
    { grade: 'A', has: ['mta-sts-several-records'] },
  ),
  row(
    'sts-bad-record.lab',
    'a record without id',
    { mx: [mail('mx1')], sts: enforced({ record: 'v=STSv1;' }) },
    { grade: 'A', has: ['mta-sts-record-invalid'] },
  ),
  row(
    'sts-bad-id.lab',
    'an id that is not alphanumeric',
    { mx: [mail('mx1')], sts: enforced({ record: 'v=STSv1; id=2026-11-01;' }) },
    { grade: 'A', has: ['mta-sts-record-invalid'] },
  ),
  row(
    'sts-other-record.lab',
    'another TXT record beside the right one',
    {
      mx: [mail('mx1')],
      sts: enforced({ record: ['v=STSv1; id=1;', 'some-verification=123'] }),
    },
    { grade: 'A+', has: ['mta-sts-enforce'] },
  ),
  row(
    'sts-bad-policy.lab',
    'a policy file with a wrong mode',
    { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforced\nmx: *.sts-bad-policy.lab\nmax_age: 86400\n' }) },
    { grade: 'A', has: ['mta-sts-policy-invalid'] },
  ),
  row(
    'sts-no-mx.lab',
    'a policy in enforce mode without mx',
    { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforce\nmax_age: 86400\n' }) },
    { grade: 'A', has: ['mta-sts-policy-invalid'] },
  ),
  row(
    'sts-line-feeds.lab',
    'a policy whose lines end in LF',
    { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforce\nmx: *.sts-line-feeds.lab\nmax_age: 604800\n' }) },
    { grade: 'A+', has: ['mta-sts-enforce'] },
  ),
  row(
    'sts-byte-order-mark.lab',
    'a policy that begins with a byte order mark',
    { mx: [mail('mx1')], sts: enforced({ text: '\uFEFFversion: STSv1\nmode: enforce\nmx: *.sts-byte-order-mark.lab\nmax_age: 604800\n' }) },
    { grade: 'A', has: ['mta-sts-policy-invalid'] },
  ),
  row(
    'sts-empty.lab',
    'a policy file with nothing in it',
    { mx: [mail('mx1')], sts: enforced({ text: '' }) },
    { grade: 'A', has: ['mta-sts-policy-invalid'] },
  ),
];

export const TLS_REPORTING = [
  row(
    'rpt-https.plain',
    'reports over HTTPS',
    { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1;rua=https://reports.example.org/v1/tlsrpt' },
    { grade: 'A', lacks: ['tls-rpt-absent'], has: ['tls-rpt-found'] },
  ),
  row(
    'rpt-no-rua.plain',
    'a record without rua',
    { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1;' },
    { grade: 'A', lacks: ['tls-rpt-absent'], has: ['tls-rpt-invalid'] },
  ),
  row(
    'rpt-bad-uri.plain',
    'a rua that is no URI',
    { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1; rua=tls-reports@@' },
    { grade: 'A', lacks: ['tls-rpt-absent'], has: ['tls-rpt-invalid'] },
  ),
  row(
    'rpt-two-records.plain',
    'two records',
    {
      mx: [mail('mx1')],
      tlsRpt: TLS_RPT,
      records: [['_smtp._tls.@', 'TXT', '"v=TLSRPTv1; rua=mailto:second@@"']],
    },
    { grade: 'A', has: ['tls-rpt-several-records'] },
  ),
];
