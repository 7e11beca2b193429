// What a report says of real servers, and what OpenSSL's client, sslscan and posttls-finger say of the same.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as oracle from './oracles.mjs';
import { look, requireWorld } from './programs.mjs';

/** Each kind of server, and each version, kind of key exchange and chain that one of them can be set up for. */
const HOSTS = {
  'mx1.usual.plain': 'Postfix',
  'mx1.rsa.lab': 'Postfix with RSA',
  'mx1.old-too.lab': 'Postfix with old versions',
  'mx1.tls10.lab': 'Postfix with TLS 1.0 alone',
  'mx1.two-certificates.lab': 'Postfix with two certificates',
  'mx1.chain-out-of-order.lab': 'Postfix with a chain out of order',
  'mx1.chain-with-root.lab': 'Postfix with its root in the chain',
  'mx1.chain-sent-twice.lab': 'Postfix with a certificate twice',
  'mx1.exim.lab': 'Exim',
  'mx1.weak-too.lab': 'Exim with RC4 and 3DES too',
  'mx1.3des-only.lab': 'Exim with 3DES alone',
  'mx1.rc4-only.lab': 'Exim with RC4 alone',
  'mx1.sendmail.lab': 'Sendmail',
  'mx1.openssl.lab': 'OpenSSL with all that it has',
  'mx1.only-tls13.lab': 'OpenSSL with TLS 1.3 alone',
  'mx1.only-tls11.lab': 'OpenSSL with TLS 1.1 alone',
  'mx1.tls-gap.lab': 'OpenSSL with TLS 1.2 and 1.0',
  'mx1.tls13-and-old.lab': 'OpenSSL with TLS 1.3 and 1.1',
  'mx1.rsa-key-exchange.lab': 'OpenSSL with RSA key exchange alone',
  'mx1.cbc-only.lab': 'OpenSSL with CBC alone',
  'mx1.null-only.lab': 'OpenSSL with NULL alone',
  'mx1.dhe-1024.lab': 'OpenSSL with a short prime',
  'mx1.hybrid.lab': 'Node.js with ML-KEM',
};

const OLD_SIGNATURES = 'at its usual level OpenSSL 3 checks no signature with SHA-1, and TLS 1.1 has no other';

/** Where an oracle cannot see what is there, and why. */
const LIMITS = {
  openssl: {
    'mx1.3des-only.lab': "Debian's OpenSSL has no 3DES",
    'mx1.rc4-only.lab': "Debian's OpenSSL has no RC4",
  },
  posttls: {
    'mx1.tls10.lab': OLD_SIGNATURES,
    'mx1.only-tls11.lab': OLD_SIGNATURES,
    'mx1.3des-only.lab': "Debian's OpenSSL has no 3DES",
    'mx1.rc4-only.lab': "Debian's OpenSSL has no RC4",
    'mx1.null-only.lab': 'Postfix offers no suite without encryption',
  },
};

before(requireWorld);

const names = (list) => list.map(({ name }) => name);

test('OpenSMTPD agrees with nobody, and no version is said to be accepted', async () => {
  const host = 'mx1.opensmtpd.lab';
  const { versions } = (await look(host)).report.hosts[0].addresses[0];
  assert.deepEqual(await oracle.versions(host), []);
  assert.ok(versions.every(({ outcome }) => outcome !== 'accepted'), JSON.stringify(versions));
});

describe('every oracle agrees', { concurrency: 4 }, () => {
  for (const [host, about] of Object.entries(HOSTS)) {
    describe(`${host}: ${about}`, () => {
      let seen;
      before(async () => {
        [seen] = (await look(host, { extra: ['--deep'] })).report.hosts[0].addresses;
      });
      const fact = (name) => seen.facts.find((one) => one.name === name)?.value;
      const accepted = () => seen.versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => version);

      test('sslscan: versions, suites of each, groups', async () => {
        const found = await oracle.sslscan(host);
        assert.deepEqual(accepted().sort(), found.versions.sort(), found.text);
        const ours = Object.fromEntries(seen.suites.map(({ version, accepted }) => [version, names(accepted).sort()]));
        const theirs = Object.entries(found.suites).map(([version, suites]) => [version, suites.sort()]);
        assert.deepEqual(ours, Object.fromEntries(theirs));
      });

      test('OpenSSL: versions and certificates', { skip: LIMITS.openssl[host] }, async () => {
        assert.deepEqual(accepted(), await oracle.versions(host));
        const session = await oracle.handshake(host);
        const digests = seen.certificates.map(({ sha256 }) => sha256);
        assert.deepEqual(digests, session?.certificates ?? []);
      });

      test('OpenSSL: suites in their order, groups, the prime', { skip: LIMITS.openssl[host] }, async () => {
        for (const { version, accepted, preference } of seen.suites) {
          const ours = names(accepted).filter((suite) => oracle.KNOWN_TO_OPENSSL.has(suite));
          const theirs = await oracle.suites(host, version);
          assert.deepEqual(ours.toSorted(), theirs.toSorted(), version);
          if (preference === "the server's") assert.deepEqual(ours, theirs, `the order in ${version}`);
        }
        for (const { version, accepted, cut_short: cut } of seen.groups) {
          const ours = names(accepted).filter((group) => oracle.KNOWN_GROUPS.has(group));
          const theirs = await oracle.groups(host, version);
          // A server with an ECDSA key of P-256 alone turns down every offer without that curve: the list says that it
          // may be incomplete, and must hold nothing that is not there.
          const comparable = cut ? theirs.filter((group) => ours.includes(group)) : theirs;
          assert.deepEqual(ours.sort(), comparable.sort(), version);
        }
        const { dhBits } = (await oracle.handshake(host, ['-cipher', 'kDHE:!aNULL:@SECLEVEL=0', '-no_tls1_3'])) ?? {};
        if (fact('dh-prime')) assert.equal(Number.parseInt(fact('dh-prime'), 10), dhBits);
      });

      test('OpenSSL: certificates for others', { skip: LIMITS.openssl[host] }, async () => {
        const shown = (to) => seen.other_certificates?.find(({ shown_to }) => shown_to.includes(to))?.certificates[0].sha256;
        const leaf = async (...options) => (await oracle.handshake(host, options))?.certificates[0];
        const first = seen.certificates[0].sha256;
        const unnamed = await leaf('-noservername', '-no_tls1_3');
        if (unnamed) assert.equal(shown('do not name') ?? first, unnamed);
        const isOld = !accepted().includes('TLS 1.2');
        for (const kind of isOld ? [] : ['RSA', 'ECDSA']) {
          const theirs = await leaf('-tls1_2', '-cipher', `a${kind}:@SECLEVEL=0`);
          const ours = shown(`${kind} keys only`) ?? (theirs ? first : undefined);
          assert.equal(ours, theirs, kind);
        }
      });

      test('posttls-finger: version, suite and certificate', { skip: LIMITS.posttls[host] }, async () => {
        const found = await oracle.postfix(host);
        assert.equal(seen.tls?.version, found?.version);
        assert.equal(seen.certificates[0]?.sha256, found?.digest);
      });
    });
  }
});
