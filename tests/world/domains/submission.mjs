// Where a domain's own users send from: named by SRV records (RFC 6186, RFC 8314 §5.1), guessed, right and wrong.
// None of it may touch the grade, which is about mail to the domain.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const BOTH = ['submissions', 'submission'];
const server = (label, options) => mail(label, { services: BOTH, auth: 'sealed', ...options });
const smtp = (options) => server('smtp', options);
const implicit = (value = '0 1 465 smtp.@.') => ['_submissions._tcp.@', 'SRV', value];
const explicit = (value = '0 1 587 smtp.@.') => ['_submission._tcp.@', 'SRV', value];
const NAMED = [implicit(), explicit()];

/** What is wrong with no server that does all that is asked of it. */
const FAULTS = [
  'submission-certificate',
  'submission-tls-old',
  'submission-tls-fails',
  'submission-broken-suites-only',
  'submission-starttls-missing',
  'submission-auth-in-clear',
  'submission-refusing',
  'submission-not-tested',
  // Those of servers that take mail for the domain.
  'certificate-expired',
  'certificate-name-mismatch',
  'certificate-self-signed',
  'tls-old-versions',
  'tls-only-old',
  'starttls-missing',
  'host-refusing',
  'host-not-tested',
];

/** A domain with an ordinary MX: these findings, and no fault that is not among them. */
const domain = (name, about, built, has, grade = 'A') =>
  row(`subm-${name}.lab`, about, { mx: [mail('mx1')], ...built }, { grade, has, lacks: FAULTS.filter((code) => !has.includes(code)) });

const SOUND = [
  domain('good', 'both ports, named by SRV records', { hosts: [smtp()], records: NAMED }, ['submission-found', 'submission-sealed']),
  domain('587', 'STARTTLS alone is named', { hosts: [smtp({ services: ['submission'] })], records: [explicit()] }, [
    'submission-found',
    'submission-sealed',
    'submission-no-implicit-tls',
  ]),
  domain(
    'two',
    'two servers, the second as a backup',
    { hosts: [smtp(), server('smtp2', { v6: 1 })], records: [implicit(), implicit('10 1 465 smtp2.@.')] },
    ['submission-found', 'submission-sealed'],
  ),
  domain('many', 'six servers, more than are looked at', {
    hosts: Array.from({ length: 6 }, (_, index) => server(`smtp${index}`)),
    records: Array.from({ length: 6 }, (_, index) => implicit(`${index} 1 465 smtp${index}.@.`)),
  }, ['submission-found', 'submission-sealed', 'submission-beyond-limit']),
  domain('elsewhere', 'a hoster’s server', { records: [implicit('0 1 465 smtp.subm-good.lab.'), explicit('0 1 587 smtp.subm-good.lab.')] }, [
    'submission-found',
    'submission-sealed',
  ]),
  domain('same', 'the server for the domain’s mail takes submissions too', {
    mx: [server('mx1', { services: ['smtp', ...BOTH] })],
    records: [implicit('0 1 465 mx1.@.'), explicit('0 1 587 mx1.@.')],
  }, ['submission-found', 'submission-sealed']),
  domain('none', 'says that there is no such service', { records: [implicit('0 0 0 .'), explicit('0 0 0 .')] }, ['submission-none-offered']),
  domain('guess', 'no SRV records, and a server by its usual name', { hosts: [smtp()] }, ['submission-guessed', 'submission-sealed']),
  domain('guess-mail', 'no SRV records, and a server called mail', { hosts: [server('mail')] }, ['submission-guessed', 'submission-sealed']),
  // A guess that leads nowhere says nothing of the domain.
  domain('guess-refusing', 'no SRV records, and a usual name that refuses', { hosts: [smtp({ server: 'refusing' })] }, ['submission-not-found']),
  domain('absent', 'no SRV records, and no usual name', {}, ['submission-not-found']),
];

