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
    { grade: ['A+', 'A+..A'], lacks: ['starttls-missing'] },
  ),
  row('usual.plain', 'a good server, and nothing published', { mx: [mail('mx1')] }, { grade: 'A', has: ['mta-sts-absent', 'tls-rpt-absent'] }),
  row('signed.lab', 'a good server under DNSSEC, and nothing published', { mx: [mail('mx1')] }, { grade: 'A', has: ['mta-sts-absent'] }),
  row('exim.lab', 'Exim with GnuTLS', { mx: [mail('mx1', { server: 'exim', v6: 1 })] }, { grade: 'A' }),
  row('rsa.lab', 'an RSA key of 2048 bits', { mx: [mail('mx1', { certificate: 'rsa' })] }, { grade: 'A' }),
  row('wildcard.lab', 'a wildcard that covers the server', { mx: [mail('mx1', { certificate: 'wildcard' })] }, { grade: 'A' }),
  row('tls12.lab', 'TLS 1.2 and nothing newer', { mx: [mail('mx1', { tls: 'tls12' })] }, { grade: 'A' }),
  row('many.lab', 'five servers', { mx: ['a', 'b', 'c', 'd', 'e'].map((label) => mail(label)) }, { grade: 'A' }),
  row('same-preference.lab', 'two servers of one preference', { mx: [mail('mx1', { preference: 10 }), mail('mx2', { preference: 10 })] }, { grade: 'A' }),
  row('six-addresses.lab', 'a server with six addresses, more than are probed', { mx: [mail('mx1', { v4: 6 })] }, { grade: 'A' }),
  row('only-v6.lab', 'reachable by IPv6 alone', { mx: [mail('mx1', { v4: 0, v6: 1 })] }, { grade: 'A' }),
  row('elsewhere.lab', 'its server is in a domain without DNSSEC', { mx: [mail('mx.hoster.plain')] }, { grade: 'A' }),
  row('shared.lab', 'the same server as elsewhere.lab', { mx: [mail('mx.hoster.plain')] }, { grade: 'A' }),
  row('implicit.lab', 'no MX, but mail is taken at its address (RFC 5321 §5.1)', { apex: mail('') }, { grade: 'A' }),
  row('bücher.lab', 'a name that is not ASCII', { mx: [mail('mx1')] }, { grade: 'A' }),
  row('greylisting.lab', 'recipients are greylisted with 450: no concern of ours', {
    mx: [mail('mx1', { postfix: { smtpd_recipient_restrictions: 'check_client_access static:{450 4.2.0 Greylisted}' } })],
  }, { grade: 'A' }),
  row('bare-line-feeds.lab', 'replies end in LF alone', { mx: [mail('mx1', { server: 'bare-line-feeds' })] }, { grade: 'A' }),
  row('second-time-421.lab', 'every connection but the first is turned away', { mx: [mail('mx1', { server: 'second-time-421' })] }, { grade: 'A', lacks: ['starttls-missing'] }),
  row('rate-limit.lab', 'Postfix allows one connection a minute', { mx: [mail('mx1', { postfix: { smtpd_client_connection_rate_limit: '1' } })] }, { grade: 'A', lacks: ['starttls-missing'] }),
  row('dane.lab', 'DANE with a self-signed certificate', { mx: [mail('mx1', { certificate: 'self-signed', tlsa: '3 1 1' })] }, {}),
  row('submission.lab', 'takes submissions too', { mx: [mail('mx1', { services: ['smtp', 'submission', 'submissions'] })] }, { grade: 'A' }),
  row('mixed-case.lab', 'asked in capitals, with a final dot', { ask: 'Mixed-Case.LAB.', mx: [mail('mx1')] }, { grade: 'A' }),
];

