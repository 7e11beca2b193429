// The world is what it claims to be: looked at with tools that are not ours (dig, openssl, curl, raw sockets).
// A domain that is not as broken as its row says would let a wrong verdict pass.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { converse } from './converse.mjs';
import { DOMAINS } from './domains.mjs';
import { PLACES } from './model.mjs';

const { WORLD_RESOLVER: resolver, WORLD_RESOLVER_UNVALIDATED: unvalidated, WORLD_ROOTS: roots } = process.env;

before(() =>
  assert.ok(resolver, 'not inside the test world: run `node tests/world/run.mjs -- node --test tests/world/`'),
);

/** Runs a tool; its output and errors together, whatever its exit code. */
function run(command, ...args) {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { timeout: 20_000 }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') reject(error);
      else resolve(stdout + stderr);
    });
    child.stdin.end();
  });
}

async function dig(server, ...words) {
  const text = await run('dig', `@${server}`, '+dnssec', '+time=10', '+noauthority', ...words);
  return {
    status: text.match(/status: (\w+)/)?.[1],
    isAuthentic: /flags:[^;]* ad[ ;]/.test(text),
    answers: [...text.matchAll(/^[^;\s]\S*\s+\d+\s+IN\s+(?!RRSIG)\w+\s+(.*)$/gm)].map(([, value]) => value),
    text,
  };
}

describe('DNS', () => {
  test('signed names are authentic, unsigned ones are not', async () => {
    assert.ok((await dig(resolver, 'good.lab', 'MX')).isAuthentic);
    for (const name of ['usual.plain', 'below.island.lab']) {
      const { status, isAuthentic, answers } = await dig(resolver, name, 'MX');
      assert.deepEqual([status, isAuthentic, answers.length], ['NOERROR', false, 1], name);
    }
  });

  test('bogus answers are held back, unless checking is disabled', async () => {
    const held = await dig(resolver, 'bogus.lab', 'MX');
    assert.equal(held.status, 'SERVFAIL');
    assert.match(held.text, /EDE: (6|9|7)/);
    assert.equal((await dig(resolver, '+cd', 'bogus.lab', 'MX')).answers.length, 1);
  });

  test('SERVFAIL for other reasons stays SERVFAIL', async () => {
    for (const options of [[], ['+cd']])
      assert.equal((await dig(resolver, ...options, 'servfail.lab', 'MX')).status, 'SERVFAIL');
  });

  test('one resolver does not validate', async () => {
    const { isAuthentic, answers } = await dig(unvalidated, 'good.lab', 'MX');
    assert.deepEqual([isAuthentic, answers.length], [false, 2]);
    assert.equal((await dig(unvalidated, 'bogus.lab', 'MX')).answers.length, 1);
    assert.ok(!(await dig(unvalidated, '.', 'DNSKEY')).isAuthentic);
    assert.ok((await dig(resolver, '.', 'DNSKEY')).isAuthentic);
  });

  test('absence is proven', async () => {
    const nothing = await dig(resolver, 'nowhere.lab', 'MX');
    assert.deepEqual([nothing.status, nothing.isAuthentic], ['NXDOMAIN', true]);
    const noData = await dig(resolver, 'parked.lab', 'MX');
    assert.deepEqual([noData.status, noData.isAuthentic, noData.answers], ['NOERROR', true, []]);
  });

  test('reverse names lead back, except where they should not', async () => {
    const addressOf = async (name, type = 'A') => (await dig(resolver, name, type)).answers[0];
    const pointer = async (name, type) => (await dig(resolver, '-x', await addressOf(name, type))).answers[0];
    assert.equal(await pointer('mx1.good.lab'), 'mx1.good.lab.');
    assert.equal(await pointer('mx1.good.lab', 'AAAA'), 'mx1.good.lab.');
    assert.equal(await pointer('mx1.no-ptr.lab'), undefined);
    assert.equal(await pointer('mx1.unconfirmed-ptr.lab'), 'ns.lab.');
  });

  test('one kind of record alone is bogus or not answered, and the rest of the domain is in order', async () => {
    const held = await dig(resolver, '_dmarc.dmarc-bogus.lab', 'TXT');
    assert.equal(held.status, 'SERVFAIL');
    assert.match((await dig(resolver, '+cd', '_dmarc.dmarc-bogus.lab', 'TXT')).answers[0], /v=DMARC1; p=reject/);
    for (const [name, domain] of [
      ['_dmarc', 'dmarc-servfail.lab'],
      ['default._domainkey', 'dkim-servfail.lab'],
      ['default._bimi', 'bimi-servfail.lab'],
      ['mta-sts', 'caa-servfail.lab'],
    ]) {
      assert.equal((await dig(resolver, '+cd', `${name}.${domain}`, 'TXT')).status, 'SERVFAIL', name);
      assert.ok((await dig(resolver, domain, 'MX')).isAuthentic, domain);
    }
  });

  test('below _domainkey there is nothing, something, or a wildcard', async () => {
    const above = async (domain) => (await dig(resolver, `_domainkey.${domain}`, 'TXT')).status;
    assert.equal(await above('dkim-nothing.lab'), 'NXDOMAIN');
    assert.equal(await above('dkim-hidden.lab'), 'NOERROR');
    const { answers } = await dig(resolver, 'nobody-has-this._domainkey.dkim-wildcard.lab', 'TXT');
    assert.match(answers[0], /v=DKIM1/);
  });

  test('records are as many as the rows say', async () => {
    for (const [name, count] of [
      ['_dmarc.dmarc-two.lab', 2],
      ['_dmarc.two.dmarc-org.lab', 2],
      ['default._domainkey.dkim-two.lab', 2],
      ['default._domainkey.dkim-crowd.lab', 40],
      ['default._bimi.bimi-two.lab', 2],
      ['_dmarc.dmarc-many.lab', 41],
    ])
      assert.equal((await dig(resolver, name, 'TXT')).answers.length, count, name);
  });

  test('CAA is found where the rows put it', async () => {
    assert.deepEqual((await dig(resolver, 'mx1.caa-nearer.lab', 'CAA')).answers, ['0 issue "globalsign.com"']);
    assert.deepEqual((await dig(resolver, 'mx1.deep.caa-parent.lab', 'CAA')).answers, []);
    assert.deepEqual((await dig(resolver, 'caa-parent.lab', 'CAA')).answers, ['0 issue "globalsign.com"']);
  });

  test('one resolver has an old answer, and others of its own', async () => {
    const of = async (server, type) => (await dig(server, 'stale-mx.lab', type)).answers;
    assert.deepEqual(await of(PLACES.staleResolver, 'MX'), ['10 mx.former.plain.']);
    assert.deepEqual(await of(resolver, 'MX'), ['10 mx.hoster.plain.']);
    assert.deepEqual(await of(PLACES.staleResolver, 'TXT'), await of(resolver, 'TXT'));
  });

  test('names that are not ASCII are found by their A-labels', async () => {
    assert.equal((await dig(resolver, 'xn--bcher-kva.lab', 'MX')).answers[0], '10 mx1.xn--bcher-kva.lab.');
  });
});

