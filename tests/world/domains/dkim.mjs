// DKIM (RFC 6376): keys in good order and wrong ones, of each kind, at selectors that are guessed and others.

import { randomBytes } from 'node:crypto';
import { bits, integer, nothing, oid, sequence } from '../der.mjs';
import { mail, quoted } from '../model.mjs';
import { dkimKey } from '../sending.mjs';
import { row } from './row.mjs';

const A = ['A', 'A..A'];

/** A domain with a good server and these keys: `{ selector: record or records }`, or null for none. */
const dkim = (name, about, keys, expect, { records, ...built } = {}, ...further) =>
  row(name, about, { mx: [mail('mx.hoster.plain')], sending: { dkim: keys }, records, ...built }, { grade: A, ...expect }, ...further);

const RSA = dkimKey('rsa', 2048);
const ED25519 = dkimKey('ed25519');
const P = RSA.match(/p=(.*)/)[1];
/** A key of so many bits that nobody has made: what makes one long is its length. */
const long = (bytes) => {
  const modulus = randomBytes(bytes);
  modulus[0] |= 0x80;
  modulus[bytes - 1] |= 1;
  const key = sequence(integer(Buffer.concat([Buffer.from([0]), modulus])), integer(Buffer.from([1, 0, 1])));
  const info = sequence(sequence(oid('1.2.840.113549.1.1.1'), nothing()), bits(key));
  return { bare: key.toString('base64'), wrapped: info.toString('base64') };
};
/** A selector that nobody would guess. */
const HIDDEN = 'q7x20261101';

const FAULTS = [
  'dkim-key-short',
  'dkim-key-weak',
  'dkim-key-long',
  'dkim-key-revoked',
  'dkim-testing',
  'dkim-invalid',
  'dkim-flaw',
  'dkim-several-records',
  'dkim-without-sha256',
  'dkim-not-for-mail',
  'dkim-for-tls-reports',
  'dkim-key-shared',
  'dkim-alias-nowhere',
  'dkim-selector-absent',
  'dkim-none-found',
  'dkim-nothing-published',
  'dkim-keys-denied',
  'dkim-wildcard',
  'dkim-unknown',
];
const but = (...codes) => FAULTS.filter((code) => !codes.includes(code));
const sound = { has: ['dkim-key-good'], lacks: FAULTS };
const only = (code) => ({ has: [code], lacks: [...but(code), 'dkim-key-good'] });

