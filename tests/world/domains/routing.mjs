// Domains whose DNS leads somewhere odd: MX records, addresses, DNSSEC, reverse names.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const TLS_RPT = 'v=TLSRPTv1; rua=mailto:tls-reports@@';

export const ROUTING = [
  row('null-mx.lab', 'takes no mail by design (RFC 7505)', { records: [['@', 'MX', '0 .']] }, { grade: 'no-mail-by-design', has: ['null-mx'] }),
  row('parked.lab', 'no MX and no address', { records: [['@', 'TXT', '"v=spf1 -all"']] }, { grade: 'no-mail-service', has: ['no-mail-service'] }),
  row(
    'web-only.lab',
    'no MX, and port 25 of its address refuses',
    { apex: mail('', { server: 'refusing' }) },
    { grade: 'no-mail-service', has: ['host-refusing'] },
  ),
  row('nowhere.lab', 'the name does not exist', {}, { grade: 'no-mail-service', has: ['domain-not-found'] }),
  row(
    'alias-mx.lab',
    'its MX is a CNAME (RFC 5321 §5.1)',
    { mx: [mail('mx1', { alias: true }), mail('mx2')] },
    { grade: 'B', has: ['mx-target-alias'] },
  ),
  row('alias-only.lab', 'its only MX is a CNAME', { mx: [mail('mx1', { alias: true })] }, { grade: 'B', has: ['mx-target-alias'] }),
  row('no-address.lab', 'one MX has no address', { mx: [mail('mx1'), mail('mx2', { v4: 0 })] }, { grade: 'B', has: ['mx-target-without-address'] }),
  row('no-address-at-all.lab', 'its only MX has no address', { mx: [mail('mx1', { v4: 0 })] }, { has: ['mx-target-without-address'] }),
  row(
    'private.lab',
    'one MX has a private address',
    { mx: [mail('mx1'), mail('mx2', { address: '10.1.2.3' })] },
    { grade: 'B', has: ['mx-target-private'] },
  ),
  row('private-only.lab', 'its only MX has a private address', { mx: [mail('mx1', { address: '10.1.2.4' })] }, { has: ['mx-target-private'] }),
  row(
    'null-and-more.lab',
    'a null MX beside an ordinary one (RFC 7505 §3)',
    { mx: [mail('mx1')], records: [['@', 'MX', '0 .']] },
    { has: ['null-mx-beside-others'] },
  ),
  row(
    'nolisting.lab',
    'the first MX refuses on purpose',
    { mx: [mail('mx1', { server: 'refusing' }), mail('mx2')] },
    { grade: 'B', has: ['host-refusing'] },
  ),
  row('refusing-only.lab', 'its only MX refuses', { mx: [mail('mx1', { server: 'refusing' })] }, { grade: 'could-not-test', has: ['host-refusing'] }),
  row(
    'silent-second-address.lab',
    'one address of two is silent',
    { mx: [mail('mx1', { v4: 2, silent: 1 })] },
    { grade: 'A', has: ['address-unreachable'] },
  ),
  row(
    'silent-both.lab',
    'no server answers at all',
    { mx: [mail('mx1', { server: 'silent' }), mail('mx2', { server: 'silent', v6: 1 })] },
    { grade: 'could-not-test', has: ['host-not-tested'] },
  ),
  row('servfail.lab', 'its name servers refuse to answer', { records: [] }, { grade: 'could-not-test', has: ['mx-unknown'] }),
  row('bogus.lab', 'DNSSEC is broken', { mx: [mail('mx1')], tlsRpt: TLS_RPT }, { grade: 'F', has: ['mx-bogus'] }),
  row('below.island.lab', 'signed, but the parent does not say so: insecure', { mx: [mail('mx1')] }, { grade: 'A', has: ['dnssec-insecure'] }),
  row(
    'bogus-host.lab',
    'its server is in a domain whose DNSSEC is broken',
    { mx: [mail('mx.bogus.lab'), mail('mx1')] },
    { has: ['host-not-tested'] },
  ),
  row(
    'twelve.lab',
    'twelve MX, more than are probed',
    { mx: Array.from({ length: 12 }, (_, index) => mail(`mx${index + 1}`)) },
    { has: ['mx-beyond-limit'] },
  ),
];

export const REVERSE = [
  row('no-ptr.lab', 'its address has no name', { mx: [mail('mx1', { ptr: 'missing' })] }, { grade: 'B', has: ['ptr-absent'] }),
  row(
    'unconfirmed-ptr.lab',
    'its address has a name that leads elsewhere',
    { mx: [mail('mx1', { ptr: 'unconfirmed' })] },
    { grade: 'B', has: ['ptr-unconfirmed'] },
  ),
  row(
    'no-ptr-backup.plain',
    'the backup has no reverse name',
    { mx: [mail('mx1'), mail('mx2', { ptr: 'missing' })] },
    { grade: 'B', has: ['ptr-absent'] },
  ),
  row('no-ptr-v6.lab', 'no reverse names for either family', { mx: [mail('mx1', { v6: 1, ptr: 'missing' })] }, { grade: 'B', has: ['ptr-absent'] }),
];
