// What servers agree on: versions, suites, Diffie-Hellman groups, certificates as they are sent, and EHLO's words.

import { mail } from '../model.mjs';
import { deep, row } from './row.mjs';

/** OpenSSL's own server with these options; below TLS 1.2 it wants its security level lowered. */
const openssl = (options, more = {}) =>
  mail('mx1', { server: 'openssl', certificate: 'rsa', openssl: { options, ...more.openssl }, ...more.host });
const suites = (list) => ['-cipher', `${list}:@SECLEVEL=0`];
const exim = (priority) => mail('mx1', { server: 'exim', certificate: 'rsa', exim: { priority } });

const VERSIONS = [
  row('openssl.lab', 'OpenSSL with all that it has', { mx: [openssl(suites('DEFAULT'))] }, { grade: 'A', has: ['tls-old-versions'] }),
  row(
    'only-tls13.lab',
    'TLS 1.3 and nothing older',
    { mx: [openssl(['-tls1_3'])] },
    { grade: 'A', lacks: ['tls-1-2-newest', 'tls-old-versions', 'tls-undecided'] },
  ),
  row(
    'tls13-down-to-12.lab',
    'TLS 1.3 and 1.2',
    { mx: [openssl(['-no_tls1', '-no_tls1_1'])] },
    { grade: 'A', lacks: ['tls-1-2-newest', 'tls-old-versions'] },
  ),
  row('only-tls12.lab', 'TLS 1.2 alone', { mx: [openssl(['-tls1_2'])] }, { grade: 'A', has: ['tls-1-2-newest'], lacks: ['tls-old-versions'] }),
  row(
    'only-tls11.lab',
    'TLS 1.1 alone',
    { mx: [openssl(['-tls1_1', ...suites('DEFAULT')])] },
    { grade: 'C', has: ['tls-only-old'], lacks: ['tls-always-fails'] },
  ),
  row(
    'only-tls10.lab',
    'TLS 1.0 alone',
    { mx: [openssl(['-tls1', ...suites('DEFAULT')])] },
    { grade: 'C', has: ['tls-only-old'], lacks: ['tls-always-fails'] },
  ),
  row(
    'tls11-and-10.lab',
    'TLS 1.1 and 1.0',
    { mx: [openssl(['-no_tls1_3', '-no_tls1_2', ...suites('DEFAULT')])] },
    { grade: 'C', has: ['tls-only-old'] },
  ),
  row(
    'tls-gap.lab',
    'TLS 1.2 and 1.0, and not 1.1',
    { mx: [openssl(['-no_tls1_3', '-no_tls1_1', ...suites('DEFAULT')])] },
    { grade: 'A', has: ['tls-old-versions', 'tls-1-2-newest'] },
  ),
  row(
    'tls13-and-old.lab',
    'TLS 1.3 and 1.1, and not 1.2: whoever does not know 1.3 gets 1.1',
    { mx: [openssl(['-no_tls1_2', ...suites('DEFAULT')])] },
    { grade: 'A', has: ['tls-old-versions'], lacks: ['tls-only-old', 'tls-1-2-newest'] },
  ),
];