const KEYS = [
  dkim('dkim-rsa.lab', 'an RSA key of 2048 bits', { default: RSA }, sound),
  dkim('dkim-rsa-4096.lab', 'an RSA key of 4096 bits', { default: dkimKey('rsa', 4096) }, sound),
  dkim('dkim-both.lab', 'an RSA key and an Ed25519 key (RFC 8463)', { default: RSA, ed25519: ED25519 }, sound),
  dkim('dkim-1024.lab', 'an RSA key of 1024 bits', { default: dkimKey('rsa', 1024) }, only('dkim-key-short')),
  dkim('dkim-512.lab', 'an RSA key of 512 bits, which receivers must not accept (RFC 8301 §3.2)', { default: dkimKey('rsa', 512) }, only('dkim-key-weak')),
  dkim('dkim-revoked.lab', 'a key that is withdrawn', { default: 'v=DKIM1; k=rsa; p=' }, only('dkim-key-revoked')),
  dkim('dkim-rotated.lab', 'a key that is withdrawn beside a good one', { default: RSA, mail: 'v=DKIM1; p=' }, {
    has: ['dkim-key-good', 'dkim-key-revoked'],
    lacks: but('dkim-key-revoked'),
  }),
  dkim('dkim-testing.lab', 'a key that is marked as a test', { default: `${RSA}; t=y` }, only('dkim-testing')),
  dkim('dkim-no-subdomains.lab', 'a key that is not for subdomains', { default: `v=DKIM1; t=s; p=${P}` }, sound),
  dkim('dkim-sha1.lab', 'a key for SHA-1 alone (RFC 8301 §3.1)', { default: `v=DKIM1; h=sha1; p=${P}` }, only('dkim-without-sha256')),
  dkim('dkim-two-hashes.lab', 'a key for SHA-1 and SHA-256', { default: `v=DKIM1; h=sha1:sha256; p=${P}` }, sound),
  dkim('dkim-other-service.lab', 'a key for another service', { default: `v=DKIM1; s=other; p=${P}` }, only('dkim-not-for-mail')),
  dkim('dkim-tls-reports.lab', 'a key for TLS reports alone (RFC 8460 §3)', { default: `v=DKIM1; s=tlsrpt; p=${P}` }, {
    has: ['dkim-for-tls-reports', 'dkim-none-found'],
    lacks: [...but('dkim-for-tls-reports', 'dkim-none-found'), 'dkim-key-good'],
  }),
  dkim('dkim-bare.lab', 'a key and nothing else, which is enough', { default: `p=${P}` }, sound),
  dkim('dkim-spaces.lab', 'white space within the key', { default: `v=DKIM1; p=${P.replace(/.{60}/g, '$& ')}` }, sound),
  dkim('dkim-not-base64.lab', 'a key that is no base64', { default: 'v=DKIM1; k=rsa; p=this is no key!' }, only('dkim-invalid')),
  dkim('dkim-cut.lab', 'a key that lost its end, as fields of web forms make it', { default: `v=DKIM1; k=rsa; p=${P.slice(0, 200)}` }, only('dkim-invalid')),
  dkim('dkim-no-p.lab', 'no key in it', { default: 'v=DKIM1; k=rsa' }, only('dkim-invalid')),
  dkim('dkim-other-type.lab', 'a type of key that nobody knows', { default: `v=DKIM1; k=dsa; p=${P}` }, only('dkim-invalid')),
  dkim('dkim-version-late.lab', 'the version is not first', { default: `k=rsa; v=DKIM1; p=${P}` }, only('dkim-invalid')),
  dkim('dkim-quoted.lab', 'quotation marks inside', { default: `"v=DKIM1; p=${P}"` }, only('dkim-invalid')),
  dkim('dkim-receives.lab', 'a domain that says that it sends nothing', null, { has: ['dkim-nothing-published'], says: { 'dkim-nothing-published': /needs no key/ } }, {
    records: [['@', 'TXT', '"v=spf1 -all"']],
  }),
  dkim('dkim-two.lab', 'two records at one selector (RFC 6376 §3.6.2.2)', { default: [RSA, dkimKey('rsa', 1024)] }, only('dkim-several-records')),
  dkim('dkim-shared.lab', 'one key at two selectors', { default: RSA, mail: RSA }, { has: ['dkim-key-good', 'dkim-key-shared'], lacks: but('dkim-key-shared') }),
  dkim('dkim-8192.lab', 'an RSA key of 8192 bits, which not every receiver can handle', { default: `v=DKIM1; p=${long(1024).wrapped}` }, only('dkim-key-long')),
  // RFC 6376 §3.6.1 has the bare key; what everybody publishes is wrapped.
  dkim('dkim-pkcs1.lab', 'a key without the wrapping that everybody uses', { default: `v=DKIM1; p=${long(256).bare}` }, sound),
  dkim('dkim-crowd.lab', 'forty records at one selector', { default: Array.from({ length: 40 }, (_, index) => `v=DKIM1; n=${index}; p=${P}`) }, only('dkim-several-records')),
  dkim('dkim-bytes.lab', 'bytes that are no text', null, only('dkim-invalid'), { records: [['default._domainkey.@', 'TXT', '"v=DKIM1; p=\\255\\000\\027[31m"']] }),
  dkim('dkim-loop.lab', 'an alias that leads back to itself', null, { has: ['dkim-unknown'], lacks: ['dkim-key-good', 'dkim-nothing-published', 'dkim-alias-nowhere'] }, {
    records: [
      ['default._domainkey.@', 'CNAME', 'loop.@.'],
      ['loop.@', 'CNAME', 'default._domainkey.@.'],
    ],
  }),
  dkim('dkim-beside.lab', 'a key beside another TXT record', { default: RSA }, { has: ['dkim-key-good'], lacks: but('dkim-flaw', 'dkim-several-records') }, {
    records: [['default._domainkey.@', 'TXT', '"some-verification=1"']],
  }),
];

