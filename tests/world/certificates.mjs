// The world's certification authority, and the certificates that mail servers in the wild really present.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { bits, boolean, element, integer, nothing, octets, oid, sequence, set, tagged, time, utf8 } from './der.mjs';

const DAY_MS = 86_400_000;
const daysFromNow = (days) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY_MS);

const elliptic = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
// Making an RSA key takes long: certificates that need one share it.
const rsa = memoize((modulusLength) => generateKeyPairSync('rsa', { modulusLength }));

const SIGNATURES = {
  'ecdsa-sha256': { digest: 'sha256', algorithm: sequence(oid('1.2.840.10045.4.3.2')) },
  'rsa-sha256': { digest: 'sha256', algorithm: sequence(oid('1.2.840.113549.1.1.11'), nothing()) },
  'rsa-sha1': { digest: 'sha1', algorithm: sequence(oid('1.2.840.113549.1.1.5'), nothing()) },
};

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** The faults a leaf can have: each makes `{ key, chain }` for a host name. `good` and `wildcard` have none. */
export const KINDS = {
  good: (ca, name) => ca.issue(name),
  rsa: (ca, name) => ca.issue(name, { keys: rsa(2048) }),
  wildcard: (ca, name) => ca.issue(name, { names: [name.replace(/^[^.]+/, '*')] }),
  'expires-soon': (ca, name) => ca.issue(name, { from: -80, until: 5 }),
  expired: (ca, name) => ca.issue(name, { from: -100, until: -2 }),
  'not-yet-valid': (ca, name) => ca.issue(name, { from: 2, until: 100 }),
  'self-signed': (ca, name) => ca.issue(name, { issuer: 'self' }),
  'unknown-issuer': (ca, name) => ca.issue(name, { issuer: ca.stranger, above: [ca.stranger] }),
  'private-root': (ca, name) => ca.issue(name, { issuer: ca.stranger, above: [ca.stranger, ca.strangerRoot] }),
  'wrong-name': (ca, name) => ca.issue(name, { names: [`not-${name}`] }),
  // RFC 9525 §6.3: the wildcard stands for one label, the leftmost.
  'wildcard-too-wide': (ca, name) => ca.issue(name, { names: [name.replace(/^[^.]+\.[^.]+/, '*')] }),
  'common-name-only': (ca, name) => ca.issue(name, { names: [] }),
  'missing-intermediate': (ca, name) => ca.issue(name, { above: [] }),
  'expired-intermediate': (ca, name) => ca.issue(name, { issuer: ca.lapsed, above: [ca.lapsed] }),
  'rsa-1024': (ca, name) => ca.issue(name, { keys: rsa(1024) }),
  sha1: (ca, name) => ca.issue(name, { issuer: ca.old, above: [ca.old], signature: 'rsa-sha1' }),
  'client-only': (ca, name) => ca.issue(name, { usage: CLIENT_AUTH }),
  // RFC 7633: the certificate promises an OCSP staple, and no server here has one.
  'must-staple': (ca, name) => ca.issue(name, { mustStaple: true }),
  'rsa-expired': (ca, name) => ca.issue(name, { keys: rsa(2048), from: -100, until: -2 }),
  // Chains that no verifier minds, each sent in another way than RFC 5246 §7.4.2 wants.
  'out-of-order': (ca, name) => ca.issue(name, { issuer: ca.lower, above: [ca.intermediate, ca.lower] }),
  'with-root': (ca, name) => ca.issue(name, { above: [ca.intermediate, ca.root] }),
  'sent-twice': (ca, name) => ca.issue(name, { above: [ca.intermediate, ca.intermediate] }),
  // By an authority whose name in CAA records is known, as those of public ones are.
  'known-issuer': (ca, name) => ca.issue(name, { issuer: ca.known, above: [ca.known] }),
  'known-wildcard': (ca, name) => ca.issue(name, { issuer: ca.known, above: [ca.known], names: [name.replace(/^[^.]+/, '*')] }),
  'with-stranger': (ca, name) => ca.issue(name, { above: [ca.intermediate, ca.stranger] }),
};

