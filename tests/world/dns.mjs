// Real DNS: Knot signs and serves; three Unbounds resolve, of which one validates and one has old answers.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { startDaemon, unpacked } from './daemon.mjs';
import { PLACES, STALE, ZONES, zoneOf } from './model.mjs';
import { STATE } from './namespace.mjs';

const KNOT = `${STATE}/knot`;
const UNBOUND = `${STATE}/unbound`;
const SOA = 'ns.lab. hostmaster.lab. 1 3600 600 86400 60';

/** A DS record that no key in the child zone matches: everything below is bogus (RFC 4035 §5.2). */
const WRONG_DS = `12345 13 2 ${'5'.repeat(64)}`;

/** Starts the name servers and the resolvers; they answer when this returns. */
export async function startDns(records) {
  const keys = writeZones(records);
  const nameServer = await startDaemon('knot', unpacked('knot', 'usr/sbin/knotd'), ['-c', `${KNOT}/knot.conf`], {
    ready: () => resolves(PLACES.nameServer),
  });
  const started = [nameServer, await startRefusing()];
  for (const [name, address, anchor, stale = []] of [
    ['unbound-validating', PLACES.resolver, keys],
    ['unbound-plain', PLACES.unvalidatedResolver, null],
    ['unbound-stale', PLACES.staleResolver, null, STALE],
  ]) {
    const config = writeUnbound(name, address, anchor, stale);
    started.push(
      await startDaemon(name, unpacked('unbound', 'usr/sbin/unbound'), ['-d', '-p', '-c', config], {
        ready: () => resolves(address),
      }),
    );
  }
  return started;
}

/** A name server that refuses every question (RCODE 5), as one does for a zone that was forgotten there. */
function startRefusing() {
  const socket = createSocket('udp4', (query, { address, port }) => {
    const answer = Buffer.from(query);
    answer[2] |= 0x80;
    answer[3] = 0x05;
    socket.send(answer, port, address);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject).bind(53, PLACES.refusingNameServer, () => resolve(socket));
  });
}

async function resolves(server) {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([server]);
  return resolver.resolve4('ns.lab').then(
    () => true,
    () => false,
  );
}

/** Writes the zones and Knot's configuration; returns the root's public keys, the trust anchor. */
function writeZones(records) {
  mkdirSync(`${KNOT}/keys`, { recursive: true });
  const served = ['', ...Object.keys(ZONES).filter((zone) => !ZONES[zone].lame)];
  for (const zone of served) {
    const own = records.filter(([owner]) => zoneOf(owner) === zone);
    const lines = [`. 60 SOA ${SOA}`, `. 60 NS ns.lab.`].map((line) => line.replace(/^\./, `${zone}.`));
    if (zone === '') lines.push(...delegations());
    lines.push(...own.map(([owner, type, value]) => `${owner}. 60 ${type} ${value}`));
    writeFileSync(`${KNOT}/${zone || 'root'}.zone`, `${lines.join('\n')}\n`);
  }
  writeFileSync(`${KNOT}/knot.conf`, knotConfiguration(served));
  // Knot's programs become this user before they touch the folder.
  execFileSync('chown', ['-R', 'knot:knot', KNOT]);
  const keymgr = (...words) =>
    execFileSync(unpacked('knot', 'usr/sbin/keymgr'), ['-c', `${KNOT}/knot.conf`, ...words], { encoding: 'utf8' });
  keymgr('.', 'generate', 'algorithm=ecdsap256sha256', 'ksk=yes', 'zsk=yes');
  return keymgr('.', 'dnskey');
}

/** The root's records for the zones below it: NS, and a DS that is wrong on purpose; without DS all is insecure. */
function delegations() {
  return Object.entries(ZONES).flatMap(([zone, { lame, delegation }]) => [
    `${zone}. 60 NS ${lame ? 'refusing-ns.lab.' : 'ns.lab.'}`,
    ...(delegation === 'wrong' ? [`${zone}. 60 DS ${WRONG_DS}`] : []),
  ]);
}

function knotConfiguration(zones) {
  const isSigned = (zone) => zone === '' || ZONES[zone].signed;
  return `server:
    listen: ${PLACES.nameServer}@53
    rundir: ${KNOT}
    user: knot:knot
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: ${KNOT}
    kasp-db: ${KNOT}/keys
log:
  - target: stderr
    any: info
policy:
  - id: laboratory
    algorithm: ecdsap256sha256
    single-type-signing: on
    dnskey-ttl: 60
template:
  - id: default
    storage: ${KNOT}
    zonefile-sync: -1
    journal-content: none
    zonefile-load: whole
zone:
${zones
  .map(
    (zone) => `  - domain: ${zone}.
    file: ${zone || 'root'}.zone
    dnssec-signing: ${isSigned(zone) ? 'on' : 'off'}
    dnssec-policy: laboratory
`,
  )
  .join('')}`;
}

function writeUnbound(name, address, anchor, stale) {
  const folder = `${UNBOUND}/${name}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/root.hints`, `. 3600 NS ns.lab.\nns.lab. 3600 A ${PLACES.nameServer}\n`);
  if (anchor) writeFileSync(`${folder}/root.key`, anchor);
  // Unbound answers for these zones itself unless told not to (RFC 6303).
  const ours = [
    '2.0.192.in-addr.arpa',
    '100.51.198.in-addr.arpa',
    '113.0.203.in-addr.arpa',
    '8.b.d.0.1.0.0.2.ip6.arpa',
  ];
  writeFileSync(
    `${folder}/unbound.conf`,
    `server:
    interface: ${address}
    access-control: 0.0.0.0/0 allow
    access-control: ::/0 allow
    directory: "${folder}"
    chroot: ""
    username: unbound
    pidfile: ""
    use-syslog: no
    logfile: ""
    verbosity: 1
    val-log-level: 1
    do-ip6: no
    num-threads: 1
    do-not-query-localhost: no
    root-hints: root.hints
    module-config: "${anchor ? 'validator iterator' : 'iterator'}"
    ${anchor ? 'trust-anchor-file: root.key' : ''}
    ede: yes
    infra-host-ttl: 10
${ours.map((zone) => `    local-zone: "${zone}." nodefault\n`).join('')}
${stale.map((old) => `    local-zone: "${old.name}." typetransparent\n    local-data: "${old.name}. 60 IN ${old.record}"\n`).join('')}
remote-control:
    control-enable: no
`,
  );
  execFileSync('chown', ['-R', 'unbound:unbound', folder]);
  return `${folder}/unbound.conf`;
}
