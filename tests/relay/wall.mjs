// A network in which the way to every address is open, and a count of what the relay sends to whom.
//
// Both families have a default route, so that nothing but the relay's own wall keeps it from anywhere. The relay runs
// under a group of its own, by which nftables knows its packets. Each is one of these: an answer to a client, a
// question to its resolver, a packet to an address that was named as admitted beforehand, or forbidden.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** The group of the relay's process. */
const GROUP = 65_534;
export const RELAY_PORT = 8025;
/** Where the relay's resolver is. */
export const RESOLVER = '127.0.0.53';
/** The addresses of the machine itself, which look public. */
export const OWN = { v4: '5.5.5.2', v6: '2a00:ffff::2' };
/** A public mail server and policy host: what is sent there comes to OWN at these ports. */
export const ANSWERING = { v4: '9.9.9.10', v6: '2a00:9::10' };
export const BEHIND = { 25: 2525, 443: 2443 };

const PROGRAMS = new URL(`../../target/${process.env.WAXSEAL_PROFILE ?? 'debug'}/`, import.meta.url).pathname;

const RULES = `
table inet wall {
  set may4 { type ipv4_addr; }
  set may6 { type ipv6_addr; }
  set reached4 { type ipv4_addr . inet_service; flags dynamic; size 65536; }
  set reached6 { type ipv6_addr . inet_service; flags dynamic; size 65536; }
  set leaked4 { type ipv4_addr . inet_service; flags dynamic; size 65536; }
  set leaked6 { type ipv6_addr . inet_service; flags dynamic; size 65536; }
  counter answers { }
  counter questions { }
  counter admitted { }
  counter forbidden { }
  chain seen {
    counter name admitted
    ip daddr ${ANSWERING.v4} accept
    ip6 daddr ${ANSWERING.v6} accept
    reject with tcp reset
  }
  chain block { }
  chain relay {
    jump block
    ip saddr 127.0.0.1 tcp sport ${RELAY_PORT} counter name answers accept
    ip daddr ${RESOLVER} meta l4proto { tcp, udp } th dport 53 counter name questions accept
    ip daddr @may4 tcp dport { 25, 443, 465, 587 } add @reached4 { ip daddr . tcp dport } goto seen
    ip6 daddr @may6 tcp dport { 25, 443, 465, 587 } add @reached6 { ip6 daddr . tcp dport } goto seen
    counter name forbidden
    meta nfproto ipv4 meta l4proto { tcp, udp } add @leaked4 { ip daddr . th dport }
    meta nfproto ipv6 meta l4proto { tcp, udp } add @leaked6 { ip6 daddr . th dport }
    meta l4proto tcp reject with tcp reset
    reject
  }
  chain out { type filter hook output priority -150; policy accept; meta skgid ${GROUP} jump relay; }
  chain turn {
    type nat hook output priority -100; policy accept;
${Object.entries(BEHIND)
  .map(
    ([port, behind]) => `
    ip daddr ${ANSWERING.v4} tcp dport ${port} dnat ip to ${OWN.v4}:${behind}
    ip6 daddr ${ANSWERING.v6} tcp dport ${port} dnat ip6 to [${OWN.v6}]:${behind}`,
  )
  .join('')}
  }
}
`;

/** Makes the network in the namespaces that this process is in. */
export function build() {
  run('ip', 'link', 'set', 'lo', 'up');
  // Which kind of interface without another end the kernel offers differs.
  const kinds = [
    ['link', 'add', 'out', 'type', 'dummy'],
    ['link', 'add', 'out', 'type', 'ifb'],
    ['tuntap', 'add', 'out', 'mode', 'tun'],
  ];
  if (!kinds.some((words) => spawnSync('ip', words).status === 0))
    throw new Error('this kernel has no interface (dummy, ifb, tun) for a default route to lead to');
  run('ip', 'link', 'set', 'out', 'up');
  run('ip', 'addr', 'add', `${OWN.v4}/24`, 'dev', 'out');
  run('ip', 'addr', 'add', `${OWN.v6}/64`, 'dev', 'out', 'nodad');
  run('ip', 'route', 'add', 'default', 'dev', 'out');
  run('ip', '-6', 'route', 'add', 'default', 'dev', 'out');
  execFileSync('nft', ['-f', '-'], { input: RULES, stdio: ['pipe', 'inherit', 'inherit'] });
}

/** Lets these addresses be contacted: packets there are admitted ones. */
export function admit(addresses) {
  const add = (set, family) => {
    const elements = [...new Set(addresses.filter((address) => address.includes(':') === family))];
    if (elements.length > 0) nft(`add element inet wall ${set} { ${elements.join(', ')} }`);
  };
  add('may4', false);
  add('may6', true);
}

/** Packets of each kind since the last reset, and whom they were for. */
export function counted() {
  const { nftables } = JSON.parse(nft('list table inet wall', '-j'));
  const counters = Object.fromEntries(
    nftables.filter((entry) => entry.counter).map(({ counter }) => [counter.name, counter.packets]),
  );
  const members = (name) =>
    (nftables.find(({ set }) => set?.name === name).set.elem ?? []).map(({ elem, concat }) => {
      const [address, port] = concat ?? elem.val.concat;
      return { address, port: Number(port) };
    });
  return {
    ...counters,
    reached: [...members('reached4'), ...members('reached6')],
    leaked: [...members('leaked4'), ...members('leaked6')],
  };
}

/** Forgets what was counted. */
export function reset() {
  nft('reset counters table inet wall');
  for (const set of ['reached4', 'reached6', 'leaked4', 'leaked6']) nft(`flush set inet wall ${set}`);
}

/** Drops the relay's packets to these, as nftables says it: 'tcp dport 25'; with none, drops nothing any more. */
export function block(...matches) {
  nft('flush chain inet wall block');
  for (const match of matches) nft(`add rule inet wall block ${match} drop`);
}

/** A program's command line under the counted group; `through` is what starts it. */
export const asCounted = (program, words, through = []) => [
  'setpriv',
  [`--regid=${GROUP}`, '--clear-groups', ...through, PROGRAMS + program, ...words],
];

/** Starts the relay under the counted group; it listens when this returns. `through`: a command line that starts it. */
export async function startRelay(words = [], { through } = {}) {
  const usual = ['--listen', `127.0.0.1:${RELAY_PORT}`, '--resolver', RESOLVER, '--ehlo-name', 'probe.wall.org'];
  const child = spawn(...asCounted('waxseal-relay', [...usual, ...words], through), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (bytes) => (log += bytes));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await Promise.race([
    new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then((code) => Promise.reject(new Error(`the relay ended with ${code}\n${log}`))),
  ]);
  return {
    log: () => log,
    /** Bytes of memory that it holds, and its open descriptors (proc(5)). */
    held: () => ({
      bytes: 1024 * Number(readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+)/m)[1]),
      descriptors: readdirSync(`/proc/${child.pid}/fd`).length,
    }),
    /** Milliseconds of processor time that it took. */
    worked: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
      return 10 * (Number(fields[11]) + Number(fields[12]));
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function nft(words, ...options) {
  return execFileSync('nft', [...options, words], { encoding: 'utf8', maxBuffer: 64 << 20 });
}

function run(command, ...args) {
  execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}
