// The examples by which the design explains the letters (docs/grading.md): what each must come to.

import { mail, mails, sts } from '../model.mjs';
import { row } from './row.mjs';

const NOT_SENDING = { spf: null, dkim: null, dmarc: null };
const google = (label) => mail(`${label}.l.google.com`, { tls: 'old-too' });
/** An address that there is no way to from here, as IPv6 has none from many machines. */
const elsewhere = (last) => ({ address: `2001:db8:beef::${last}` });

const NO_MAIL = (name) => ({ pastes: { 'no-mail-service': [`${name}. IN MX 0 .`, `${name}. IN TXT "v=spf1 -all"`, `_dmarc.${name}. IN TXT "v=DMARC1; p=reject"`] } });

export const EXAMPLES = [
  row(
    'tenant.lab',
    'a tenant of Google Workspace with MTA-STS: only the old TLS of Google’s servers blocks A+',
    { mx: [google('aspmx'), google('alt1.aspmx'), google('alt2.aspmx')], sts: sts('enforce', ['aspmx.l.google.com', '*.aspmx.l.google.com']) },
    { grade: 'A', has: ['mta-sts-enforce', 'tls-old-versions'], lacks: ['mta-sts-host-fails', 'mta-sts-policy-misses-mx'], provider: ['Google Workspace'] },
  ),
  row(
    'tenant-modern.lab',
    'the same with servers that have given up old TLS',
    { mx: [mail('smtp.google.com')], sts: sts('enforce', ['smtp.google.com']) },
    { grade: 'A+', has: ['mta-sts-enforce'], lacks: ['tls-old-versions'], provider: ['Google Workspace'] },
  ),
  row(
    'dane-alone.lab',
    'certificates that nobody signed, and TLSA records for both',
    { mx: ['mx1', 'mx2'].map((label) => mail(label, { certificate: 'self-signed', tlsa: '3 1 1' })) },
    { grade: 'A+', lacks: ['dane-against-enforce'] },
  ),
  row(
    'first-refuses.lab',
    'nolisting: the first MX refuses on purpose',
    { mx: [mail('mx1', { server: 'refusing' }), mail('mx2')] },
    { grade: 'B', has: ['host-refusing'] },
  ),
  row('backup-in-clear.lab', 'a backup without STARTTLS', { mx: [mail('mx1'), mail('mx2', { tls: 'none' })] }, { grade: 'D', has: ['starttls-missing'] }),
  row(
    'rate-limited.lab',
    'whoever calls a second time is turned away',
    { mx: [mail('mx1', { postfix: { smtpd_client_connection_rate_limit: '1' } })] },
    { grade: 'A', lacks: ['starttls-missing', 'host-not-tested', 'tls-only-old', 'tls-old-versions'] },
  ),
  row('left-parked.lab', 'a parked domain: what to publish is offered', { records: [['@', 'TXT', '"parked"']], sending: NOT_SENDING }, { grade: 'no-mail-service', ...NO_MAIL('left-parked.lab') }),
  row(
    'parked-in-order.lab',
    'a parked domain with all three records',
    { records: [['@', 'MX', '0 .']], sending: { spf: 'v=spf1 -all', dkim: null, dmarc: 'v=DMARC1; p=reject' } },
    { grade: 'no-mail-by-design', has: ['null-mx', 'dmarc-reject', 'spf-found'], lacks: ['dmarc-parked', 'dmarc-no-reports', 'no-mail-service', 'bimi-absent'],
      // What sends nothing has nothing to sign.
      says: { 'dkim-nothing-published': /needs no key/ },
    },
  ),
  row('no-way-there.lab', 'reachable by IPv6 alone, and there is none from here', { mx: [mail('mx1', elsewhere(1))] }, {
    grade: 'could-not-test',
    has: ['host-not-tested'],
    lacks: ['host-refusing', 'starttls-missing', 'mx-target-without-address', 'mx-target-private'],
  }),
  row('half-way-there.lab', 'both families, and there is no IPv6 from here', { mx: [mails('mx1', {}, elsewhere(2))] }, {
    grade: 'A',
    has: ['address-not-tested'],
    lacks: ['address-unreachable', 'ipv6-differs', 'host-not-tested'],
  }),
  row('only-421.lab', 'no server completes EHLO: that says nothing about the domain', { mx: [mail('mx1', { server: 'greets-421' })] }, {
    grade: 'could-not-test',
    has: ['host-not-tested'],
    lacks: ['starttls-missing'],
  }),
  row('all-in-clear.lab', 'no server has STARTTLS', { mx: [mail('mx1', { tls: 'none' }), mail('mx2', { tls: 'none' })] }, { grade: 'F', has: ['starttls-missing'] }),
  row('bounces-some.lab', 'the domain’s own policy has strict senders refuse one server', { mx: [mail('mx1'), mail('mx2', { certificate: 'wrong-name' })], sts: sts('enforce', ['*.@']) }, {
    grade: 'C',
    has: ['mta-sts-host-fails'],
  }),
  row('bounces-all.lab', 'the domain’s own policy has strict senders refuse every server', { mx: [mail('mx1', { certificate: 'wrong-name' })], sts: sts('enforce', ['*.@']) }, {
    grade: 'F',
    has: ['mta-sts-host-fails', 'strict-senders-refused'],
  }),
  row('silent-v4.lab', 'a silent address beside an answering one of its family is a finding and no cap', { mx: [mail('mx1', { v4: 3, v6: 1, silent: 1 })] }, {
    grade: 'A',
    has: ['address-unreachable'],
    lacks: ['host-not-tested', 'starttls-missing'],
  }),
  // Whether IPv6 gets out of here is not known.
  row('silent-v6.lab', 'no answer by IPv6 at all', { mx: [mails('mx1', {}, { server: 'silent', v4: 0, v6: 1 })] }, {
    grade: 'A',
    has: ['address-not-tested'],
    lacks: ['address-unreachable', 'ipv6-differs', 'host-not-tested'],
  }),
];