const PLACES = [
  dkim('dkim-nothing.lab', 'no key at all: DNS says so (RFC 8020)', null, only('dkim-nothing-published')),
  dkim(
    'dkim-hidden.lab',
    'a key where nobody would guess it',
    { [HIDDEN]: RSA },
    { has: ['dkim-none-found'], lacks: [...but('dkim-none-found'), 'dkim-key-good'] },
    {},
    { asked: ['--selector', HIDDEN], ...sound },
    { asked: ['--selector', 'nobody'], has: ['dkim-selector-absent'], lacks: ['dkim-key-good', 'dkim-nothing-published'] },
    { asked: ['--selector', HIDDEN, '--selector', 'nobody'], has: ['dkim-key-good', 'dkim-selector-absent'] },
  ),
  dkim('dkim-foreign.lab', 'what stands at the selector is no key', { default: 'hello' }, { lacks: ['dkim-key-good', 'dkim-invalid'] }, {}, {
    asked: ['--selector', 'default'],
    has: ['dkim-selector-absent'],
    lacks: ['dkim-key-good', 'dkim-invalid'],
  }),
  dkim('dkim-wildcard.lab', 'a wildcard answers for every selector with a key', null, { has: ['dkim-wildcard'], lacks: ['dkim-key-shared', 'dkim-key-good', 'dkim-nothing-published'] }, {
    records: [['*._domainkey.@', 'TXT', quoted(RSA)]],
  }),
  dkim('dkim-wildcard-and-key.lab', 'a wildcard, and a selector of its own', { default: ED25519 }, { has: ['dkim-wildcard', 'dkim-key-good'], lacks: ['dkim-key-shared'] }, {
    records: [['*._domainkey.@', 'TXT', quoted(RSA)]],
  }),
  dkim('dkim-wildcard-revoked.lab', 'a wildcard that says of every selector that it is withdrawn', null, {
    has: ['dkim-wildcard'],
    lacks: ['dkim-key-revoked', 'dkim-key-good'],
  }, { records: [['*._domainkey.@', 'TXT', '"v=DKIM1; p="']] }),
  dkim('dkim-wildcard-other.lab', 'a wildcard over everything, with an SPF record', null, { lacks: ['dkim-key-good', 'dkim-invalid', 'dkim-nothing-published', 'dkim-several-records'] }, {
    records: [['*.@', 'TXT', '"v=spf1 -all"']],
  }),
  dkim('dkim-alias.lab', 'a selector that is an alias of the provider’s name', null, sound, {
    records: [
      ['default._domainkey.@', 'CNAME', 'key.@.'],
      ['key.@', 'TXT', quoted(RSA)],
    ],
  }),
  dkim('dkim-two-aliases.lab', 'two selectors that are aliases of one name: shared on purpose', null, sound, {
    records: [
      ['default._domainkey.@', 'CNAME', 'key.@.'],
      ['mail._domainkey.@', 'CNAME', 'key.@.'],
      ['key.@', 'TXT', quoted(RSA)],
    ],
  }),
  dkim('dkim-alias-nowhere.lab', 'a selector that is an alias of nothing', null, { has: ['dkim-alias-nowhere'], lacks: ['dkim-key-good', 'dkim-nothing-published', 'dkim-none-found'] }, {
    records: [['default._domainkey.@', 'CNAME', 'gone.@.']],
  }),
  dkim('dkim-delegated.lab', 'a selector of two labels', { 'a.b': RSA }, { has: ['dkim-none-found'], lacks: ['dkim-nothing-published'] }, {}, {
    asked: ['--selector', 'a.b'],
    ...sound,
  }),
  dkim('dkim-servfail.lab', 'no server answers below _domainkey', null, { has: ['dkim-unknown'], lacks: [...but('dkim-unknown', 'dkim-none-found'), 'dkim-key-good'] }),
  dkim('dkim-bogus.lab', 'signatures below _domainkey do not hold', { default: RSA }, { lacks: ['dkim-key-good', 'dkim-nothing-published', 'dkim-invalid'] }),
];

export const DKIM = [...KEYS, ...PLACES];