/** A root that the tests trust, an intermediate below it, and others: lapsed, old (RSA), and of a stranger's root. */
export function certificationAuthority() {
  const root = authority('Laboratory Root', null);
  const strangerRoot = authority('Stranger Root', null);
  const intermediate = authority('Laboratory Intermediate', root);
  const ca = {
    root,
    intermediate,
    lapsed: authority('Laboratory Lapsed Intermediate', root, { from: -400, until: -3 }),
    old: authority('Laboratory Old Intermediate', root, { keys: rsa(2048) }),
    lower: authority('Laboratory Lower Intermediate', intermediate),
    known: authority('GlobalSign Laboratory Intermediate', root),
    stranger: authority('Stranger Intermediate', strangerRoot),
    strangerRoot,
    rootPem: pem('CERTIFICATE', root.der),
    /** A leaf for a name, with everything about it open to change. */
    issue(name, change = {}) {
      const { keys = elliptic(), names = [name], from = -10, until = 80, usage = SERVER_AUTH } = change;
      const { issuer = ca.intermediate, above = [ca.intermediate], signature, mustStaple = false } = change;
      const self = issuer === 'self';
      // Old software looks at the common name too: it says what the alternative names say, unless they are missing.
      const subject = distinguishedName(names[0] ?? name);
      const der = certificate({
        subject,
        issuer: self ? subject : issuer.subject,
        keys,
        signWith: self ? keys : issuer.keys,
        signature,
        from: daysFromNow(from),
        until: daysFromNow(until),
        extensions: leafExtensions({ keys, names, usage, mustStaple }),
      });
      const chain = [der, ...(self ? [] : above.map((one) => one.der))];
      const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
      return {
        key,
        chain: chain.map((one) => pem('CERTIFICATE', one)).join(''),
        der,
        keys,
        issuer: self ? null : issuer,
      };
    },
  };
  return ca;
}

/**
 * The content of the TLSA record with these numbers ('3 1 1'; RFC 6698 §2.1) for what a server presents: of the
 * certificate's issuer for usages 0 and 2.
 */
export function tlsa(made, numbers) {
  const [usage, selector, matching] = numbers.split(' ').map(Number);
  const { der, keys } = usage % 2 === 0 ? made.issuer : made;
  const input = selector === 0 ? der : keys.publicKey.export({ type: 'spki', format: 'der' });
  const hash = ['', 'sha256', 'sha512'][matching];
  const data = hash ? createHash(hash).update(input).digest('hex') : input.toString('hex');
  return `${numbers} ${data}`;
}

function authority(name, issuer, { keys = elliptic(), from = -1000, until = 2000 } = {}) {
  // The organisation is the first word: public authorities are known by it.
  const subject = distinguishedName(name, name.split(' ')[0]);
  const der = certificate({
    subject,
    issuer: issuer?.subject ?? subject,
    keys,
    signWith: issuer?.keys ?? keys,
    from: daysFromNow(from),
    until: daysFromNow(until),
    extensions: authorityExtensions(),
  });
  return { subject, keys, der };
}

/** RFC 5280 §4.1. */
function certificate({ subject, issuer, keys, signWith, signature, from, until, extensions }) {
  const kind = signature ?? (signWith.privateKey.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'ecdsa-sha256');
  const { digest, algorithm } = SIGNATURES[kind];
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    issuer,
    sequence(time(from), time(until)),
    subject,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  return sequence(body, algorithm, bits(sign(digest, body, signWith.privateKey)));
}

function distinguishedName(commonName, organisation) {
  const attribute = (id, value) => set(sequence(oid(id), utf8(value)));
  return sequence(...(organisation ? [attribute('2.5.4.10', organisation)] : []), attribute('2.5.4.3', commonName));
}

function leafExtensions({ keys, names, usage, mustStaple }) {
  const alternative = names.map((name) => element(0x82, Buffer.from(name)));
  // GnuTLS offers RSA key exchange only where the certificate allows it.
  const isRsa = keys.privateKey.asymmetricKeyType === 'rsa';
  return [
    // keyUsage: digitalSignature, with an RSA key keyEncipherment as well.
    extension('2.5.29.15', isRsa ? bits(Buffer.from([0xa0]), 5) : bits(Buffer.from([0x80]), 7), true),
    extension('2.5.29.37', sequence(oid(usage))),
    ...(names.length ? [extension('2.5.29.17', sequence(...alternative))] : []),
    // TLS feature (RFC 7633 §4): status_request.
    ...(mustStaple ? [extension('1.3.6.1.5.5.7.1.24', sequence(integer(Buffer.from([5]))))] : []),
  ];
}

function authorityExtensions() {
  return [
    extension('2.5.29.19', sequence(boolean(true)), true), // basicConstraints: cA
    extension('2.5.29.15', bits(Buffer.from([0x06]), 1), true), // keyUsage: keyCertSign, cRLSign
  ];
}

function extension(id, value, critical = false) {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));
}

function pem(label, der) {
  const lines = der
    .toString('base64')
    .match(/.{1,64}/g)
    .join('\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

function memoize(make) {
  const made = new Map();
  return (key) => made.get(key) ?? made.set(key, make(key)).get(key);
}