const SUITES = [
  row(
    'rsa-key-exchange.lab',
    'RSA key exchange alone, which modern clients do not speak',
    { mx: [openssl(['-tls1_2', ...suites('kRSA+AESGCM')])] },
    { grade: 'A', has: ['tls-1-2-newest'], lacks: ['tls-always-fails', 'tls-undecided'] },
    deep(['tls-no-forward-secrecy'], ['tls-weak-suites']),
  ),
  row(
    'cbc-only.lab',
    'CBC suites alone',
    { mx: [openssl(['-tls1_2', ...suites('ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA384')])] },
    { grade: 'A', lacks: ['tls-always-fails', 'tls-broken-suites-only'] },
    deep([], ['tls-weak-suites', 'tls-no-forward-secrecy']),
  ),
  row(
    'null-only.lab',
    'suites that do not encrypt',
    { mx: [openssl(['-tls1_2', ...suites('NULL-SHA256:ECDHE-RSA-NULL-SHA')])] },
    { grade: 'C', has: ['tls-broken-suites-only'] },
  ),
  row(
    'null-too.lab',
    'suites that do not encrypt beside good ones',
    { mx: [openssl(['-tls1_2', ...suites('ECDHE+AESGCM:NULL-SHA256')])] },
    { grade: 'A', lacks: ['tls-broken-suites-only'] },
    deep(['tls-weak-suites'], ['tls-no-forward-secrecy']),
  ),
  row(
    '3des-only.lab',
    'Exim with 3DES alone',
    { mx: [exim('NONE:+VERS-TLS1.2:+3DES-CBC:+RSA:+ECDHE-RSA:+SHA1:+COMP-NULL:+SIGN-ALL:+GROUP-ALL')] },
    { grade: 'C', has: ['tls-broken-suites-only'] },
  ),
  row(
    'rc4-only.lab',
    'Exim with RC4 and TLS 1.0 alone',
    { mx: [exim('NONE:+VERS-TLS1.0:+ARCFOUR-128:+RSA:+SHA1:+MD5:+COMP-NULL:+SIGN-ALL')] },
    { grade: 'C', has: ['tls-only-old'] },
  ),
  row(
    'weak-too.lab',
    'Exim with RC4 and 3DES beside good suites',
    { mx: [exim('NORMAL:+ARCFOUR-128:+3DES-CBC:+VERS-TLS1.1:+VERS-TLS1.0')] },
    { grade: 'A', has: ['tls-old-versions'], lacks: ['tls-broken-suites-only'] },
    // GnuTLS goes by the client's order.
    deep(['tls-weak-suites', 'tls-client-preference'], ['tls-no-forward-secrecy', 'tls-weak-groups']),
  ),
  row(
    'weak-groups.lab',
    'Exim with a curve of 192 bits',
    { mx: [exim('NORMAL:+GROUP-SECP192R1:-VERS-TLS1.3')] },
    { grade: 'A' },
    deep(['tls-weak-groups'], ['tls-weak-suites']),
  ),
  row('no-session-hash.lab', 'Exim without the extended master secret', { mx: [exim('NORMAL:%NO_SESSION_HASH')] }, { grade: 'A', has: ['tls-no-extended-master-secret'] }),
  row(
    'old-renegotiation.lab',
    'Exim without secure renegotiation',
    { mx: [exim('NORMAL:%DISABLE_SAFE_RENEGOTIATION')] },
    { grade: 'A', has: ['tls-renegotiation-insecure'] },
  ),
  row(
    'sha1-exchange.lab',
    'the key exchange is signed with SHA-1 alone',
    { mx: [openssl(['-tls1_2', '-sigalgs', 'RSA+SHA1', ...suites('ECDHE+AESGCM')])] },
    { grade: 'A', has: ['tls-signature-weak'] },
  ),
];

const DHE = ['-tls1_2', ...suites('DHE+AESGCM:!aNULL')];
const DIFFIE_HELLMAN = [
  row('dhe-1024.lab', 'Diffie-Hellman with 1024 bits', { mx: [openssl(DHE, { openssl: { dh: 'own-1024' } })] }, { grade: 'A', has: ['tls-dh-weak'], lacks: ['tls-dh-unvetted'] }),
  row('dhe-own.lab', 'a prime of 2048 bits of its own', { mx: [openssl(DHE, { openssl: { dh: 'own-2048' } })] }, { grade: 'A', has: ['tls-dh-unvetted'], lacks: ['tls-dh-weak'] }),
  row('dhe-ffdhe.lab', 'ffdhe2048 (RFC 7919)', { mx: [openssl(DHE, { openssl: { dh: 'ffdhe2048' } })] }, { grade: 'A', lacks: ['tls-dh-weak', 'tls-dh-unvetted'] }),
  row('dhe-modp.lab', 'the group 14 of IKE (RFC 3526)', { mx: [openssl(DHE, { openssl: { dh: 'modp-2048' } })] }, { grade: 'A', lacks: ['tls-dh-weak', 'tls-dh-unvetted'] }),
  row('dhe-rfc5114.lab', 'a group of RFC 5114', { mx: [openssl(DHE, { openssl: { dh: 'rfc5114' } })] }, { grade: 'A', has: ['tls-dh-unvetted'], lacks: ['tls-dh-weak'] }),
];

const CERTIFICATES = [
  row(
    'two-certificates.lab',
    'ECDSA and RSA, both good',
    { mx: [mail('mx1', { second: 'rsa' })] },
    { grade: 'A', has: ['certificate-trusted'], lacks: ['certificate-expired'] },
    deep([], ['certificate-other-flawed', 'certificate-without-name']),
  ),
  row(
    'second-expired.lab',
    'ECDSA is good, and RSA has expired',
    { mx: [mail('mx1', { second: 'rsa-expired' })] },
    { grade: 'A', has: ['certificate-trusted'], lacks: ['certificate-other-flawed'] },
    deep(['certificate-other-flawed'], ['certificate-expired']),
  ),
  row(
    'unnamed.lab',
    'another certificate for clients that do not name the server',
    { mx: [openssl(suites('DEFAULT'), { openssl: { named: true }, host: { certificate: 'self-signed', second: 'good' } })] },
    { grade: 'A', has: ['certificate-trusted'], lacks: ['certificate-self-signed'] },
    deep(['certificate-without-name'], ['certificate-self-signed']),
  ),
  ...[
    ['out-of-order', 'the chain is sent in the wrong order', 'certificate-chain-order'],
    ['with-root', 'the root is sent along', 'certificate-chain-superfluous'],
    ['sent-twice', 'an intermediate is sent twice', 'certificate-chain-superfluous'],
    ['with-stranger', 'a certificate that has nothing to do with it is sent along', 'certificate-chain-superfluous'],
    ['must-staple', 'a certificate that promises a staple, and none comes (RFC 7633)', 'certificate-staple-missing'],
  ].map(([certificate, about, code]) =>
    row(`chain-${certificate}.lab`, about, { mx: [mail('mx1', { certificate })] }, { grade: 'A', has: ['certificate-trusted', code] }),
  ),
];

