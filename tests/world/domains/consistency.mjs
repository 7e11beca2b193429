// What only several addresses, servers or mechanisms together show.

import { mail, mails, sts } from '../model.mjs';
import { row } from './row.mjs';

const A = ['A', 'A..A'];
const DIFFERENCES = [
  'starttls-on-some-addresses',
  'tls-versions-differ',
  'ipv6-differs',
  'certificates-differ',
  'weakest-host-decides',
  'mta-sts-outlives-certificate',
  'mta-sts-refuses-what-dane-accepts',
];
/** These differences and no others. */
const only = (...codes) => ({ has: codes, lacks: DIFFERENCES.filter((code) => !codes.includes(code)) });
const enforced = (options) => sts('enforce', ['*.@'], options);

export const CONSISTENCY = [
  row('same.lab', 'two addresses of each family, all alike', { mx: [mail('mx1', { v4: 2, v6: 2 })] }, { grade: A, ...only() }),
  row('certificate-each.lab', 'each address has a good certificate of its own', { mx: [mails('mx1', {}, {})] }, { grade: A, ...only('certificates-differ') }),
  row('one-expired.lab', 'one address has an expired certificate', { mx: [mails('mx1', {}, { certificate: 'expired' })] }, {
    grade: 'C',
    has: [...only('certificates-differ').has, 'certificate-expired'],
    lacks: only('certificates-differ').lacks,
  }),
  row('both-expired.lab', 'both addresses have an expired certificate', { mx: [mails('mx1', { certificate: 'expired' }, {})] }, { grade: 'C', ...only('certificates-differ') }),
  row('two-kinds.lab', 'each address has a key of another kind: no difference that matters', { mx: [mails('mx1', {}, { certificate: 'rsa' })] }, { grade: A, ...only() }),
  row('one-in-clear.lab', 'one address of two has no STARTTLS', { mx: [mails('mx1', {}, { tls: 'none' })] }, {
    // A host is as good as the worst of its addresses that answer, and there is no other.
    grade: 'F',
    has: ['starttls-on-some-addresses', 'starttls-missing'],
    lacks: ['ipv6-differs', 'weakest-host-decides'],
  }),
  row('one-old.lab', 'one address of two accepts TLS 1.0 too', { mx: [mails('mx1', {}, { tls: 'old-too' })] }, { grade: A, has: ['tls-versions-differ', 'tls-old-versions'], lacks: ['ipv6-differs'] }),
  row('v6-in-clear.lab', 'IPv6 has no STARTTLS', { mx: [mails('mx1', {}, { v4: 0, v6: 1, tls: 'none' })] }, {
    // A host is as good as the worst of its addresses that answer, and there is no other.
    grade: 'F',
    has: ['ipv6-differs', 'starttls-missing'],
    lacks: ['starttls-on-some-addresses'],
  }),
  row('v6-self-signed.lab', 'IPv6 leads to a server that signs alone', { mx: [mails('mx1', {}, { v4: 0, v6: 1, certificate: 'self-signed' })] }, {
    grade: 'C',
    ...only('ipv6-differs'),
  }),
  row('v6-old.lab', 'IPv6 accepts TLS 1.0 too', { mx: [mails('mx1', {}, { v4: 0, v6: 1, tls: 'old-too' })] }, { grade: A, has: ['ipv6-differs', 'tls-old-versions'], lacks: ['tls-versions-differ'] }),
  row('weak-backup.lab', 'a backup that signs alone', { mx: [mail('mx1'), mail('mx2', { certificate: 'self-signed' })] }, { grade: 'C', ...only('weakest-host-decides') }),
  row('clear-backup.lab', 'a backup without STARTTLS', { mx: [mail('mx1'), mail('mx2', { tls: 'none' })] }, { grade: 'D', ...only('weakest-host-decides') }),
  row('weak-both.lab', 'two servers that are equally weak', { mx: [mail('mx1', { tls: 'none' }), mail('mx2', { tls: 'none' })] }, { grade: 'F', ...only() }),
  row('unknown-backup.lab', 'a backup of which nothing is known is no weaker one', { mx: [mail('mx1'), mail('mx2', { server: 'greets-421' })] }, { grade: 'A..D', ...only() }),
  row('enforce-ends-soon.lab', 'a policy that is remembered longer than the certificate lasts', { mx: [mail('mx1', { certificate: 'expires-soon' })], sts: enforced() }, {
    has: ['mta-sts-outlives-certificate', 'certificate-expires-soon'],
    grade: 'A+',
  }),
  row('testing-ends-soon.lab', 'a policy that is only tested, and a certificate that ends soon', { mx: [mail('mx1', { certificate: 'expires-soon' })], sts: sts('testing', ['mx1.@']) }, {
    grade: A,
    has: ['certificate-expires-soon'],
    lacks: ['mta-sts-outlives-certificate'],
  }),
  row('enforce-against-dane.lab', 'a self-signed certificate that TLSA vouches for, and a policy that wants another', { mx: [mail('mx1', { certificate: 'self-signed', tlsa: '3 1 1' })], sts: enforced() }, {
    has: ['mta-sts-refuses-what-dane-accepts'],
    // Senders that know MTA-STS alone can deliver nowhere.
    grade: 'F',
  }),
];
