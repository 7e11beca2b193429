// Domains in good order, each in its own way: nothing may be held against them.

import { mail, sts } from '../model.mjs';
import { deep, row } from './row.mjs';

const TLS_RPT = 'v=TLSRPTv1; rua=mailto:tls-reports@@';
/** A deep look finds nothing against a server as its packagers set it up; those without certificate are no fault. */
const nothing = deep([], ['tls-weak-suites', 'tls-weak-groups', 'tls-client-preference', 'certificate-other-flawed', 'starttls-command-injection']);
const enforced = (options) => sts('enforce', ['*.@'], options);

export const SOUND = [
  row(
    'good.lab',
    'everything right: two servers, both families, MTA-STS enforce, TLS-RPT, DNSSEC',
    { mx: [mail('mx1', { v6: 1 }), mail('mx2', { v6: 1 })], sts: enforced(), tlsRpt: TLS_RPT },
    {
      grade: 'A+',
      lacks: ['starttls-missing'],
      has: ['mta-sts-enforce', 'tls-rpt-found', 'dnssec-secure', 'ptr-confirmed', 'certificate-trusted'],
    },
    nothing,
  ),
  row(
    'usual.plain',
    'a good server, and nothing published',
    { mx: [mail('mx1')] },
    { grade: 'A', has: ['mta-sts-absent', 'tls-rpt-absent', 'dnssec-insecure'] },
    nothing,
  ),
  row(
    'signed.lab',
    'a good server under DNSSEC, and nothing published',
    { mx: [mail('mx1')] },
    { grade: 'A', has: ['mta-sts-absent', 'dnssec-secure'] },
  ),
  row('exim.lab', 'Exim with GnuTLS', { mx: [mail('mx1', { server: 'exim', v6: 1 })] }, { grade: 'A' }, nothing),
  row('rsa.lab', 'an RSA key of 2048 bits', { mx: [mail('mx1', { certificate: 'rsa' })] }, { grade: 'A' }, nothing),
  row('wildcard.lab', 'a wildcard that covers the server', { mx: [mail('mx1', { certificate: 'wildcard' })] }, { grade: 'A' }),
  row('tls12.lab', 'TLS 1.2 and nothing newer', { mx: [mail('mx1', { tls: 'tls12' })] }, { grade: 'A', has: ['tls-1-2-newest'] }, nothing),
  row('many.lab', 'five servers', { mx: ['a', 'b', 'c', 'd', 'e'].map((label) => mail(label)) }, { grade: 'A' }),
  row(
    'same-preference.lab',
    'two servers of one preference',
    { mx: [mail('mx1', { preference: 10 }), mail('mx2', { preference: 10 })] },
    { grade: 'A' },
  ),
  row(
    'six-addresses.lab',
    'a server with six addresses, more than are probed',
    { mx: [mail('mx1', { v4: 6 })] },
    { grade: 'A', has: ['address-not-tested'] },
  ),
  row('only-v6.lab', 'reachable by IPv6 alone', { mx: [mail('mx1', { v4: 0, v6: 1 })] }, { grade: 'A' }),
  row('elsewhere.lab', 'its server is in a domain without DNSSEC', { mx: [mail('mx.hoster.plain')] }, { grade: 'A' }),
  row('shared.lab', 'the same server as elsewhere.lab', { mx: [mail('mx.hoster.plain')] }, { grade: 'A' }),
  row('implicit.lab', 'no MX, but mail is taken at its address (RFC 5321 §5.1)', { apex: mail('') }, { grade: 'A', has: ['mx-implicit'] }),
  row('bücher.lab', 'a name that is not ASCII', { mx: [mail('mx1')] }, { grade: 'A' }),
  row(
    'greylisting.lab',
    'recipients are greylisted with 450: no concern of ours',
    {
      mx: [mail('mx1', { postfix: { smtpd_recipient_restrictions: 'check_client_access static:{450 4.2.0 Greylisted}' } })],
    },
    { grade: 'A' },
  ),
  row('bare-line-feeds.lab', 'replies end in LF alone', { mx: [mail('mx1', { server: 'bare-line-feeds' })] }, { grade: 'A' }),
  row(
    'second-time-421.lab',
    'every connection but the first is turned away',
    { mx: [mail('mx1', { server: 'second-time-421' })] },
    { grade: 'A', lacks: ['starttls-missing'] },
  ),
  row(
    'rate-limit.lab',
    'Postfix allows one connection a minute',
    { mx: [mail('mx1', { postfix: { smtpd_client_connection_rate_limit: '1' } })] },
    { grade: 'A', lacks: ['starttls-missing'] },
  ),
  row(
    'expires-soon.lab',
    'a certificate that ends this week',
    { mx: [mail('mx1', { certificate: 'expires-soon' })] },
    { grade: 'A', has: ['certificate-expires-soon'] },
  ),
  row('submission.lab', 'takes submissions too', { mx: [mail('mx1', { services: ['smtp', 'submission', 'submissions'] })] }, { grade: 'A' }),
  row('mixed-case.lab', 'asked in capitals, with a final dot', { ask: 'Mixed-Case.LAB.', mx: [mail('mx1')] }, { grade: 'A' }),
];