const RECORDS = [
  domain('port', 'an SRV record with a port that is not the service’s', { hosts: [smtp()], records: [implicit('0 1 2465 smtp.@.')] }, ['submission-srv-port']),
  domain('alias', 'an SRV record that leads to an alias (RFC 2782)', { hosts: [smtp({ alias: true })], records: NAMED }, ['submission-srv-target-alias']),
  domain('nowhere', 'an SRV record that leads to a name without address', { records: [implicit('0 1 465 gone.@.')] }, ['submission-srv-target-without-address']),
  domain('private', 'an SRV record that leads to a private address', { hosts: [smtp({ address: '10.1.2.5' })], records: NAMED }, [
    'submission-srv-target-without-address',
  ]),
  domain('none-and-more', 'no such service, and a server for it', { hosts: [smtp()], records: [implicit('0 0 0 .'), implicit()] }, [
    'submission-srv-none-beside-others',
  ]),
];

const FAULTY = [
  ...['expired', 'wrong-name', 'self-signed', 'missing-intermediate', 'expires-soon'].map((certificate) =>
    domain(certificate, `certificate: ${certificate}`, { hosts: [smtp({ certificate })], records: NAMED }, ['submission-certificate']),
  ),
  domain('guess-expired', 'guessed, and its certificate has expired', { hosts: [smtp({ certificate: 'expired' })] }, [
    'submission-guessed',
    'submission-certificate',
  ]),
  domain('auth-clear', 'asks for passwords before TLS', { hosts: [smtp({ auth: 'clear' })], records: NAMED }, ['submission-auth-in-clear']),
  domain('auth-missing', 'asks for no password', { hosts: [smtp({ auth: 'none' })], records: NAMED }, ['submission-auth-missing']),
  domain('no-starttls', 'port 587 without STARTTLS', { hosts: [smtp({ auth: 'clear', tls: 'none', services: ['submission'] })], records: [explicit()] }, [
    'submission-starttls-missing',
    'submission-auth-in-clear',
  ]),
  domain('tls10', 'TLS 1.0 alone', { hosts: [smtp({ tls: 'tls10' })], records: NAMED }, ['submission-tls-old']),
  domain('old-too', 'TLS 1.0 beside newer', { hosts: [smtp({ tls: 'old-too' })], records: NAMED }, ['submission-tls-old']),
  domain('null', 'suites that do not encrypt', {
    hosts: [smtp({ server: 'openssl', certificate: 'rsa', openssl: { options: ['-tls1_2', '-cipher', 'NULL-SHA256:@SECLEVEL=0'] } })],
    records: NAMED,
  }, ['submission-broken-suites-only']),
  domain('clear-465', 'plain words on port 465', {
    hosts: [smtp({ services: ['submissions'], postfix: { smtpd_tls_wrappermode: 'no' } })],
    records: [implicit()],
  }, ['submission-tls-fails']),
  domain('refusing', 'the server named refuses', { hosts: [smtp({ server: 'refusing' })], records: NAMED }, ['submission-refusing']),
  domain('silent', 'the server named is silent', { hosts: [smtp({ server: 'silent' })], records: [implicit()] }, ['submission-not-tested']),
  domain('421', 'the server named turns us away', { hosts: [smtp({ server: 'greets-421' })], records: [explicit()] }, ['submission-not-tested']),
];

/** Postfix trusts everybody. */
const OPEN = { mynetworks: '0.0.0.0/0 [::]/0', smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination' };
const forwarding = (has, lacks = []) => ({ asked: ['--open-relay'], has, lacks });

const FORWARDING = [
  row(
    'subm-relays.lab',
    'forwards for everybody, without a password',
    { mx: [mail('mx1')], hosts: [smtp({ postfix: OPEN })], records: NAMED },
    { grade: 'A', lacks: ['submission-open-relay'] },
    forwarding(['submission-open-relay', 'open-relay-refused'], ['open-relay']),
  ),
  row(
    'subm-careful.lab',
    'forwards with a password alone',
    {
      mx: [mail('mx1')],
      hosts: [smtp({ postfix: { smtpd_relay_restrictions: 'permit_sasl_authenticated, reject' } })],
      records: NAMED,
    },
    { grade: 'A' },
    forwarding(['open-relay-refused'], ['submission-open-relay', 'submission-open-relay-unproven']),
  ),
];

export const SUBMISSION = [...SOUND, ...RECORDS, ...FAULTY, ...FORWARDING];
