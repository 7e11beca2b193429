// Where a domain's own users send from: named by SRV records (RFC 6186, RFC 8314 §5.1), guessed, right and wrong.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const BOTH = ['submissions', 'submission'];
const smtp = (options) => mail('smtp', { services: BOTH, auth: 'sealed', ...options });
const implicit = (value = '0 1 465 smtp.@.') => ['_submissions._tcp.@', 'SRV', value];
const explicit = (value = '0 1 587 smtp.@.') => ['_submission._tcp.@', 'SRV', value];
const MX = [mail('mx1')];

export const SUBMISSION = [
  row('subm-good.lab', 'both ports, named by SRV records', { mx: MX, hosts: [smtp()], records: [implicit(), explicit()] }, { grade: 'A' }),
  row('subm-587.lab', 'STARTTLS alone is named', { mx: MX, hosts: [smtp({ services: ['submission'] })], records: [explicit()] }, { grade: 'A' }),
  row(
    'subm-two.lab',
    'two servers, the second as a backup',
    {
      mx: MX,
      hosts: [smtp(), mail('smtp2', { services: BOTH, auth: 'sealed' })],
      records: [implicit(), implicit('10 1 465 smtp2.@.')],
    },
    { grade: 'A' },
  ),
  row('subm-none.lab', 'says that there is no such service', { mx: MX, records: [implicit('0 0 0 .'), explicit('0 0 0 .')] }, { grade: 'A' }),
  row('subm-guess.lab', 'no SRV records, and a server by its usual name', { mx: MX, hosts: [smtp()] }, { grade: 'A' }),
  row('subm-guess-mail.lab', 'no SRV records, and a server called mail', { mx: MX, hosts: [mail('mail', { services: BOTH, auth: 'sealed' })] }, { grade: 'A' }),
  row('subm-absent.lab', 'no SRV records, and no usual name', { mx: MX }, { grade: 'A' }),
  row('subm-port.lab', 'an SRV record with a port that is not the service’s', { mx: MX, hosts: [smtp()], records: [implicit('0 1 2465 smtp.@.')] }, { grade: 'A' }),
  row('subm-alias.lab', 'an SRV record that leads to an alias', { mx: MX, hosts: [mail('smtp', { services: BOTH, alias: true })], records: [implicit()] }, { grade: 'A' }),
  row('subm-nowhere.lab', 'an SRV record that leads to a name without address', { mx: MX, records: [implicit('0 1 465 gone.@.')] }, { grade: 'A' }),
  row('subm-expired.lab', 'an expired certificate', { mx: MX, hosts: [smtp({ certificate: 'expired' })], records: [implicit(), explicit()] }, { grade: 'A' }),
  row('subm-wrong-name.lab', 'a certificate for another name', { mx: MX, hosts: [smtp({ certificate: 'wrong-name' })], records: [implicit(), explicit()] }, { grade: 'A' }),
  row('subm-self-signed.lab', 'a self-signed certificate', { mx: MX, hosts: [smtp({ certificate: 'self-signed' })], records: [implicit()] }, { grade: 'A' }),
  row('subm-auth-clear.lab', 'asks for passwords before TLS', { mx: MX, hosts: [smtp({ auth: 'clear' })], records: [explicit()] }, { grade: 'A' }),
  row('subm-no-starttls.lab', 'port 587 without STARTTLS', { mx: MX, hosts: [smtp({ auth: 'clear', tls: 'none', services: ['submission'] })], records: [explicit()] }, { grade: 'A' }),
  row('subm-tls10.lab', 'TLS 1.0 alone', { mx: MX, hosts: [smtp({ tls: 'tls10' })], records: [implicit(), explicit()] }, { grade: 'A' }),
  row('subm-old-too.lab', 'TLS 1.0 beside newer', { mx: MX, hosts: [smtp({ tls: 'old-too' })], records: [implicit(), explicit()] }, { grade: 'A' }),
  row('subm-clear-465.lab', 'plain words on port 465', { mx: MX, hosts: [smtp({ services: ['submissions'], postfix: { smtpd_tls_wrappermode: 'no' } })], records: [implicit()] }, { grade: 'A' }),
  row('subm-refusing.lab', 'the server named refuses', { mx: MX, hosts: [smtp({ server: 'refusing' })], records: [implicit(), explicit()] }, { grade: 'A' }),
  row('subm-silent.lab', 'the server named is silent', { mx: MX, hosts: [smtp({ server: 'silent' })], records: [implicit()] }, { grade: 'A' }),
  row(
    'subm-relays.lab',
    'port 587 forwards for everybody, without a password',
    {
      mx: MX,
      hosts: [smtp({ postfix: { mynetworks: '0.0.0.0/0 [::]/0', smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination' } })],
      records: [implicit(), explicit()],
    },
    { grade: 'A' },
  ),
];
