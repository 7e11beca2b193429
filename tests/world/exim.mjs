// Real Exim (with GnuTLS): one daemon for all hosts that ask for it; certificate and priorities (what GnuTLS may choose)
// go by the address called.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { allAccept, logFile, startDaemon, unpacked } from './daemon.mjs';
import { STATE } from './namespace.mjs';

const HOME = `${STATE}/exim`;

/** Starts Exim for these hosts (each with `pemFile`: key and chain); it listens when this returns. */
export async function startExim(hosts) {
  mkdirSync(`${HOME}/spool`, { recursive: true });
  const addresses = hosts.flatMap((host) => host.listening.map((address) => ({ address, host })));
  writeFileSync(`${HOME}/names`, addresses.map(({ address, host }) => `"${address}": ${host.name}\n`).join(''));
  writeFileSync(
    `${HOME}/certificates`,
    addresses.map(({ address, host }) => `"${address}": ${host.pemFile}\n`).join(''),
  );
  writeFileSync(
    `${HOME}/priorities`,
    addresses.map(({ address, host }) => `"${address}": ${host.exim?.priority ?? 'NORMAL'}\n`).join(''),
  );
  writeFileSync(`${HOME}/exim.conf`, configuration(addresses.map(({ address }) => address)));
  execFileSync('chown', ['-R', 'Debian-exim:Debian-exim', `${HOME}/spool`]);
  return startDaemon('exim', unpacked('exim4-daemon-light', 'usr/sbin/exim4'), ['-C', `${HOME}/exim.conf`, '-bdf'], {
    ready: allAccept(addresses.map(({ address }) => [address, 25])),
  });
}

function configuration(addresses) {
  const lookUp = (file) => `\${lookup{$received_ip_address}lsearch{${HOME}/${file}}{$value}fail}`;
  return `spool_directory = ${HOME}/spool
log_file_path = ${logFile('exim-%s')}
primary_hostname = mx.lab
smtp_active_hostname = ${lookUp('names')}
local_interfaces = <; ${addresses.join(' ; ')}
daemon_smtp_ports = 25
tls_advertise_hosts = *
tls_certificate = ${lookUp('certificates')}
tls_privatekey = ${lookUp('certificates')}
tls_require_ciphers = ${lookUp('priorities')}
pid_file_path = ${HOME}/exim.pid
host_lookup = *
# Scanners leave without a word, and their connections linger.
smtp_accept_max = 0
rfc1413_query_timeout = 0s
acl_smtp_rcpt = refuse
keep_environment =
begin acl
refuse:
  deny message = relay not permitted
`;
}