/** What openssl finds in a STARTTLS session with a host; every old version and cipher is allowed. */
async function session(host, ...options) {
  const text = await run(
    ...['openssl', 's_client', '-starttls', 'smtp', '-connect', `${host}:25`, '-servername', host],
    ...['-CAfile', roots, '-verify_hostname', host, '-cipher', 'ALL:@SECLEVEL=0', ...options],
  );
  return { text, verdict: text.match(/Verify return code: (\d+)/)?.[1], version: text.match(/^New, (\S+?),/m)?.[1] };
}

describe('certificates of Postfix', () => {
  // Numbers of openssl-verification-options(1).
  const verdicts = {
    expired: '10',
    'not-yet-valid': '9',
    'self-signed': '18',
    'unknown-issuer': '20',
    'private-root': '19',
    'expired-intermediate': '10',
    'client-only': '26',
    'wrong-name': '62',
    'wildcard-too-wide': '62',
    'missing-intermediate': '21',
    // What openssl thinks nothing of: the faults are looked at below.
    'rsa-1024': '0',
    sha1: '0',
    'common-name-only': '0',
  };
  for (const [kind, verdict] of Object.entries(verdicts)) {
    test(`${kind}: verification says ${verdict}`, async () =>
      assert.equal((await session(`mx1.cert-${kind}.lab`)).verdict, verdict));
  }

  test('weak keys, old signatures and missing names are there', async () => {
    assert.match((await session('mx1.cert-rsa-1024.lab')).text, /Server public key is 1024 bit/);
    const details = async (host) => {
      const { text } = await session(host, '-showcerts');
      const leaf = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/)[0];
      return new Promise((resolve) =>
        execFile('openssl', ['x509', '-noout', '-text'], (_, out) => resolve(out)).stdin.end(leaf),
      );
    };
    assert.match(await details('mx1.cert-sha1.lab'), /sha1WithRSAEncryption/);
    assert.doesNotMatch(await details('mx1.cert-common-name-only.lab'), /Subject Alternative Name/);
  });
});