const HYBRID = [
  row(
    'hybrid.lab',
    'X25519MLKEM768 and the usual groups',
    { mx: [mail('mx1', { server: 'hybrid', node: { ecdhCurve: 'X25519MLKEM768:X25519:P-256' } })] },
    { grade: 'A', has: ['tls-hybrid'], lacks: ['tls-no-hybrid'] },
  ),
  row(
    'hybrid-other.lab',
    'SecP256r1MLKEM768 and P-256',
    { mx: [mail('mx1', { server: 'hybrid', node: { ecdhCurve: 'SecP256r1MLKEM768:P-256' } })] },
    { grade: 'A', has: ['tls-hybrid'], lacks: ['tls-no-hybrid'] },
  ),
  row(
    'hybrid-none.lab',
    'the same software without hybrid groups',
    { mx: [mail('mx1', { server: 'hybrid', node: { ecdhCurve: 'X25519:P-256' } })] },
    { grade: 'A', has: ['tls-no-hybrid'], lacks: ['tls-hybrid'] },
  ),
];

const DIALOGUE = [
  row('sendmail.lab', 'Sendmail', { mx: [mail('mx1', { server: 'sendmail', v6: 1 })] }, { grade: 'A' }, deep([], ['starttls-command-injection', 'tls-weak-suites']), {
    asked: ['--open-relay'],
    has: ['open-relay-refused'],
    lacks: ['open-relay'],
  }),
  row(
    'sendmail-expired.plain',
    'Sendmail with an expired certificate',
    { mx: [mail('mx1', { server: 'sendmail', certificate: 'expired' })] },
    { grade: 'C', has: ['certificate-expired'] },
  ),
  row('auth-in-clear.lab', 'asks for passwords before TLS', { mx: [mail('mx1', { auth: 'clear' })] }, { grade: 'A', has: ['auth-in-clear'] }),
  row(
    'auth-sealed.lab',
    'asks for passwords inside TLS alone',
    { mx: [mail('mx1', { auth: 'sealed' })] },
    { grade: 'A', lacks: ['auth-in-clear'] },
    deep([], ['starttls-command-injection']),
  ),
  row(
    'starttls-again.lab',
    'offers STARTTLS again inside TLS',
    { mx: [mail('mx1', { server: 'starttls-again' })] },
    { grade: 'A', has: ['starttls-offered-again'], lacks: ['ehlo-keywords-lost'] },
  ),
  row(
    'keywords-lost.lab',
    'offers less inside TLS than before',
    { mx: [mail('mx1', { server: 'keywords-lost' })] },
    { grade: 'A', has: ['ehlo-keywords-lost'], lacks: ['starttls-offered-again'] },
  ),
  row(
    'starttls-250.lab',
    'answers STARTTLS with 250, and then speaks TLS',
    { mx: [mail('mx1', { server: 'starttls-250' })] },
    { has: ['starttls-wrong-code'], lacks: ['starttls-missing'] },
  ),
  row(
    'nameless-greeting.lab',
    'greets without saying who it is',
    { mx: [mail('mx1', { server: 'nameless-greeting' })] },
    { grade: 'A', has: ['greeting-without-host'] },
  ),
  row(
    'obeys-injection.lab',
    'does inside TLS what was said in clear (CVE-2011-0411)',
    { mx: [mail('mx1', { server: 'obeys-injection' })] },
    { grade: 'A', lacks: ['starttls-command-injection'] },
    deep(['starttls-command-injection']),
  ),
  row(
    'forgets-injection.lab',
    'forgets what was said in clear',
    { mx: [mail('mx1', { server: 'forgets-injection' })] },
    { grade: 'A' },
    deep([], ['starttls-command-injection']),
  ),
  row(
    'fifth-time-421.lab',
    'turns away every connection but the first five: a deep look is cut short',
    { mx: [mail('mx1', { server: 'fifth-time-421' })] },
    { ...deep(['deep-look-cut-short'], ['starttls-missing', 'host-not-tested']), grade: 'A' },
    // By now it is not even begun.
    deep(['deep-look-cut-short'], ['starttls-missing', 'host-not-tested']),
  ),
];

export const TRANSPORT = [...VERSIONS, ...SUITES, ...DIFFIE_HELLMAN, ...CERTIFICATES, ...HYBRID, ...DIALOGUE];
