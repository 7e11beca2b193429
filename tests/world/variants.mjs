// Rows made by code: each fault of a certificate or a server, at each place where it can occur.

import { mail, sts } from './model.mjs';

/** The letter that a certificate's fault caps a domain at, by design.md's table of grades. */
const CERTIFICATE_CAPS = {
  expired: 'C',
  'not-yet-valid': 'C',
  'self-signed': 'C',
  'unknown-issuer': 'C',
  'expired-intermediate': 'C',
  'client-only': 'C',
  'wrong-name': 'B',
  'wildcard-too-wide': 'B',
  'common-name-only': 'B',
  'missing-intermediate': 'B',
  'rsa-1024': 'B',
  sha1: 'B',
};

/** Faults with which a server still authenticates itself to an MTA-STS sender (RFC 8461 §4.2 looks at path and name). */
const STILL_VALID = ['rsa-1024', 'sha1'];

/**
 * What may be said of a domain by a host that plays a script, alone and beside a good host.
 * 'unknown': nothing is known of the host, so nothing may be held against the domain. A fault is definite.
 */
const SCRIPTED = {
  'greets-421': 'unknown',
  'greets-450': 'unknown',
  'greets-554': 'unknown',
  'greets-554-all': 'unknown',
  'closes-at-once': 'unknown',
  'resets-at-once': 'unknown',
  'accepts-and-says-nothing': 'unknown',
  'one-byte-a-second': 'unknown',
  'endless-greeting': 'unknown',
  'endless-line': 'unknown',
  'closes-after-greeting': 'unknown',
  'speaks-http': 'unknown',
  'speaks-tls': 'unknown',
  'ehlo-421': 'unknown',
  'ehlo-550': 'unknown',
  'no-ehlo': 'clear',
  'no-starttls': 'clear',
  'starttls-454': 'unknown-tls',
  'starttls-unknown': 'declined',
  'starttls-then-garbage': 'unknown-tls',
  'starttls-then-closes': 'unknown-tls',
  'starttls-then-silence': 'unknown-tls',
  'injects-plaintext': 'sealed',
};

/** Grades that fit each of these, for the host alone and for the host as a backup. */
const FITTING = {
  unknown: { alone: 'could-not-test', backup: ['A..D', 'A..F', 'A+..D', 'A'] },
  clear: { alone: 'F', backup: 'D' },
  declined: { alone: 'F', backup: 'D' },
  'unknown-tls': { alone: ['A..F', 'A+..F', 'could-not-test'], backup: ['A..D', 'A'] },
  sealed: { alone: 'A', backup: 'A' },
};

const certificateRows = Object.entries(CERTIFICATE_CAPS).flatMap(([certificate, grade]) => {
  const bad = { certificate };
  const about = `certificate: ${certificate}`;
  const strict = STILL_VALID.includes(certificate) ? grade : 'F';
  return [
    { name: `cert-${certificate}.lab`, about, mx: [mail('mx1', bad)], expect: { grade } },
    { name: `cert-${certificate}.plain`, about: `${about}, without DNSSEC`, mx: [mail('mx1', bad)], expect: { grade } },
    { name: `cert-${certificate}-first.plain`, about: `${about}, first of two`, mx: [mail('mx1', bad), mail('mx2')], expect: { grade } },
    { name: `cert-${certificate}-backup.lab`, about: `${about}, backup`, mx: [mail('mx1'), mail('mx2', bad)], expect: { grade } },
    {
      name: `cert-${certificate}-enforced.lab`,
      about: `${about}, and the policy insists on a good one`,
      mx: [mail('mx1', bad)],
      sts: sts('enforce', ['mx1.@']),
      expect: { grade: strict },
    },
  ];
});

const policyHostRows = Object.keys(CERTIFICATE_CAPS).map((certificate) => ({
  name: `policy-${certificate}.lab`,
  about: `the policy host's certificate: ${certificate}`,
  mx: [mail('mx1')],
  sts: sts('enforce', ['mx1.@'], { certificate }),
  expect: { grade: STILL_VALID.includes(certificate) ? ['A', 'A+', 'A+..A'] : 'A' },
}));

const scriptedRows = Object.entries(SCRIPTED).flatMap(([server, kind]) => [
  { name: `${server}.lab`, about: `server: ${server}`, mx: [mail('mx1', { server })], expect: { grade: FITTING[kind].alone } },
  {
    name: `${server}-backup.plain`,
    about: `backup: ${server}`,
    mx: [mail('mx1'), mail('mx2', { server })],
    expect: { grade: FITTING[kind].backup },
  },
]);

const tlsRows = [
  { name: 'no-tls.lab', about: 'Postfix without STARTTLS', mx: [mail('mx1', { tls: 'none' })], expect: { grade: 'F', has: ['starttls-missing'] } },
  { name: 'no-tls-both.lab', about: 'two servers without STARTTLS', mx: [mail('mx1', { tls: 'none' }), mail('mx2', { tls: 'none' })], expect: { grade: 'F' } },
  { name: 'no-tls-backup.lab', about: 'a backup without STARTTLS', mx: [mail('mx1'), mail('mx2', { tls: 'none' })], expect: { grade: 'D', has: ['starttls-missing'] } },
  { name: 'no-tls-first.plain', about: 'the first server without STARTTLS', mx: [mail('mx1', { tls: 'none' }), mail('mx2')], expect: { grade: 'D' } },
  // Until raw hellos answer what our TLS stack cannot ask, these stay untold.
  { name: 'tls10.lab', about: 'TLS 1.0 and nothing newer', mx: [mail('mx1', { tls: 'tls10' })], expect: { grade: FITTING['unknown-tls'].alone } },
  { name: 'tls10-backup.lab', about: 'a backup with TLS 1.0 alone', mx: [mail('mx1'), mail('mx2', { tls: 'tls10' })], expect: { grade: FITTING['unknown-tls'].backup } },
  { name: 'old-too.lab', about: 'TLS 1.0 and 1.1 beside newer', mx: [mail('mx1', { tls: 'old-too' })], expect: { grade: 'A' } },
  { name: 'opensmtpd.lab', about: 'OpenSMTPD: offers STARTTLS and fails every handshake', mx: [mail('mx1', { server: 'opensmtpd' })], expect: { grade: FITTING['unknown-tls'].alone } },
  { name: 'opensmtpd-backup.plain', about: 'a backup that fails every handshake', mx: [mail('mx1'), mail('mx2', { server: 'opensmtpd' })], expect: { grade: FITTING['unknown-tls'].backup } },
  { name: 'exim-expired.plain', about: 'Exim with an expired certificate', mx: [mail('mx1', { server: 'exim', certificate: 'expired' })], expect: { grade: 'C' } },
];

/** All of them. */
export const VARIANTS = [...certificateRows, ...policyHostRows, ...scriptedRows, ...tlsRows];
