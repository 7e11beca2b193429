// The truth table: every domain of the laboratory, what it is, and what a report about it must say.
//
// `expect.grade` is the letter, a range ('D..F': best and worst that it can still be) or the kind of verdict
// ('could-not-test', 'no-mail-by-design', 'no-mail-service'); a list means any of these.
// `expect.has` and `expect.lacks` are codes of findings. `ask` is what one types, if not the name.

import { mail, sts } from './model.mjs';
import { VARIANTS } from './variants.mjs';

const row = (name, about, built, expect) => ({ name, about, ...built, expect });

const TLS_RPT = 'v=TLSRPTv1; rua=mailto:tls-reports@@';
const enforced = (options) => sts('enforce', ['*.@'], options);

const SOUND = [
  row(
    'good.lab',
    'everything right: two servers, both families, MTA-STS enforce, TLS-RPT, DNSSEC',
    { mx: [mail('mx1', { v6: 1 }), mail('mx2', { v6: 1 })], sts: enforced(), tlsRpt: TLS_RPT },
    { grade: ['A+', 'A+..A'], lacks: ['starttls-missing'], has: ['mta-sts-enforce', 'tls-rpt-found', 'dnssec-secure', 'ptr-confirmed', 'certificate-trusted'] },
  ),
  row('usual.plain', 'a good server, and nothing published', { mx: [mail('mx1')] }, { grade: 'A', has: ['mta-sts-absent', 'tls-rpt-absent', 'dnssec-insecure'] }),
  row('signed.lab', 'a good server under DNSSEC, and nothing published', { mx: [mail('mx1')] }, { grade: 'A', has: ['mta-sts-absent', 'dnssec-secure'] }),
  row('exim.lab', 'Exim with GnuTLS', { mx: [mail('mx1', { server: 'exim', v6: 1 })] }, { grade: 'A' }),
  row('rsa.lab', 'an RSA key of 2048 bits', { mx: [mail('mx1', { certificate: 'rsa' })] }, { grade: 'A' }),
  row('wildcard.lab', 'a wildcard that covers the server', { mx: [mail('mx1', { certificate: 'wildcard' })] }, { grade: 'A' }),
  row('tls12.lab', 'TLS 1.2 and nothing newer', { mx: [mail('mx1', { tls: 'tls12' })] }, { grade: 'A', has: ['tls-1-2-newest'] }),
  row('many.lab', 'five servers', { mx: ['a', 'b', 'c', 'd', 'e'].map((label) => mail(label)) }, { grade: 'A' }),
  row('same-preference.lab', 'two servers of one preference', { mx: [mail('mx1', { preference: 10 }), mail('mx2', { preference: 10 })] }, { grade: 'A' }),
  row('six-addresses.lab', 'a server with six addresses, more than are probed', { mx: [mail('mx1', { v4: 6 })] }, { grade: 'A', has: ['address-not-tested'] }),
  row('only-v6.lab', 'reachable by IPv6 alone', { mx: [mail('mx1', { v4: 0, v6: 1 })] }, { grade: 'A' }),
  row('elsewhere.lab', 'its server is in a domain without DNSSEC', { mx: [mail('mx.hoster.plain')] }, { grade: 'A' }),
  row('shared.lab', 'the same server as elsewhere.lab', { mx: [mail('mx.hoster.plain')] }, { grade: 'A' }),
  row('implicit.lab', 'no MX, but mail is taken at its address (RFC 5321 §5.1)', { apex: mail('') }, { grade: 'A', has: ['mx-implicit'] }),
  row('bücher.lab', 'a name that is not ASCII', { mx: [mail('mx1')] }, { grade: 'A' }),
  row('greylisting.lab', 'recipients are greylisted with 450: no concern of ours', {
    mx: [mail('mx1', { postfix: { smtpd_recipient_restrictions: 'check_client_access static:{450 4.2.0 Greylisted}' } })],
  }, { grade: 'A' }),
  row('bare-line-feeds.lab', 'replies end in LF alone', { mx: [mail('mx1', { server: 'bare-line-feeds' })] }, { grade: 'A' }),
  row('second-time-421.lab', 'every connection but the first is turned away', { mx: [mail('mx1', { server: 'second-time-421' })] }, { grade: 'A', lacks: ['starttls-missing'] }),
  row('rate-limit.lab', 'Postfix allows one connection a minute', { mx: [mail('mx1', { postfix: { smtpd_client_connection_rate_limit: '1' } })] }, { grade: 'A', lacks: ['starttls-missing'] }),
  // The letter is left open while DANE is not judged.
  row('dane.lab', 'DANE with a self-signed certificate', { mx: [mail('mx1', { certificate: 'self-signed', tlsa: '3 1 1' })] }, { has: ['certificate-self-signed'] }),
  row('expires-soon.lab', 'a certificate that ends this week', { mx: [mail('mx1', { certificate: 'expires-soon' })] }, { grade: 'A', has: ['certificate-expires-soon'] }),
  row('submission.lab', 'takes submissions too', { mx: [mail('mx1', { services: ['smtp', 'submission', 'submissions'] })] }, { grade: 'A' }),
  row('mixed-case.lab', 'asked in capitals, with a final dot', { ask: 'Mixed-Case.LAB.', mx: [mail('mx1')] }, { grade: 'A' }),
];

