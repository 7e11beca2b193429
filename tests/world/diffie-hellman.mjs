// Diffie-Hellman parameters that servers are given by hand. The two primes of our own are safe ones that nobody else
// uses, made once with `openssl dhparam`: making them takes a minute.

import { execFileSync } from 'node:child_process';
import { sequence } from './der.mjs';

const OWN = {
  'own-1024': `MIGHAoGBAPg/uwaqGEPeyce6YR8kr6fiddqwt6EMYDu46lxS8D9jApBQVQGFpm+l
AzMAMghEHemKRGusXzhDzA3i2nzOll83bnfibxCAkq0Y4s4ddNR0JoyAHPPuYcau
i0lWZ48ig+xD4r6dwlazL7ml/l3L3SB5shZy01u4C/yP0v+faML/AgEC`,
  'own-2048': `MIIBCAKCAQEAuQkWe7ffdg9f7Mvn9IlHTUn8Fqflmxt58s2djdDxU2iaslCDEl2d
Bug+SH2EFnZUxfC/nzTOQigHw4QDCrPatRE85yQwIlUA2xUjlizBUNml6k6oxxGr
Uo5PFGyGo31WMmxib02xmPHB5D718XVufLjG4HBBRGHWZ6F4ziQggdQcZo+QAPyd
v/q/jkAMnmetLDHqkkefntWFXyssddlJAKsLKVbVeuMRiwy0ETjUocCx2LPwFEWN
UlrUTdUW5upu83U3SbHFWKcw3UqZb+L+ibqrCpvkbJOY6jdrfqTxiS5AloaJLb7J
yWXENcx3gIUViNhcrMzsYwzlQFmJtc6sxwIBAg==`,
};

/** Those that OpenSSL knows by name. */
const PUBLISHED = {
  ffdhe2048: ['DH', 'group:ffdhe2048'],
  // RFC 3526, as Postfix and others ship it.
  'modp-2048': ['DH', 'group:modp_2048'],
  // RFC 5114 §2.3: 2048 bits with a subgroup of 256.
  rfc5114: ['DHX', 'dh_rfc5114:3'],
};

/** The PEM text of the parameters with this name. */
export function parameters(name) {
  if (name in OWN) return pem(OWN[name]);
  const [algorithm, option] = PUBLISHED[name];
  const words = ['genpkey', '-genparam', '-algorithm', algorithm, '-pkeyopt', option];
  const made = execFileSync('openssl', words, { encoding: 'utf8' });
  const der = Buffer.from(made.replace(/-----[^-]+-----/g, ''), 'base64');
  return pem(primeAndGenerator(der).toString('base64'));
}

/** The first two numbers alone: a server takes no parameters that name their subgroup. */
function primeAndGenerator(der) {
  const [, content] = read(der, 0);
  const [generator] = read(der, content);
  const [end] = read(der, generator);
  return sequence(der.subarray(content, end));
}

/** Where the element at a place ends, and where its content begins. */
function read(der, at) {
  const more = der[at + 1] < 0x80 ? 0 : der[at + 1] & 0x7f;
  const content = at + 2 + more;
  return [content + (more ? der.readUIntBE(at + 2, more) : der[at + 1]), content];
}

function pem(base64) {
  return `-----BEGIN DH PARAMETERS-----\n${base64.replace(/\s/g, '').replace(/.{64}/g, '$&\n')}\n-----END DH PARAMETERS-----\n`;
}
