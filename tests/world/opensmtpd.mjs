// Real OpenSMTPD 6.8: it offers STARTTLS, and with OpenSSL 3 completes no handshake (its issues 1171 and 1239).

import { mkdirSync, writeFileSync } from 'node:fs';
import { allAccept, startDaemon, unpacked } from './daemon.mjs';
import { STATE } from './namespace.mjs';

const HOME = `${STATE}/opensmtpd`;

/** Starts OpenSMTPD for these hosts (each with `pemFile`: key and chain); it listens when this returns. */
export async function startOpenSmtpd(hosts) {
  mkdirSync(HOME, { recursive: true });
  // Both paths are built in; /var/lib and /var/spool are this namespace's own.
  mkdirSync('/var/lib/opensmtpd/empty', { recursive: true, mode: 0o755 });
  mkdirSync('/var/spool/smtpd', { recursive: true, mode: 0o711 });
  const lines = hosts.flatMap((host) => [
    `pki "${host.name}" cert "${host.pemFile}"`,
    `pki "${host.name}" key "${host.pemFile}"`,
    ...host.listening.map((address) => `listen on ${address} port 25 tls pki "${host.name}" hostname "${host.name}"`),
  ]);
  writeFileSync(
    `${HOME}/smtpd.conf`,
    `${lines.join('\n')}\naction "none" mda "/bin/false"\nmatch from any for domain "lab" action "none"\n`,
  );
  return startDaemon('opensmtpd', unpacked('opensmtpd', 'usr/sbin/smtpd'), ['-d', '-f', `${HOME}/smtpd.conf`], {
    ready: allAccept(hosts.flatMap((host) => host.listening.map((address) => [address, 25]))),
  });
}