const ROUTING = [
  row('null-mx.lab', 'takes no mail by design (RFC 7505)', { records: [['@', 'MX', '0 .']] }, { grade: 'no-mail-by-design', has: ['null-mx'] }),
  row('parked.lab', 'no MX and no address', { records: [['@', 'TXT', '"v=spf1 -all"']] }, { grade: 'no-mail-service', has: ['no-mail-service'] }),
  row('web-only.lab', 'no MX, and port 25 of its address refuses', { apex: mail('', { server: 'refusing' }) }, { grade: 'no-mail-service', has: ['host-refusing'] }),
  row('nowhere.lab', 'the name does not exist', {}, { grade: 'no-mail-service', has: ['domain-not-found'] }),
  row('alias-mx.lab', 'its MX is a CNAME (RFC 5321 §5.1)', { mx: [mail('mx1', { alias: true }), mail('mx2')] }, { grade: 'B', has: ['mx-target-alias'] }),
  row('alias-only.lab', 'its only MX is a CNAME', { mx: [mail('mx1', { alias: true })] }, { grade: 'B', has: ['mx-target-alias'] }),
  row('no-address.lab', 'one MX has no address', { mx: [mail('mx1'), mail('mx2', { v4: 0 })] }, { grade: 'B', has: ['mx-target-without-address'] }),
  row('no-address-at-all.lab', 'its only MX has no address', { mx: [mail('mx1', { v4: 0 })] }, { has: ['mx-target-without-address'] }),
  row('private.lab', 'one MX has a private address', { mx: [mail('mx1'), mail('mx2', { address: '10.1.2.3' })] }, { grade: 'B', has: ['mx-target-private'] }),
  row('private-only.lab', 'its only MX has a private address', { mx: [mail('mx1', { address: '10.1.2.4' })] }, { has: ['mx-target-private'] }),
  row('null-and-more.lab', 'a null MX beside an ordinary one (RFC 7505 §3)', { mx: [mail('mx1')], records: [['@', 'MX', '0 .']] }, { has: ['null-mx-beside-others'] }),
  row('nolisting.lab', 'the first MX refuses on purpose', { mx: [mail('mx1', { server: 'refusing' }), mail('mx2')] }, { grade: 'B', has: ['host-refusing'] }),
  row('refusing-only.lab', 'its only MX refuses', { mx: [mail('mx1', { server: 'refusing' })] }, { grade: 'could-not-test', has: ['host-refusing'] }),
  row('silent-second-address.lab', 'one address of two is silent', { mx: [mail('mx1', { v4: 2, silent: 1 })] }, { grade: 'A', has: ['address-unreachable'] }),
  row('silent-both.lab', 'no server answers at all', { mx: [mail('mx1', { server: 'silent' }), mail('mx2', { server: 'silent', v6: 1 })] }, { grade: 'could-not-test', has: ['host-not-tested'] }),
  row('servfail.lab', 'its name servers refuse to answer', { records: [] }, { grade: 'could-not-test', has: ['mx-unknown'] }),
  row('bogus.lab', 'DNSSEC is broken', { mx: [mail('mx1')], tlsRpt: TLS_RPT }, { grade: 'F', has: ['mx-bogus'] }),
  row('below.island.lab', 'signed, but the parent does not say so: insecure', { mx: [mail('mx1')] }, { grade: 'A', has: ['dnssec-insecure'] }),
  row('bogus-host.lab', 'its server is in a domain whose DNSSEC is broken', { mx: [mail('mx.bogus.lab'), mail('mx1')] }, { has: ['host-not-tested'] }),
  row('twelve.lab', 'twelve MX, more than are probed', { mx: Array.from({ length: 12 }, (_, index) => mail(`mx${index + 1}`)) }, { has: ['mx-beyond-limit'] }),
];

