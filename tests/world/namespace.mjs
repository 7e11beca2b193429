// A network of our own: a namespace in which ports 25, 53, 443, 465 and 587 are free whatever runs on the machine,
// and in which the documentation addresses (RFC 5737, RFC 3849) are ours.
//
// The process namespace makes the end certain: when its first process ends, the kernel ends all daemons with it.
// The mount namespace lets daemons find the users and folders that their packages would have made.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const FLAGS = ['--net', '--mount', '--pid', '--uts', '--fork', '--kill-child', '--mount-proc'];

/** Where everything that lives only as long as the world is kept: memory, seen by nobody outside. */
export const STATE = '/run/waxseal-world';

/** Where daemons log, whatever user they are: the checkout's target/world, which outlives the world. */
export const LOGS = `${STATE}/logs`;
const KEPT_LOGS = new URL('../../target/world', import.meta.url).pathname;

/** Addresses that swallow every packet: a host that is down, or a firewall that drops. */
export const VOID = { v4: '203.0.113.240/28', v6: '2001:db8:dead::/64' };

/** The users that the daemons insist on; each with a group of its own name. */
const USERS = ['postfix', 'Debian-exim', 'opensmtpd', 'opensmtpq', 'unbound', 'knot'];
const GROUPS = ['postdrop'];
const FIRST_ID = 63_000;

/** The command before a command that runs it as root in new namespaces; throws with advice if there is no way. */
export function entry() {
  const ways = [
    { applies: process.getuid() === 0, prefix: ['unshare', ...FLAGS] },
    { applies: true, prefix: ['sudo', '--non-interactive', '--preserve-env', 'unshare', ...FLAGS] },
    // Needs ranges in /etc/subuid and the package uidmap: the daemons change to users of their own.
    { applies: true, prefix: ['unshare', '--map-root-user', '--map-auto', ...FLAGS] },
  ];
  const refusals = [];
  for (const { applies, prefix } of ways) {
    if (!applies) continue;
    const trial = spawnSync(prefix[0], [...prefix.slice(1), 'true'], { encoding: 'utf8' });
    if (trial.status === 0) return prefix;
    refusals.push(`  ${prefix.join(' ')}: ${trial.error?.message ?? trial.stderr.trim()}`);
  }
  throw new Error(
    `the test world needs a network namespace and none of these ways works here:\n${refusals.join('\n')}\n` +
      'Run as root, or with sudo that asks no password, or with user namespaces and subordinate ids (uidmap).',
  );
}

/**
 * Makes the folder for logs, empty of older ones, outside the namespaces: it belongs to who calls, and so do not the logs
 * that daemons left there, whose users another way of entering does not have.
 */
export function makeLogFolder() {
  mkdirSync(KEPT_LOGS, { recursive: true });
  for (const name of readdirSync(KEPT_LOGS)) if (name.endsWith('.log')) rmSync(`${KEPT_LOGS}/${name}`);
  chmodSync(KEPT_LOGS, 0o1777);
}

/** Prepares the namespaces that this process is in: mounts, users, host name, the interface that swallows. */
export function furnish({ hostname, resolver }) {
  // What is mounted here must not show outside.
  run('mount', '--make-rprivate', '/');
  for (const folder of ['/run', '/var/lib', '/var/spool'])
    run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', folder);
  mkdirSync(LOGS, { recursive: true });
  run('mount', '--bind', KEPT_LOGS, LOGS);
  // A user namespace may keep the old name: nothing depends on it but the default of --ehlo-name.
  spawnSync('hostname', [hostname]);

  const ids = [...USERS, ...GROUPS].map((name, index) => ({ name, id: FIRST_ID + index }));
  const users = ids.filter(({ name }) => USERS.includes(name));
  replace(
    '/etc/passwd',
    (old) => old + users.map(({ name, id }) => `${name}:x:${id}:${id}::/nonexistent:/usr/sbin/nologin\n`).join(''),
  );
  replace('/etc/group', (old) => old + ids.map(({ name, id }) => `${name}:x:${id}:\n`).join(''));
  replace('/etc/resolv.conf', () => `nameserver ${resolver}\n`);
  replace('/etc/hosts', () => '127.0.0.1 localhost\n::1 localhost\n');

  run('ip', 'link', 'set', 'lo', 'up');
  swallow();
}

/** Makes addresses ours, all in one run of `ip`. */
export function addAddresses(addresses) {
  batch(addresses.map((address) => `addr add ${address}/${isIpv6(address) ? '128 dev lo nodad' : '32 dev lo'}`));
}

/** Makes who calls these addresses come from another: the kernel would choose the address called, as it is ours too. */
export function callFrom({ client4, client6 }, addresses) {
  const words = (address, from) => [
    // A second route for the same IPv6 address would not be looked at.
    ...(isIpv6(address) ? [`route del local ${address} dev lo table local`] : []),
    `route replace local ${address} dev lo table local src ${from}`,
  ];
  batch(addresses.flatMap((address) => words(address, isIpv6(address) ? client6 : client4)));
}

const isIpv6 = (address) => address.includes(':');

function batch(lines) {
  execFileSync('ip', ['-batch', '-'], { input: `${lines.join('\n')}\n`, stdio: ['pipe', 'inherit', 'inherit'] });
}

/** Routes VOID to an interface that has no other end. Which kind the kernel offers differs. */
function swallow() {
  const kinds = [
    ['link', 'add', 'void', 'type', 'dummy'],
    ['link', 'add', 'void', 'type', 'ifb'],
    ['tuntap', 'add', 'void', 'mode', 'tun'],
  ];
  if (!kinds.some((words) => spawnSync('ip', words).status === 0)) {
    throw new Error(
      'this kernel has no interface (dummy, ifb, tun) that swallows packets: silent hosts cannot be tested',
    );
  }
  run('ip', 'link', 'set', 'void', 'up');
  run('ip', 'route', 'add', VOID.v4, 'dev', 'void');
  run('ip', '-6', 'route', 'add', VOID.v6, 'dev', 'void');
}

/** Puts a changed copy of a file in its place, for this mount namespace only. */
function replace(path, change) {
  let old = '';
  try {
    old = readFileSync(path, 'utf8');
  } catch {
    writeFileSync(path, '');
  }
  const copy = `${STATE}/${path.slice(1).replaceAll('/', '-')}`;
  writeFileSync(copy, change(old));
  run('mount', '--bind', copy, path);
}

function run(command, ...args) {
  execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}
