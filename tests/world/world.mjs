// The test world: real DNS, real mail servers, real policy hosts, for the domains of domains.mjs.
// start() must run inside the namespaces of namespace.mjs; run.mjs is the way in.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { certificationAuthority, KINDS, tlsa } from './certificates.mjs';
import { startDns } from './dns.mjs';
import { DOMAINS } from './domains.mjs';
import { startAuthentication } from './dovecot.mjs';
import { startExim } from './exim.mjs';
import { startHybrid } from './hybrid.mjs';
import { layOut, NETS, PLACES } from './model.mjs';
import { addAddresses, callFrom, furnish, STATE } from './namespace.mjs';
import { startNginx } from './nginx.mjs';
import { startOpenSmtpd } from './opensmtpd.mjs';
import { openSslWords } from './openssl.mjs';
import { startPostfix } from './postfix.mjs';
import { startSendmail } from './sendmail.mjs';
import { SCRIPTS, startScripted } from './scripted.mjs';

/**
 * Starts everything; all of it answers when this returns.
 * `resolver` validates DNSSEC, `unvalidatedResolver` does not; `roots` is a PEM file, `nets` what to allow.
 */
export async function start() {
  furnish({ hostname: 'world.lab', resolver: PLACES.resolver });
  const { hosts, records, policies } = layOut(DOMAINS);
  const places = Object.entries(PLACES).filter(([place]) => place !== 'policyWebSilent');
  const ours = hosts.flatMap((host) => host.ours);
  addAddresses([...places.map(([, address]) => address), ...ours]);
  callFrom(PLACES, ours);

  const ca = certificationAuthority();
  writeFileSync(`${STATE}/root.pem`, ca.rootPem);
  // What senders compare is the name in the MX record, not what it may be an alias of (RFC 8461 §4.1).
  for (const host of hosts) {
    Object.assign(host, certify(ca, { ...host, name: host.mxName }));
    if (host.second) host.second = certify(ca, { ...host, name: host.mxName, certificate: host.second, file: 'second' });
    if (host.server === 'openssl') host.opensslWords = openSslWords(host);
  }
  for (const policy of policies)
    Object.assign(policy, certify(ca, { name: policy.host, certificate: policy.certificate }));

  const by = (server) => hosts.filter((host) => host.server === server && host.listening.length);
  const daemons = await Promise.all([
    startDns([...records, ...tlsaRecords(hosts)]),
    startAuthentication(),
    startPostfix(by('postfix')),
    startExim(by('exim')),
    startSendmail(by('sendmail')),
    startHybrid(by('hybrid')),
    startOpenSmtpd(by('opensmtpd')),
    startNginx(policies),
    startScripted(hosts.filter(({ server, listening }) => server in SCRIPTS && server !== 'hybrid' && listening.length)),
  ]);
  return {
    resolver: PLACES.resolver,
    unvalidatedResolver: PLACES.unvalidatedResolver,
    roots: `${STATE}/root.pem`,
    nets: NETS,
    domains: DOMAINS,
    hosts,
    policies,
    stop: () => stop(daemons.flat()),
  };
}

/** Makes a certificate and its one file for servers: key first, then the chain. */
function certify(ca, { name, certificate, server, file = 'first' }) {
  const made = KINDS[certificate](ca, name);
  const folder = `${STATE}/certificates`;
  mkdirSync(folder, { recursive: true });
  const pemFile = `${folder}/${name}.${file}.pem`;
  const pem = made.key + made.chain;
  // OpenSMTPD refuses a key that others can read; Exim reads it as its own user.
  writeFileSync(pemFile, pem, { mode: 0o600 });
  if (server === 'exim') execFileSync('chown', ['Debian-exim', pemFile]);
  return { pem, pemFile, made };
}

/** TLSA records of hosts that ask for them (`tlsa` of model.mjs). */
function tlsaRecords(hosts) {
  return hosts.flatMap(({ name, tlsa: wanted = [], made }) =>
    [wanted].flat().map((one) => {
      if (one === 'stale') return [`_25._tcp.${name}`, 'TLSA', `3 1 1 ${'0'.repeat(64)}`];
      return [`_25._tcp.${name}`, 'TLSA', one.split(' ').length > 3 ? one : tlsa(made, one)];
    }),
  );
}

/** Ends every server; the end of the namespace would do so too. */
async function stop(daemons) {
  for (const daemon of daemons) daemon.kill ? daemon.kill('SIGTERM') : daemon.close();
}
