// Diffie-Hellman parameters that servers are given by hand. The two primes of our own are safe ones that nobody else
// uses, made once with `openssl dhparam`: making them takes a minute.

import { execFileSync } from 'node:child_process';

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
  if (name in OWN) return `-----BEGIN DH PARAMETERS-----\n${OWN[name]}\n-----END DH PARAMETERS-----\n`;
  const [algorithm, option] = PUBLISHED[name];
  return execFileSync('openssl', ['genpkey', '-genparam', '-algorithm', algorithm, '-pkeyopt', option], {
    encoding: 'utf8',
  });
}