const REVERSE = [
  row('no-ptr.lab', 'its address has no name', { mx: [mail('mx1', { ptr: 'missing' })] }, { grade: 'B', has: ['ptr-absent'] }),
  row('unconfirmed-ptr.lab', 'its address has a name that leads elsewhere', { mx: [mail('mx1', { ptr: 'unconfirmed' })] }, { grade: 'B', has: ['ptr-unconfirmed'] }),
  row('no-ptr-backup.plain', 'the backup has no reverse name', { mx: [mail('mx1'), mail('mx2', { ptr: 'missing' })] }, { grade: 'B', has: ['ptr-absent'] }),
  row('no-ptr-v6.lab', 'no reverse names for either family', { mx: [mail('mx1', { v6: 1, ptr: 'missing' })] }, { grade: 'B', has: ['ptr-absent'] }),
];

const MTA_STS = [
  row('sts-testing.lab', 'a policy in testing mode', { mx: [mail('mx1')], sts: sts('testing', ['mx1.@']) }, { grade: 'A', has: ['mta-sts-testing'] }),
  row('sts-none.lab', 'a policy that is withdrawn', { mx: [mail('mx1')], sts: sts('none', []) }, { grade: 'A', has: ['mta-sts-none'] }),
  row('sts-exact.lab', 'a policy that names each server', { mx: [mail('mx1'), mail('mx2')], sts: sts('enforce', ['mx1.@', 'mx2.@']) }, { grade: ['A+', 'A+..A'], has: ['mta-sts-enforce'] }),
  row('sts-short.lab', 'a policy that senders forget within the hour', { mx: [mail('mx1')], sts: enforced({ maxAge: 3600 }) }, { grade: 'A', has: ['mta-sts-short-max-age'] }),
  row('sts-misses-backup.lab', 'enforce, and one server is not listed', { mx: [mail('mx1'), mail('mx2')], sts: sts('enforce', ['mx1.@']) }, { grade: 'C', has: ['mta-sts-policy-misses-mx'] }),
  row('sts-misses-all.lab', 'enforce, and no server is listed: strict senders are refused', { mx: [mail('mx1')], sts: sts('enforce', ['mail.elsewhere.lab']) }, { grade: 'F', has: ['mta-sts-policy-misses-mx'] }),
  row('sts-testing-misses.lab', 'testing, and one server is not listed', { mx: [mail('mx1'), mail('mx2')], sts: sts('testing', ['mx1.@']) }, { grade: 'A', has: ['mta-sts-policy-misses-mx', 'mta-sts-testing'] }),
  row('sts-too-wide.lab', 'the wildcard does not reach two labels down (RFC 8461 §4.1)', { mx: [mail('mx1.deep.sts-too-wide.lab')], sts: enforced() }, { grade: 'F', has: ['mta-sts-policy-misses-mx'] }),
  row('sts-no-tls.lab', 'enforce, and the server has no STARTTLS', { mx: [mail('mx1', { tls: 'none' })], sts: enforced() }, { grade: 'F', has: ['mta-sts-host-fails', 'starttls-missing'] }),
  ...[
    ['not-found', 'a record without a policy: 404', 'mta-sts-policy-http-status', 'A'],
    ['redirect', 'the policy is elsewhere: no redirect is followed (RFC 8461 §3.3)', 'mta-sts-policy-redirect', 'A'],
    ['server-error', 'the policy host is out of order', 'mta-sts-policy-http-status', 'A'],
    ['refusing', 'the policy host refuses connections', 'mta-sts-policy-unreachable', 'A'],
    // Senders that remember the policy still go by it, and what it says is not known.
    ['silent', 'the policy host swallows packets', 'mta-sts-policy-unknown', ['A', 'A+..F']],
    ['no-host', 'the policy host has no address', 'mta-sts-policy-unreachable', 'A'],
    // RFC 8461 §3.2: senders SHOULD check the type. Some do not, and enforce the policy.
    ['html', 'the policy comes as text/html', 'mta-sts-policy-type', ['A', 'A+..A']],
    ['endless', 'the policy is longer than 64 KiB', 'mta-sts-policy-invalid', 'A'],
  ].map(([web, about, code, grade]) => row(`sts-${web}.lab`, about, { mx: [mail('mx1')], sts: enforced({ web }) }, { grade, has: [code] })),
  row('sts-no-record.lab', 'a policy that no record announces', { mx: [mail('mx1')], sts: enforced({ record: [] }) }, { grade: 'A', has: ['mta-sts-absent'] }),
  row('sts-two-records.lab', 'two records: senders act as if there were none (RFC 8461 §3.1)', {
    mx: [mail('mx1')],
    sts: enforced({ record: ['v=STSv1; id=1;', 'v=STSv1; id=2;'] }),
  }, { grade: 'A', has: ['mta-sts-several-records'] }),
  row('sts-bad-record.lab', 'a record without id', { mx: [mail('mx1')], sts: enforced({ record: 'v=STSv1;' }) }, { grade: 'A', has: ['mta-sts-record-invalid'] }),
  row('sts-bad-id.lab', 'an id that is not alphanumeric', { mx: [mail('mx1')], sts: enforced({ record: 'v=STSv1; id=2026-11-01;' }) }, { grade: 'A', has: ['mta-sts-record-invalid'] }),
  row('sts-other-record.lab', 'another TXT record beside the right one', {
    mx: [mail('mx1')],
    sts: enforced({ record: ['v=STSv1; id=1;', 'some-verification=123'] }),
  }, { grade: ['A+', 'A+..A'], has: ['mta-sts-enforce'] }),
  row('sts-bad-policy.lab', 'a policy file with a wrong mode', { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforced\nmx: *.sts-bad-policy.lab\nmax_age: 86400\n' }) }, { grade: 'A', has: ['mta-sts-policy-invalid'] }),
  row('sts-no-mx.lab', 'a policy in enforce mode without mx', { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforce\nmax_age: 86400\n' }) }, { grade: 'A', has: ['mta-sts-policy-invalid'] }),
  row('sts-line-feeds.lab', 'a policy whose lines end in LF', { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforce\nmx: *.sts-line-feeds.lab\nmax_age: 604800\n' }) }, { grade: ['A+', 'A+..A'], has: ['mta-sts-enforce'] }),
  row('sts-byte-order-mark.lab', 'a policy that begins with a byte order mark', { mx: [mail('mx1')], sts: enforced({ text: '\uFEFFversion: STSv1\nmode: enforce\nmx: *.sts-byte-order-mark.lab\nmax_age: 604800\n' }) }, { grade: 'A', has: ['mta-sts-policy-invalid'] }),
  row('sts-empty.lab', 'a policy file with nothing in it', { mx: [mail('mx1')], sts: enforced({ text: '' }) }, { grade: 'A', has: ['mta-sts-policy-invalid'] }),
];

const TLS_REPORTING = [
  row('rpt-https.plain', 'reports over HTTPS', { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1;rua=https://reports.example.org/v1/tlsrpt' }, { grade: 'A', lacks: ['tls-rpt-absent'], has: ['tls-rpt-found'] }),
  row('rpt-no-rua.plain', 'a record without rua', { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1;' }, { grade: 'A', lacks: ['tls-rpt-absent'], has: ['tls-rpt-invalid'] }),
  row('rpt-bad-uri.plain', 'a rua that is no URI', { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1; rua=tls-reports@@' }, { grade: 'A', lacks: ['tls-rpt-absent'], has: ['tls-rpt-invalid'] }),
  row('rpt-two-records.plain', 'two records', {
    mx: [mail('mx1')],
    tlsRpt: TLS_RPT,
    records: [['_smtp._tls.@', 'TXT', '"v=TLSRPTv1; rua=mailto:second@@"']],
  }, { grade: 'A', has: ['tls-rpt-several-records'] }),
];

/** Every domain of the world. */
export const DOMAINS = [...SOUND, ...ROUTING, ...REVERSE, ...MTA_STS, ...TLS_REPORTING, ...VARIANTS];