describe('servers that share a name', () => {
  /** What each address of a host presents. */
  async function presented(host) {
    const ask = async (type) => (await dig(resolver, host, type)).answers;
    const addresses = [...(await ask('A')), ...(await ask('AAAA')).map((address) => `[${address}]`)];
    return Promise.all(
      addresses.map((address) => run('openssl', 's_client', '-starttls', 'smtp', '-connect', `${address}:25`, '-servername', host, '-CAfile', roots)),
    );
  }
  const leaf = (text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+/)?.[0];
  const verdict = (text) => text.match(/Verify return code: (\d+)/)?.[1];

  test('each has a certificate of its own, or the same', async () => {
    const own = await presented('mx1.certificate-each.lab');
    assert.deepEqual(own.map(verdict), ['0', '0']);
    assert.notEqual(leaf(own[0]), leaf(own[1]));
    const same = await presented('mx1.same.lab');
    assert.equal(same.length, 4);
    assert.equal(new Set(same.map(leaf)).size, 1);
  });

  test('one is out of date, signs alone, or has no STARTTLS', async () => {
    assert.deepEqual((await presented('mx1.one-expired.lab')).map(verdict).sort(), ['0', '10']);
    assert.deepEqual((await presented('mx1.v6-self-signed.lab')).map(verdict), ['0', '18']);
    const [v4, v6] = await presented('mx1.v6-in-clear.lab');
    assert.equal(verdict(v4), '0');
    assert.match(v6, /Didn't find STARTTLS/i);
  });

  test('there is no way to some addresses', async () => assert.equal((await converse('mx1.no-way-there.lab')).end, 'ENETUNREACH'));
});

describe('TLS', () => {
  test('Postfix and Exim agree on TLS 1.3', async () => {
    for (const host of ['mx1.good.lab', 'mx1.exim.lab']) {
      const { verdict, version } = await session(host);
      assert.deepEqual([host, verdict, version], [host, '0', 'TLSv1.3']);
    }
  });

  test('versions are limited where the rows say so', async () => {
    const agreed = async (host, option) => (await session(host, option)).text.match(/^ +Protocol +: (\S+)/m)?.[1];
    assert.equal((await session('mx1.tls12.lab')).version, 'TLSv1.2');
    assert.match((await session('mx1.tls12.lab', '-tls1_3')).text, /alert protocol version/);
    assert.equal(await agreed('mx1.tls10.lab', '-tls1'), 'TLSv1');
    assert.match((await session('mx1.tls10.lab', '-tls1_2')).text, /unsupported protocol/);
    assert.equal(await agreed('mx1.old-too.lab', '-tls1_1'), 'TLSv1.1');
  });

  test('OpenSMTPD offers STARTTLS and fails the handshake', async () => {
    assert.match((await session('mx1.opensmtpd.lab')).text, /alert internal error/);
  });

  test('no STARTTLS is no STARTTLS', async () => {
    assert.match((await session('mx1.no-tls.lab')).text, /Didn't find STARTTLS/i);
  });
});

describe('odd servers', () => {
  const cases = [
    ['greets-421.lab', /^421 /, 'closed'],
    ['greets-450.lab', /^450 /, 'closed'],
    ['greets-554.lab', /^554 /, 'closed'],
    ['closes-at-once.lab', /^$/, 'closed'],
    ['resets-at-once.lab', /^$/, 'ECONNRESET'],
    ['accepts-and-says-nothing.lab', /^$/, 'silence'],
    ['one-byte-a-second.lab', /^2.?.?$/, 'silence'],
    ['closes-after-greeting.lab', /^220 /, 'closed'],
    ['speaks-http.lab', /^HTTP\/1.1 400/, 'closed'],
  ];
  for (const [domain, words, end] of cases) {
    test(domain, async () => {
      const conversation = await converse(`mx1.${domain}`);
      assert.match(conversation.heard, words);
      assert.equal(conversation.end, end);
    });
  }

  test('plaintext is injected in one piece with the answer to STARTTLS', async () => {
    const { heard } = await converse('mx1.injects-plaintext.lab', { say: ['EHLO probe.lab', 'STARTTLS'] });
    assert.match(heard, /220 2\.0\.0 [^\r]*\r\n250 injected\r\n$/);
  });

  test('silent hosts swallow packets, refusing ones do not', async () => {
    assert.equal((await converse('mx1.silent-both.lab')).end, 'silence');
    assert.equal((await converse('mx1.refusing-only.lab')).end, 'ECONNREFUSED');
  });
});

describe('policy hosts', () => {
  const fetch = (domain) =>
    run(
      'curl',
      '--silent',
      '--show-error',
      '--include',
      '--max-time',
      '5',
      '--cacert',
      roots,
      `https://mta-sts.${domain}/.well-known/mta-sts.txt`,
    );
  const cases = [
    [
      'good.lab',
      /^HTTP\/1.1 200 [\s\S]*Content-Type: text\/plain\r[\s\S]*version: STSv1\r\nmode: enforce\r\nmx: \*\.good\.lab\r/,
    ],
    ['sts-not-found.lab', /^HTTP\/1.1 404 /],
    ['sts-redirect.lab', /^HTTP\/1.1 301 /],
    ['sts-html.lab', /Content-Type: text\/html/],
    ['policy-expired.lab', /certificate has expired/],
    ['policy-self-signed.lab', /self.signed certificate/],
    ['policy-wrong-name.lab', /no alternative certificate subject name matches/],
    ['sts-refusing.lab', /Failed to connect|Couldn't connect/],
    ['sts-no-host.lab', /Could not resolve/],
  ];
  for (const [domain, words] of cases) test(domain, async () => assert.match(await fetch(domain), words));
});

test('the table is sound: no name twice, and every row expects something or says why not', () => {
  const names = DOMAINS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { name, about, expect } of DOMAINS) assert.ok(about && expect, name);
});
