// The servers that were set up for their TLS, certificates and recipients are what their rows say: see world.test.mjs.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { converse } from './converse.mjs';
import { NEWER_NODE } from './hybrid.mjs';
import * as oracle from './oracles.mjs';
import { requireWorld } from './programs.mjs';

before(requireWorld);

describe('TLS', { concurrency: 4 }, () => {
  const versions = {
    'openssl.lab': ['TLS 1.3', 'TLS 1.2', 'TLS 1.1', 'TLS 1.0'],
    'only-tls13.lab': ['TLS 1.3'],
    'only-tls12.lab': ['TLS 1.2'],
    'only-tls11.lab': ['TLS 1.1'],
    'only-tls10.lab': ['TLS 1.0'],
    'tls11-and-10.lab': ['TLS 1.1', 'TLS 1.0'],
    'tls-gap.lab': ['TLS 1.2', 'TLS 1.0'],
    'tls13-and-old.lab': ['TLS 1.3', 'TLS 1.1', 'TLS 1.0'],
  };
  for (const [domain, wanted] of Object.entries(versions)) {
    test(`versions of ${domain}`, async () => assert.deepEqual(await oracle.versions(`mx1.${domain}`), wanted));
  }

  const primes = { 'dhe-1024.lab': 1024, 'dhe-own.lab': 2048, 'dhe-ffdhe.lab': 2048, 'dhe-modp.lab': 2048, 'dhe-rfc5114.lab': 2048 };
  for (const [domain, bits] of Object.entries(primes)) {
    test(`the prime of ${domain}`, async () => assert.equal((await oracle.handshake(`mx1.${domain}`))?.dhBits, bits));
  }

  test('suites that OpenSSL has not are there', async () => {
    const { suites } = await oracle.sslscan('mx1.weak-too.lab');
    for (const suite of ['TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA']) assert.ok(suites['TLS 1.2'].includes(suite));
    assert.deepEqual((await oracle.sslscan('mx1.3des-only.lab')).suites['TLS 1.2'].filter((suite) => !suite.includes('3DES')), []);
    assert.deepEqual((await oracle.sslscan('mx1.rc4-only.lab')).suites['TLS 1.0'].sort(), ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_RC4_128_SHA']);
  });

  test('RSA key exchange, CBC and NULL are alone where rows say so', async () => {
    assert.match((await oracle.handshake('mx1.rsa-key-exchange.lab')).suite, /^TLS_RSA_WITH_AES/);
    assert.equal(await oracle.handshake('mx1.rsa-key-exchange.lab', ['-cipher', 'ECDHE:DHE']), null);
    assert.match((await oracle.handshake('mx1.cbc-only.lab')).suite, /_CBC_/);
    assert.equal(await oracle.handshake('mx1.cbc-only.lab', ['-cipher', 'AESGCM:CHACHA20']), null);
    assert.match((await oracle.handshake('mx1.null-only.lab')).suite, /_WITH_NULL_/);
  });
});

describe('certificates', { concurrency: 4 }, () => {
  const leaf = async (host, ...options) => (await oracle.handshake(host, options)).certificates[0];
  const RSA = ['-tls1_2', '-cipher', 'aRSA:@SECLEVEL=0'];
  const ECDSA = ['-tls1_2', '-cipher', 'aECDSA:@SECLEVEL=0'];

  for (const domain of ['two-certificates.lab', 'second-expired.lab']) {
    test(`${domain} has two`, async () => {
      const host = `mx1.${domain}`;
      assert.notEqual(await leaf(host, ...RSA), await leaf(host, ...ECDSA));
    });
  }

  test('unnamed.lab has another for those who do not name it', async () => {
    assert.notEqual(await leaf('mx1.unnamed.lab'), await leaf('mx1.unnamed.lab', '-noservername'));
    assert.equal(await leaf('mx1.rsa.lab'), await leaf('mx1.rsa.lab', '-noservername'));
  });

  const lengths = { 'out-of-order': 3, 'with-root': 3, 'sent-twice': 3, 'with-stranger': 3, 'must-staple': 2 };
  for (const [kind, length] of Object.entries(lengths)) {
    test(`the chain of chain-${kind}.lab has ${length}`, async () =>
      assert.equal((await oracle.handshake(`mx1.chain-${kind}.lab`)).certificates.length, length));
  }
});

/** Whether a newer OpenSSL completes a handshake with these groups alone. */
function agreesOn(host, group) {
  const program = `
    import { connect } from 'node:net';
    import { connect as seal } from 'node:tls';
    const socket = connect({ host: '${host}', port: 25 });
    let step = 0;
    socket.on('data', () => {
      step += 1;
      if (step < 3) return socket.write(step === 1 ? 'EHLO probe.lab\\r\\n' : 'STARTTLS\\r\\n');
      socket.removeAllListeners('data');
      const options = { socket, ecdhCurve: '${group}', minVersion: 'TLSv1.3', rejectUnauthorized: false };
      seal(options, () => process.exit(0)).on('error', () => process.exit(1));
    });`;
  return new Promise((resolve) =>
    execFile(NEWER_NODE, ['--input-type=module', '-e', program], { timeout: 10_000 }, (error) => resolve(!error)),
  );
}

test('hybrid groups are there, and only where rows say so', async () => {
  const found = async (domain) =>
    Promise.all(['X25519MLKEM768', 'SecP256r1MLKEM768', 'P-256'].map((group) => agreesOn(`mx1.${domain}`, group)));
  assert.deepEqual(await found('hybrid.lab'), [true, false, true]);
  assert.deepEqual(await found('hybrid-other.lab'), [false, true, true]);
  assert.deepEqual(await found('hybrid-none.lab'), [false, false, true]);
});

describe('dialogues', { concurrency: 4 }, () => {
  const hello = ['EHLO probe.lab'];
  /** The codes that two recipients get: a stranger's, and one of the domain that nobody has. */
  const tried = async (domain, { host = `mx1.${domain}`, port = 25 } = {}) => {
    const say = [...hello, 'MAIL FROM:<>', 'RCPT TO:<somebody@example.com>', `RCPT TO:<made-up@${domain}>`, 'QUIT'];
    const { heard } = await converse(host, { say, port, ms: 4000 });
    return heard.match(/^\d{3}(?= )/gm).slice(3, 5);
  };

  test('AUTH is offered in clear where rows say so', async () => {
    const offers = async (host, port) => /^250[- ]AUTH PLAIN LOGIN\r$/m.test((await converse(host, { say: hello, port })).heard);
    assert.deepEqual(
      [await offers('mx1.auth-in-clear.lab'), await offers('mx1.auth-sealed.lab'), await offers('mx1.usual.plain')],
      [true, false, false],
    );
    assert.ok(await offers('smtp.subm-auth-clear.lab', 587));
    assert.ok(!(await offers('smtp.subm-good.lab', 587)));
  });

  const recipients = {
    'open-relay.lab': ['250', '550'],
    'accepts-all.lab': ['250', '250'],
    'catch-all.lab': ['554', '250'],
    'mailboxes.lab': ['554', '550'],
    'mailboxes-sendmail.lab': ['550', '550'],
    'mailboxes-exim.lab': ['550', '550'],
    'greylists-451.lab': ['451', '451'],
    'rcpt-252.lab': ['252', '252'],
  };
  for (const [domain, codes] of Object.entries(recipients)) {
    test(`recipients at ${domain}`, async () => assert.deepEqual(await tried(domain), codes));
  }

  test('recipients at the submission server of subm-relays.lab', async () =>
    assert.deepEqual(await tried('subm-relays.lab', { host: 'smtp.subm-relays.lab', port: 587 }), ['250', '550']));

  test('port 465 speaks TLS at once, but for one', async () => {
    assert.match((await converse('smtp.subm-good.lab', { port: 465 })).heard, /^$/);
    assert.match((await converse('smtp.subm-clear-465.lab', { port: 465 })).heard, /^220 /);
  });
});