const ROUTING = [
  row('null-mx.lab', 'takes no mail by design (RFC 7505)', { records: [['@', 'MX', '0 .']] }, { grade: 'no-mail-by-design' }),
  row('parked.lab', 'no MX and no address', { records: [['@', 'TXT', '"v=spf1 -all"']] }, { grade: 'no-mail-service' }),
  row('web-only.lab', 'no MX, and port 25 of its address refuses', { apex: mail('', { server: 'refusing' }) }, { grade: 'no-mail-service' }),
  row('nowhere.lab', 'the name does not exist', {}, { grade: 'no-mail-service' }),
  row('alias-mx.lab', 'its MX is a CNAME (RFC 5321 §5.1)', { mx: [mail('mx1', { alias: true }), mail('mx2')] }, { grade: 'B', has: ['mx-is-alias'] }),
  row('alias-only.lab', 'its only MX is a CNAME', { mx: [mail('mx1', { alias: true })] }, { grade: ['A', 'B'], has: ['mx-is-alias'] }),
  row('no-address.lab', 'one MX has no address', { mx: [mail('mx1'), mail('mx2', { v4: 0 })] }, { grade: 'B', has: ['mx-without-address'] }),
  row('no-address-at-all.lab', 'its only MX has no address', { mx: [mail('mx1', { v4: 0 })] }, {}),
  row('private.lab', 'one MX has a private address', { mx: [mail('mx1'), mail('mx2', { address: '10.1.2.3' })] }, { grade: 'B' }),
  row('private-only.lab', 'its only MX has a private address', { mx: [mail('mx1', { address: '10.1.2.4' })] }, {}),
  row('null-and-more.lab', 'a null MX beside an ordinary one (RFC 7505 §3)', { mx: [mail('mx1')], records: [['@', 'MX', '0 .']] }, {}),
  row('nolisting.lab', 'the first MX refuses on purpose', { mx: [mail('mx1', { server: 'refusing' }), mail('mx2')] }, { grade: 'B' }),
  row('refusing-only.lab', 'its only MX refuses', { mx: [mail('mx1', { server: 'refusing' })] }, { grade: 'could-not-test' }),
  row('silent-second-address.lab', 'one address of two is silent', { mx: [mail('mx1', { v4: 2, silent: 1 })] }, { grade: 'A' }),
  row('silent-both.lab', 'no server answers at all', { mx: [mail('mx1', { server: 'silent' }), mail('mx2', { server: 'silent', v6: 1 })] }, { grade: 'could-not-test' }),
  row('servfail.lab', 'its name servers refuse to answer', { records: [] }, { grade: 'could-not-test' }),
  row('bogus.lab', 'DNSSEC is broken', { mx: [mail('mx1')], tlsRpt: TLS_RPT }, {}),
  row('below.island.lab', 'signed, but the parent does not say so: insecure', { mx: [mail('mx1')] }, { grade: 'A' }),
  row('bogus-host.lab', 'its server is in a domain whose DNSSEC is broken', { mx: [mail('mx.bogus.lab', { }), mail('mx1')] }, {}),
  row('twelve.lab', 'twelve MX, more than are probed', { mx: Array.from({ length: 12 }, (_, index) => mail(`mx${index + 1}`)) }, {}),
];

const REVERSE = [
  row('no-ptr.lab', 'its address has no name', { mx: [mail('mx1', { ptr: 'missing' })] }, { grade: 'B', has: ['ptr-missing'] }),
  row('unconfirmed-ptr.lab', 'its address has a name that leads elsewhere', { mx: [mail('mx1', { ptr: 'unconfirmed' })] }, { grade: 'B', has: ['ptr-not-confirmed'] }),
  row('no-ptr-backup.plain', 'the backup has no reverse name', { mx: [mail('mx1'), mail('mx2', { ptr: 'missing' })] }, { grade: 'B', has: ['ptr-missing'] }),
  row('no-ptr-v6.lab', 'no reverse names for either family', { mx: [mail('mx1', { v6: 1, ptr: 'missing' })] }, { grade: 'B', has: ['ptr-missing'] }),
];

