// Rows made by code: each fault of a certificate or a server, at each place where it can occur.

import { mail, sts } from '../model.mjs';

/** What a certificate's fault caps a domain at, by design.md's table of grades, and the finding that names it. */
const CERTIFICATE_FAULTS = {
  expired: ['C', 'certificate-expired'],
  'not-yet-valid': ['C', 'certificate-not-yet-valid'],
  'self-signed': ['C', 'certificate-self-signed'],
  'private-root': ['C', 'certificate-unknown-issuer'],
  // Nobody but the issuer knows whether what is missing leads to a public root.
  'unknown-issuer': ['B..C', 'certificate-path-undecided'],
  'expired-intermediate': ['C', 'certificate-expired'],
  'client-only': ['C', 'certificate-path-broken'],
  'wrong-name': ['B', 'certificate-name-mismatch'],
  'wildcard-too-wide': ['B', 'certificate-name-mismatch'],
  'common-name-only': ['B', 'certificate-common-name-only'],
  'missing-intermediate': ['B', 'certificate-missing-intermediate'],
  'rsa-1024': ['B', 'certificate-weak-key'],
  sha1: ['B', 'certificate-weak-signature'],
};

/** Grades where the policy insists on a good certificate (RFC 8461 §4.2 looks at path and name): F, but for these. */
const ENFORCED = {
  'rsa-1024': 'B',
  // Some senders accept SHA-1 and some do not; our verifier cannot check it.
  sha1: ['B', 'B..F'],
};

const POLICY_STILL_COUNTS = {
  'rsa-1024': { grade: 'A+' },
  sha1: { grade: 'A+..F' },
};

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
  'injects-plaintext': 'injected',
};

/** What fits each of these, for the host alone and for the host as a backup, and the finding that names it. */
const FITTING = {
  unknown: { alone: 'could-not-test', backup: 'A..D', has: ['host-not-tested'], lacks: ['starttls-missing'] },
  clear: { alone: 'F', backup: 'D', has: ['starttls-missing'] },
  declined: { alone: 'F', backup: 'D', has: ['starttls-declined'] },
  'unknown-tls': { alone: 'A..F', backup: 'A..D', has: ['tls-undecided'], lacks: ['starttls-missing'] },
  injected: { alone: 'A', backup: 'A', has: ['starttls-injection'] },
};

const fitting = (kind, place) => ({ grade: FITTING[kind][place], has: FITTING[kind].has, lacks: FITTING[kind].lacks });

const certificateRows = Object.entries(CERTIFICATE_FAULTS).flatMap(([certificate, [grade, code]]) => {
  const bad = { certificate };
  const about = `certificate: ${certificate}`;
  const expect = { grade, has: [code] };
  return [
    { name: `cert-${certificate}.lab`, about, mx: [mail('mx1', bad)], expect },
    { name: `cert-${certificate}.plain`, about: `${about}, without DNSSEC`, mx: [mail('mx1', bad)], expect },
    { name: `cert-${certificate}-first.plain`, about: `${about}, first of two`, mx: [mail('mx1', bad), mail('mx2')], expect },
    { name: `cert-${certificate}-backup.lab`, about: `${about}, backup`, mx: [mail('mx1'), mail('mx2', bad)], expect },
    {
      name: `cert-${certificate}-enforced.lab`,
      about: `${about}, and the policy insists on a good one`,
      mx: [mail('mx1', bad)],
      sts: sts('enforce', ['mx1.@']),
      expect: { grade: ENFORCED[certificate] ?? 'F', has: [code] },
    },
  ];
});

/** The policy host's own certificate: without a good one there is no policy, which costs A+ alone. */
const policyHostRows = Object.keys(CERTIFICATE_FAULTS).map((certificate) => ({
  name: `policy-${certificate}.lab`,
  about: `the policy host's certificate: ${certificate}`,
  mx: [mail('mx1')],
  sts: sts('enforce', ['mx1.@'], { certificate }),
  expect: POLICY_STILL_COUNTS[certificate] ?? { grade: 'A', has: ['mta-sts-policy-certificate'] },
}));

const scriptedRows = Object.entries(SCRIPTED).flatMap(([server, kind]) => [
  { name: `${server}.lab`, about: `server: ${server}`, mx: [mail('mx1', { server })], expect: fitting(kind, 'alone') },
  {
    name: `${server}-backup.plain`,
    about: `backup: ${server}`,
    mx: [mail('mx1'), mail('mx2', { server })],
    expect: fitting(kind, 'backup'),
  },
]);

const tlsRows = [
  { name: 'no-tls.lab', about: 'Postfix without STARTTLS', mx: [mail('mx1', { tls: 'none' })], expect: { grade: 'F', has: ['starttls-missing'] } },
  {
    name: 'no-tls-both.lab',
    about: 'two servers without STARTTLS',
    mx: [mail('mx1', { tls: 'none' }), mail('mx2', { tls: 'none' })],
    expect: { grade: 'F', has: ['starttls-missing'] },
  },
  {
    name: 'no-tls-backup.lab',
    about: 'a backup without STARTTLS',
    mx: [mail('mx1'), mail('mx2', { tls: 'none' })],
    expect: { grade: 'D', has: ['starttls-missing'] },
  },
  {
    name: 'no-tls-first.plain',
    about: 'the first server without STARTTLS',
    mx: [mail('mx1', { tls: 'none' }), mail('mx2')],
    expect: { grade: 'D', has: ['starttls-missing'] },
  },
  { name: 'tls10.lab', about: 'TLS 1.0 and nothing newer', mx: [mail('mx1', { tls: 'tls10' })], expect: { grade: 'C', has: ['tls-only-old'] } },
  {
    name: 'tls10-backup.lab',
    about: 'a backup with TLS 1.0 alone',
    mx: [mail('mx1'), mail('mx2', { tls: 'tls10' })],
    expect: { grade: 'C', has: ['tls-only-old'] },
  },
  { name: 'old-too.lab', about: 'TLS 1.0 and 1.1 beside newer', mx: [mail('mx1', { tls: 'old-too' })], expect: { grade: 'A', has: ['tls-old-versions'] } },
  {
    name: 'opensmtpd.lab',
    about: 'OpenSMTPD: offers STARTTLS and fails every handshake',
    mx: [mail('mx1', { server: 'opensmtpd' })],
    expect: fitting('unknown-tls', 'alone'),
  },
  {
    name: 'opensmtpd-backup.plain',
    about: 'a backup that fails every handshake',
    mx: [mail('mx1'), mail('mx2', { server: 'opensmtpd' })],
    expect: fitting('unknown-tls', 'backup'),
  },
  {
    name: 'exim-expired.plain',
    about: 'Exim with an expired certificate',
    mx: [mail('mx1', { server: 'exim', certificate: 'expired' })],
    expect: { grade: 'C', has: ['certificate-expired'] },
  },
];

/** All of them. */
export const VARIANTS = [...certificateRows, ...policyHostRows, ...scriptedRows, ...tlsRows];
