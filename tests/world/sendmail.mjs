// Real Sendmail: a daemon for each host, its configuration written with m4 as its own tools do.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { allAccept, startDaemon, unpacked } from './daemon.mjs';
import { STATE } from './namespace.mjs';

const HOME = `${STATE}/sendmail`;
const PROGRAM = unpacked('sendmail-bin', 'usr/libexec/sendmail/sendmail');
const MACROS = unpacked('sendmail-cf', 'usr/share/sendmail/cf');

/** Starts Sendmail for these hosts (each with `pemFile`: key and chain); all listen when this returns. */
export function startSendmail(hosts) {
  return Promise.all(hosts.map(startOne));
}

function startOne(host) {
  const folder = `${HOME}/${host.name}`;
  mkdirSync(`${folder}/queue`, { recursive: true });
  const configuration = execFileSync('m4', ['-'], { input: macros(host, folder), encoding: 'utf8' });
  writeFileSync(`${folder}/sendmail.cf`, configuration);
  // Sendmail looks for its files there, and lists the names that are its own.
  writeFileSync(`${folder}/names`, `${host.domain}\n`);
  // Without this table it puts off the question whether a mailbox is there.
  writeFileSync(`${folder}/aliases`, 'postmaster: root\n');
  execFileSync(PROGRAM, ['-C', `${folder}/sendmail.cf`, '-bi']);
  return startDaemon(
    `sendmail-${host.name}`,
    PROGRAM,
    ['-C', `${folder}/sendmail.cf`, '-bD'],
    { ready: allAccept(host.listening.map((address) => [address, 25])) },
  );
}

function macros(host, folder) {
  const define = ([name, value]) => `define(\`${name}', \`${value}')dnl`;
  const settings = {
    confDOMAIN_NAME: host.name,
    confPID_FILE: `${folder}/pid`,
    confCW_FILE: `${folder}/names`,
    QUEUE_DIR: `${folder}/queue`,
    STATUS_FILE: `${folder}/statistics`,
    HELP_FILE: '',
    ALIAS_FILE: `${folder}/aliases`,
    confSERVICE_SWITCH_FILE: `${folder}/switch`,
    confCONTROL_SOCKET_NAME: '',
    confDONT_PROBE_INTERFACES: 'True',
    confTO_IDENT: '0s',
    // It would refuse connections while the machine is busy with other tests.
    confREFUSE_LA: '0',
    confQUEUE_LA: '10000',
    confCONNECTION_RATE_THROTTLE: '0',
    confSERVER_CERT: host.pemFile,
    confSERVER_KEY: host.pemFile,
    // Sendmail sends its own certificate, and what of the chain above it finds among these.
    confCACERT: host.pemFile,
    confCACERT_PATH: folder,
  };
  const daemon = (address) => {
    const family = address.includes(':') ? 'inet6' : 'inet';
    return `DAEMON_OPTIONS(\`Name=at-${address}, Family=${family}, Addr=${address}, Port=smtp')dnl`;
  };
  return `divert(-1)
define(\`_CF_DIR_', \`${MACROS}/')
include(\`${MACROS}/m4/cf.m4')
OSTYPE(\`linux')dnl
${Object.entries(settings).map(define).join('\n')}
FEATURE(\`no_default_msa')dnl
FEATURE(\`use_cw_file')dnl
${host.listening.map(daemon).join('\n')}
MAILER(\`local')dnl
MAILER(\`smtp')dnl
`;
}
