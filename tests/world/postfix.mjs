// Real Postfix: one instance, one listener an address, each with its own name, certificate and restrictions.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { allAccept, logFile, startDaemon, unpacked } from './daemon.mjs';
import { PLACE } from './dovecot.mjs';
import { PORTS } from './model.mjs';
import { STATE } from './namespace.mjs';

const HOME = `${STATE}/postfix`;
const LIBRARIES = unpacked('postfix', 'usr/lib/postfix');

const SASL = {
  smtpd_sasl_auth_enable: 'yes',
  smtpd_sasl_type: 'dovecot',
  smtpd_sasl_path: `inet:${PLACE.host}:${PLACE.port}`,
  smtpd_sasl_security_options: 'noanonymous',
};

/** What `tls` in model.mjs means to Postfix. TLS_README: old protocols need old ciphers, so the floor is lowered. */
const TLS = {
  none: { smtpd_tls_security_level: 'none' },
  modern: versions('>=TLSv1.2'),
  tls12: versions('>=TLSv1.2,<=TLSv1.2'),
  tls10: versions('>=TLSv1,<=TLSv1'),
  'old-too': versions('>=TLSv1'),
};

/** What `auth` in model.mjs means to Postfix. */
const AUTH = {
  none: {},
  clear: { ...SASL, smtpd_tls_auth_only: 'no' },
  sealed: { ...SASL, smtpd_tls_auth_only: 'yes' },
};

/** Starts Postfix for these hosts (each with `pemFile`: key and chain); it listens when this returns. */
export async function startPostfix(hosts) {
  const endpoints = hosts.flatMap((host) =>
    host.listening.flatMap((address) => host.services.map((service) => ({ host, address, service }))),
  );
  return startMaster('postfix', HOME, {
    main: mainConfiguration(hosts),
    services: endpoints.map(listener).join('\n'),
    // Postfix listens in the order of master.cf. One call is enough, and uses up no host's limit of connections.
    ready: allAccept(endpoints.slice(-1).map(({ address, service }) => [address, PORTS[service]])),
  });
}

/** Starts an instance that lives in a folder of its own. `main` and `services` come on top of what every one needs. */
export function startMaster(name, home, { main, services, ready }) {
  for (const folder of ['config', 'queue', 'data', 'meta']) mkdirSync(`${home}/${folder}`, { recursive: true });
  writeFileSync(`${home}/config/main.cf`, installation(name, home) + main);
  writeFileSync(`${home}/config/master.cf`, `${services}\n${COMMON_SERVICES}`);
  layOutQueue(home);
  const env = { MAIL_CONFIG: `${home}/config`, LD_LIBRARY_PATH: LIBRARIES };
  const master = unpacked('postfix', 'usr/lib/postfix/sbin/master');
  return startDaemon(`${name}-master`, master, ['-c', `${home}/config`, '-d'], { env, ready });
}

/** One line of master.cf, with the host's differences from main.cf. */
function listener({ host, address, service }) {
  const settings = {
    myhostname: host.name,
    smtpd_tls_chain_files: [host, host.second].filter(Boolean).map(({ pemFile }) => pemFile).join(', '),
    ...TLS[host.tls],
    ...AUTH[host.auth ?? 'none'],
    ...(service === 'submissions' ? { smtpd_tls_wrappermode: 'yes' } : {}),
    ...host.postfix,
    ...host.postfixBy?.[service],
  };
  const place = address.includes(':') ? `[${address}]` : address;
  const options = Object.entries(settings).map(([name, value]) => `  -o { ${name} = ${value} }`);
  return [`${place}:${PORTS[service]} inet n - n - - smtpd`, ...options].join('\n');
}

/** On port 465, where TLS is not a choice, Postfix goes by the second setting. */
function versions(wanted) {
  return { smtpd_tls_security_level: 'may', smtpd_tls_protocols: wanted, smtpd_tls_mandatory_protocols: wanted };
}

/** Where an unpacked Postfix finds its own parts. */
function installation(name, home) {
  return `compatibility_level = 3.6
mail_owner = postfix
setgid_group = postdrop
queue_directory = ${home}/queue
data_directory = ${home}/data
meta_directory = ${home}/meta
daemon_directory = ${LIBRARIES}/sbin
command_directory = ${unpacked('postfix', 'usr/sbin')}
shlib_directory = ${LIBRARIES}
import_environment = LD_LIBRARY_PATH=${LIBRARIES} MAIL_CONFIG=${home}/config TZ
maillog_file = ${logFile(name)}
maillog_file_prefixes = /
`;
}

function mainConfiguration(hosts) {
  const domains = new Set(hosts.map(({ domain }) => domain));
  return `mydomain = lab
# Which domain is whose is not for one listener to say: every listener takes mail for all.
mydestination = ${[...domains].join(' ')}
inet_protocols = all
mynetworks = 127.0.0.99/32
alias_maps =
alias_database =
# Two mailboxes; whoever else is asked for is refused.
local_recipient_maps = inline:{ { postmaster = there } { info = there } }
smtpd_client_event_limit_exceptions =
smtpd_peername_lookup = yes
smtpd_tls_loglevel = 1
smtpd_relay_restrictions = reject_unauth_destination
default_process_limit = 400
max_idle = 2s
`;
}

const COMMON_SERVICES = `
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

/** The folders that the package's post-install script would make (postfix-files). */
function layOutQueue(home) {
  const owned = [
    'active',
    'bounce',
    'corrupt',
    'defer',
    'deferred',
    'flush',
    'hold',
    'incoming',
    'private',
    'saved',
    'trace',
  ];
  for (const folder of ['pid', 'maildrop', 'public', ...owned])
    mkdirSync(`${home}/queue/${folder}`, { recursive: true });
  execFileSync('chown', [
    'postfix',
    `${home}/data`,
    ...[...owned, 'maildrop', 'public'].map((folder) => `${home}/queue/${folder}`),
  ]);
  execFileSync('chgrp', ['postdrop', `${home}/queue/maildrop`, `${home}/queue/public`]);
  chmodSync(`${home}/queue/maildrop`, 0o1730);
  chmodSync(`${home}/queue/public`, 0o710);
  for (const folder of owned) chmodSync(`${home}/queue/${folder}`, 0o700);
}
