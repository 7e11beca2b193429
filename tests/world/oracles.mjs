// Other people's tools, asked the same questions: OpenSSL's client, sslscan, and Postfix's posttls-finger.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpacked } from './daemon.mjs';

/** What OpenSSL's client calls the versions; Debian's has no SSLv3. */
const OPTIONS = { 'TLS 1.3': '-tls1_3', 'TLS 1.2': '-tls1_2', 'TLS 1.1': '-tls1_1', 'TLS 1.0': '-tls1' };
/** The groups that OpenSSL 3.0 can offer, by their registered names. */
const GROUPS = {
  x25519: 'X25519',
  x448: 'X448',
  secp256r1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
  ffdhe2048: 'ffdhe2048',
  ffdhe3072: 'ffdhe3072',
  ffdhe4096: 'ffdhe4096',
  ffdhe6144: 'ffdhe6144',
  ffdhe8192: 'ffdhe8192',
};

/** All suites of TLS 1.3; those with CCM are not among what OpenSSL offers by itself. */
const NEWEST = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256', 'TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256'];
/** OpenSSL's names of suites and the registry's. */
const SUITES = new Map(
  execFileSync('openssl', ['ciphers', '-stdname', '-ciphersuites', NEWEST.join(':'), 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/))
    .map(([registered, , own]) => [own, registered]),
);
/** The registered names of suites that OpenSSL's client can offer. */
export const KNOWN_TO_OPENSSL = new Set(SUITES.values());

/** The registered names of groups that it can. */
export const KNOWN_GROUPS = new Set(Object.keys(GROUPS));

/** Runs a tool; its output and errors together, whatever its exit code. */
function run(command, args, { env = {}, seconds = 60 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { timeout: seconds * 1000, maxBuffer: 16 << 20, env: { ...process.env, ...env } };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') reject(error);
      else resolve(stdout + stderr);
    });
    child.stdin.end();
  });
}

/** One handshake of OpenSSL's client: null if there was none. */
export async function handshake(host, options = []) {
  const named = options.includes('-noservername') ? [] : ['-servername', host];
  const text = await run(
    'openssl',
    ['s_client', '-starttls', 'smtp', '-connect', `${host}:25`, '-showcerts', ...named, ...withCiphers(options)],
    // The system's own floors would stand above the options.
    { env: { OPENSSL_CONF: '/dev/null' } },
  );
  const [, protocol, suite] = text.match(/^New, (\S+), Cipher is (\S+)$/m) ?? [];
  // What was agreed on is shown as well where the handshake then fails.
  if (!suite || suite === '(NONE)' || text.includes(':SSL routines:')) return null;
  const version = text.match(/^ +Protocol +: (\S+)/m)?.[1] ?? protocol;
  return {
    version: version.replace(/^TLSv(\d)$/, 'TLS $1.0').replace('TLSv', 'TLS '),
    suite: SUITES.get(suite) ?? suite,
    dhBits: Number(text.match(/^Server Temp Key: DH, (\d+) bits/m)?.[1]) || null,
    // What is shown first is the chain; the certificate follows once more.
    certificates: [...text.split('\nServer certificate\n')[0].matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-/g)].map(
      ([, base64]) => createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex'),
    ),
  };
}

const withCiphers = (options) => (options.includes('-cipher') ? options : [...options, '-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0']);

/** The versions that OpenSSL's client agrees on with a host, newest first. */
export async function versions(host) {
  const agreed = [];
  for (const [version, option] of Object.entries(OPTIONS)) {
    if ((await handshake(host, [option]))?.version === version) agreed.push(version);
  }
  return agreed;
}

/** The suites of a version, in the order chosen: what was chosen is left out of the next offer, until none is left. */
export async function suites(host, version) {
  const option = OPTIONS[version];
  const isNewest = version === 'TLS 1.3';
  let left = isNewest ? NEWEST : [...SUITES.keys()].filter((own) => !NEWEST.includes(own));
  const chosen = [];
  while (left.length) {
    const offer = left.join(':');
    const words = isNewest ? ['-ciphersuites', offer] : ['-cipher', `${offer}:@SECLEVEL=0`];
    const answer = await handshake(host, [option, ...words]);
    if (!answer) break;
    chosen.push(answer.suite);
    left = left.filter((own) => (SUITES.get(own) ?? own) !== answer.suite);
  }
  return chosen;
}

/** The groups that a host takes in a version, each offered alone. */
export async function groups(host, version) {
  const taken = [];
  for (const [registered, own] of Object.entries(GROUPS)) {
    // Below TLS 1.3 a server that takes no group may agree on RSA key exchange, or choose a prime by itself.
    const isOld = version !== 'TLS 1.3';
    if (isOld && registered.startsWith('ffdhe')) continue;
    const words = isOld ? ['-cipher', 'kEECDH:@SECLEVEL=0'] : [];
    if (await handshake(host, [OPTIONS[version], '-groups', own, ...words])) taken.push(registered);
  }
  return taken;
}

/** What sslscan finds: versions, suites of each, in no order that matters, and groups. */
export async function sslscan(host) {
  const xml = await run('sslscan', ['--starttls-smtp', '--no-heartbleed', '--no-renegotiation', '--xml=-', `${host}:25`]);
  const all = (pattern) => [...xml.matchAll(pattern)].map((found) => found.groups);
  const named = (version) => (version === '3' ? 'SSLv3' : `TLS ${version}`);
  const list = {};
  for (const { version, suite } of all(/sslversion="TLSv(?<version>[\d.]+)" bits="\d+" cipher="(?<suite>[^"]+)"/g)) {
    (list[named(version)] ??= []).push(SUITES.get(suite) ?? suite);
  }
  return {
    text: xml,
    versions: all(/<protocol type="(?:ssl|tls)" version="(?<version>[\d.]+)" enabled="1"/g).map(({ version }) => named(version)),
    suites: list,
    groups: all(/<group sslversion="TLSv(?<version>[\d.]+)" bits="\d+" name="(?<name>\S+?)[" ]/g),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'waxseal-oracle-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** What Postfix as a sender sees: version, suite and the certificate's digest; null without TLS. */
export async function postfix(host) {
  writeFileSync(join(folder, 'main.cf'), 'compatibility_level = 3.6\nmyhostname = probe.lab\ninet_protocols = all\n');
  const text = await run(
    unpacked('postfix', 'usr/sbin/posttls-finger'),
    // At any lower level it prefers suites without certificate, which it would not check.
    ['-c', '-l', 'secure', '-L', 'summary,certmatch', '-d', 'sha256', '-p', '>=TLSv1', '-g', 'low', `[${host}]`],
    { env: { MAIL_CONFIG: folder, LD_LIBRARY_PATH: unpacked('postfix', 'usr/lib/postfix') } },
  );
  const [, version, suite] = text.match(/TLS connection established to \S+ TLSv(\S+) with cipher (\S+)/) ?? [];
  const [, digest] = text.match(/fingerprint=([0-9A-F:]{95})/) ?? [];
  if (!version) return null;
  return { version: `TLS ${version === '1' ? '1.0' : version}`, suite: SUITES.get(suite) ?? suite, digest: digest?.replaceAll(':', '').toLowerCase() };
}