const MTA_STS = [
  row('sts-testing.lab', 'a policy in testing mode', { mx: [mail('mx1')], sts: sts('testing', ['mx1.@']) }, { grade: 'A', has: ['mta-sts-testing'] }),
  row('sts-none.lab', 'a policy that is withdrawn', { mx: [mail('mx1')], sts: sts('none', []) }, { grade: 'A' }),
  row('sts-exact.lab', 'a policy that names each server', { mx: [mail('mx1'), mail('mx2')], sts: sts('enforce', ['mx1.@', 'mx2.@']) }, { grade: ['A+', 'A+..A'] }),
  row('sts-short.lab', 'a policy that senders forget within the hour', { mx: [mail('mx1')], sts: enforced({ maxAge: 3600 }) }, { grade: 'A' }),
  row('sts-misses-backup.lab', 'enforce, and one server is not listed', { mx: [mail('mx1'), mail('mx2')], sts: sts('enforce', ['mx1.@']) }, { grade: 'C', has: ['mta-sts-policy-misses-mx'] }),
  row('sts-misses-all.lab', 'enforce, and no server is listed: strict senders are refused', { mx: [mail('mx1')], sts: sts('enforce', ['mail.elsewhere.lab']) }, { grade: 'F' }),
  row('sts-testing-misses.lab', 'testing, and one server is not listed', { mx: [mail('mx1'), mail('mx2')], sts: sts('testing', ['mx1.@']) }, { grade: 'A' }),
  row('sts-too-wide.lab', 'the wildcard does not reach two labels down (RFC 8461 §4.1)', { mx: [mail('mx1.deep.sts-too-wide.lab')], sts: enforced() }, { grade: 'F' }),
  row('sts-no-tls.lab', 'enforce, and the server has no STARTTLS', { mx: [mail('mx1', { tls: 'none' })], sts: enforced() }, { grade: 'F' }),
  ...[
    ['not-found', 'a record without a policy: 404'],
    ['redirect', 'the policy is elsewhere: no redirect is followed (RFC 8461 §3.3)'],
    ['server-error', 'the policy host is out of order'],
    ['refusing', 'the policy host refuses connections'],
    ['silent', 'the policy host swallows packets'],
    ['no-host', 'the policy host has no address'],
    ['html', 'the policy comes as text/html'],
    ['endless', 'the policy is longer than 64 KiB'],
  ].map(([web, about]) => row(`sts-${web}.lab`, about, { mx: [mail('mx1')], sts: enforced({ web }) }, { grade: 'A' })),
  row('sts-no-record.lab', 'a policy that no record announces', { mx: [mail('mx1')], sts: enforced({ record: [] }) }, { grade: 'A' }),
  row('sts-two-records.lab', 'two records: senders act as if there were none (RFC 8461 §3.1)', {
    mx: [mail('mx1')],
    sts: enforced({ record: ['v=STSv1; id=1;', 'v=STSv1; id=2;'] }),
  }, { grade: 'A' }),
  row('sts-bad-record.lab', 'a record without id', { mx: [mail('mx1')], sts: enforced({ record: 'v=STSv1;' }) }, { grade: 'A' }),
  row('sts-bad-id.lab', 'an id that is not alphanumeric', { mx: [mail('mx1')], sts: enforced({ record: 'v=STSv1; id=2026-11-01;' }) }, { grade: 'A' }),
  row('sts-other-record.lab', 'another TXT record beside the right one', {
    mx: [mail('mx1')],
    sts: enforced({ record: ['v=STSv1; id=1;', 'some-verification=123'] }),
  }, { grade: ['A+', 'A+..A'] }),
  row('sts-bad-policy.lab', 'a policy file with a wrong mode', { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforced\nmx: *.sts-bad-policy.lab\nmax_age: 86400\n' }) }, { grade: 'A' }),
  row('sts-no-mx.lab', 'a policy in enforce mode without mx', { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforce\nmax_age: 86400\n' }) }, { grade: 'A' }),
  row('sts-line-feeds.lab', 'a policy whose lines end in LF', { mx: [mail('mx1')], sts: enforced({ text: 'version: STSv1\nmode: enforce\nmx: *.sts-line-feeds.lab\nmax_age: 604800\n' }) }, { grade: ['A+', 'A+..A'] }),
  row('sts-byte-order-mark.lab', 'a policy that begins with a byte order mark', { mx: [mail('mx1')], sts: enforced({ text: '\uFEFFversion: STSv1\nmode: enforce\nmx: *.sts-byte-order-mark.lab\nmax_age: 604800\n' }) }, { grade: 'A' }),
  row('sts-empty.lab', 'a policy file with nothing in it', { mx: [mail('mx1')], sts: enforced({ text: '' }) }, { grade: 'A' }),
];

const TLS_REPORTING = [
  row('rpt-https.plain', 'reports over HTTPS', { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1;rua=https://reports.example.org/v1/tlsrpt' }, { grade: 'A', lacks: ['tls-rpt-absent'] }),
  row('rpt-no-rua.plain', 'a record without rua', { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1;' }, { grade: 'A', lacks: ['tls-rpt-absent'] }),
  row('rpt-bad-uri.plain', 'a rua that is no URI', { mx: [mail('mx1')], tlsRpt: 'v=TLSRPTv1; rua=tls-reports@@' }, { grade: 'A', lacks: ['tls-rpt-absent'] }),
  row('rpt-two-records.plain', 'two records', {
    mx: [mail('mx1')],
    tlsRpt: TLS_RPT,
    records: [['_smtp._tls.@', 'TXT', '"v=TLSRPTv1; rua=mailto:second@@"']],
  }, { grade: 'A' }),
];

/** Every domain of the world. */
export const DOMAINS = [...SOUND, ...ROUTING, ...REVERSE, ...MTA_STS, ...TLS_REPORTING, ...VARIANTS];
