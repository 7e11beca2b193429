// Ways to make a relay go where it must not: each a question to it, with what DNS says to that and where it may go.

import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { addressOf, at, bitsOf } from './lying-dns.mjs';
import { ANSWERING, OWN } from './wall.mjs';

const REGISTRIES = new URL('../../shared/src/address/registries.csv', import.meta.url);

/** What no registry of special-purpose addresses lists and is not of the public internet all the same. */
const BEYOND = [
  '168.63.129.16/32',
  '224.0.0.0/4',
  '::/96',
  '::ffff:0:0:0/96',
  'fec0::/10',
  'ff00::/8',
  // All but 2000::/3.
  '::/3',
  '4000::/2',
  '8000::/1',
];

const blocks = [
  ...readFileSync(REGISTRIES, 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(',')[0]),
  ...BEYOND,
];
const familyOf = (address) => (address.includes(':') ? 'ipv6' : 'ipv4');
// One list each: a list of both takes IPv4 addresses for mapped ones.
const special = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const block of blocks) {
  const [address, length] = block.split('/');
  special[familyOf(address)].addSubnet(address, Number(length), familyOf(address));
}

/** Whether an address is forbidden, by another reading of the registries than the relay's. */
export function isForbidden(address) {
  const isIpv6 = address.includes(':');
  // RFC 5214 §6.1.
  const isatap = isIpv6 && [0x5efen, 0x0200_5efen].includes((bitsOf(address) >> 32n) & 0xffff_ffffn);
  const family = familyOf(address);
  return isatap || special[family].check(address, family) || Object.values(OWN).includes(address);
}

/** What a connection to an IPv4-mapped address reaches is the IPv4 address (RFC 4291 §2.5.5.2); any other as it is. */
function unmapped(address) {
  const isMapped = address.includes(':') && bitsOf(address) >> 32n === 0xffffn;
  return isMapped ? addressOf(bitsOf(address) & 0xffff_ffffn, false) : address;
}

/** First, last, and the neighbours on both sides of every block. */
function edges() {
  const found = new Map();
  for (const block of blocks) {
    const [address, length] = block.split('/');
    const isIpv6 = address.includes(':');
    const width = isIpv6 ? 128n : 32n;
    const first = bitsOf(address);
    const last = first + (1n << (width - BigInt(length))) - 1n;
    for (const bits of [first - 1n, first, first + 1n, last - 1n, last, last + 1n])
      if (bits >= 0n && bits < 1n << width) found.set(addressOf(bits, isIpv6), `edge of ${block}`);
  }
  return [...found].map(([address, what]) => ({ what: `${what}: ${address}`, addresses: [address] }));
}

const PRIVATE = [
  '127.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '8.8.8.8',
];

/** Every way in which an IPv6 address carries an IPv4 one. */
function embeddings() {
  return PRIVATE.flatMap((v4) => {
    const bits = bitsOf(v4);
    const [high, low] = [bits >> 16n, bits & 0xffffn];
    const public64 = bitsOf('2a00:1450:4001:81a::');
    return Object.entries({
      mapped: (0xffffn << 32n) | bits,
      compatible: bits,
      SIIT: (0xffffn << 48n) | bits,
      NAT64: bitsOf('64:ff9b::') | bits,
      'local NAT64, /96': bitsOf('64:ff9b:1::') | bits,
      'local NAT64, /48': bitsOf('64:ff9b:1::') | (high << 64n) | (low << 40n),
      '6to4': bitsOf('2002::') | (bits << 80n),
      'Teredo server': bitsOf('2001::') | (bits << 64n) | 0xf7f7_f7f7n,
      'Teredo client': bitsOf('2001:0:808:808::') | (~bits & 0xffff_ffffn),
      ISATAP: public64 | (0x5efen << 32n) | bits,
      'ISATAP, global': public64 | (0x0200_5efen << 32n) | bits,
    }).map(([way, v6]) => ({ what: `${v4} inside IPv6: ${way}`, addresses: [addressOf(v6, true)] }));
  });
}

const CLOUDS = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.169.123',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fe80::a9fe:a9fe',
];

/** Public addresses that nothing else uses, so that no budget of one vector is another's. */
let next = 0;
const fresh = () => `11.${50 + (next >> 8)}.${next++ & 255}.7`;
const fresh6 = () => `2a0a:${(++next).toString(16)}::7`;

/** Names whose addresses change from one question to the next, before and after the relay has decided. */
function rebinding() {
  const good = () => [fresh()];
  return [
    ['public, then private', [good(), ['127.0.0.1']]],
    ['private, then public', [['127.0.0.1'], good()]],
    ['public twice, then private', [good(), good(), ['10.0.0.1']]],
    ['public, private, public', [good(), ['169.254.169.254'], good()]],
    ['IPv6 public, then private', [[fresh6()], ['::1']]],
    ['IPv6 public, then mapped', [[fresh6()], ['::ffff:127.0.0.1']]],
    ['public, then both', [good(), [fresh(), '127.0.0.1']]],
    ['both, then private', [[fresh(), '127.0.0.1'], ['127.0.0.1']]],
    ['public, then nothing, then private', [good(), [], ['127.0.0.1']]],
    ['public thrice, then metadata', [good(), good(), good(), ['169.254.169.254']]],
    ['public, then this machine by its own address', [good(), [OWN.v4]]],
    // These answer, so that the relay comes back for more connections while the name leads elsewhere.
    ['a server that answers, then private', [[ANSWERING.v4], ['127.0.0.1']]],
    ['a server that answers on IPv6, then private', [[ANSWERING.v6], ['::1']]],
  ].map(([what, answers]) => ({ what: `rebinding: ${what}`, answers, times: answers.length + 1 }));
}

const MIXED = [
  [fresh(), '127.0.0.1'],
  ['127.0.0.1', fresh()],
  [fresh(), '10.0.0.1', '169.254.169.254', '192.168.0.1'],
  [fresh(), '::1', '::ffff:10.0.0.1'],
  [fresh6(), '64:ff9b::7f00:1', 'fd00:ec2::254'],
  ['8.8.4.4', '::ffff:127.0.0.1', 'fe80::1', OWN.v4, OWN.v6],
].map((addresses) => ({ what: `mixed: ${addresses.join(' ')}`, addresses }));

const ALIASES = [
  ['localhost'],
  ['metadata.google.internal'],
  ['a.wall.org', 'b.wall.org', 'c.wall.org', 'inside.corp'],
  ['127.0.0.1'],
  ['instance-data.ec2.internal'],
].map((aliases) => ({ what: `CNAME to ${aliases.join(', ')}`, aliases, addresses: ['127.0.0.1', '::1', '10.0.0.1'] }));

/** Each as a question for the addresses of a host. */
export const HOSTS = [
  ...edges(),
  ...embeddings(),
  ...CLOUDS.map((address) => ({ what: `cloud: ${address}`, addresses: [address] })),
  ...Object.values(OWN).map((address) => ({ what: `this machine: ${address}`, addresses: [address] })),
  ...MIXED,
  ...ALIASES,
  ...rebinding(),
].map((vector, index) => {
  const answers = vector.answers ?? [vector.addresses];
  return {
    times: 1,
    ...vector,
    host: `v${index}.wall.org`,
    service: ['smtp', 'submissions', 'submission'][index % 3],
    says: answers.map((addresses) => at(addresses, vector.aliases)),
    may: answers
      .flat()
      .map(unmapped)
      .filter((address) => !isForbidden(address)),
  };
});
// Several questions to one name are for the mail server that answers.
for (const vector of HOSTS)
  if (vector.may.some((address) => Object.values(ANSWERING).includes(address))) vector.service = 'smtp';

/** Policy hosts that lead inside; the domain is asked about, its host is below it. */
export const POLICIES = [
  ...PRIVATE.slice(0, 8),
  ...CLOUDS,
  OWN.v4,
  OWN.v6,
  '::1',
  '::ffff:127.0.0.1',
  '64:ff9b::a00:1',
  '2002:7f00:1::1',
].map((address, index) => ({ what: `policy host at ${address}`, domain: `p${index}.wall.org`, says: at([address]) }));

/** Where a policy host that answers sends its visitors. */
export const REDIRECTS = [
  'https://127.0.0.1/.well-known/mta-sts.txt',
  'http://169.254.169.254/latest/meta-data/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/x',
  '//10.0.0.1/',
  'https://localhost:8025/v1/info',
  `https://${OWN.v4}:22/`,
  'https://elsewhere.wall.org/',
].map((location, index) => ({
  what: `redirect to ${location}`,
  domain: `r${index}.wall.org`,
  location,
  says: at([ANSWERING.v4]),
}));

/** Hosts that are no names, or names of nothing public; DNS says 127.0.0.1 to every one of them. */
export const SPELLINGS = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '017700000001',
    '0x7f000001',
    '0x7F.0.0.1',
    '0177.0.0.1',
    '0177.0.0.01',
    '00000177.1',
    '0x7f.1',
  ],
  ...[
    '127.0.0.1.',
    '127.000.000.001',
    '127.0.0.1:25',
    '127.0.0.1/8',
    '[127.0.0.1]',
    '0',
    '0.0.0.0',
    '0x0',
    '255.255.255.255',
    '169.254.169.254',
  ],
  ...['0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.43518', '10.1', '3232235777', '1.1.1.1', '8.8.8.8'],
  ...[
    '::1',
    '[::1]',
    '::',
    '[::]',
    '::ffff:127.0.0.1',
    '[::ffff:10.0.0.1]',
    '0:0:0:0:0:ffff:7f00:1',
    '64:ff9b::7f00:1',
    '[fe80::1%25lo]',
    'fe80::1%eth0',
    '2130706433.',
    '::1%lo',
  ],
  ...[
    'localhost',
    'LOCALHOST',
    'LocalHost.',
    'localhost..',
    '.localhost',
    'a.localhost',
    'localhost.localhost',
    'ip6-localhost',
    'metadata',
    'instance-data',
    'broadcasthost',
  ],
  ...[
    'printer.local',
    'router.home.arpa',
    'mx.corp.internal',
    'metadata.google.internal',
    'x.onion',
    'mx.test',
    'mx.invalid',
    'mx.example',
    'x.alt',
    'nas.lan',
    '1.0.0.127.in-addr.arpa',
    'mx.arpa',
  ],
  ...[
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '１２７.0.0.1',
    'ⓛocalhost',
    'localhost。',
    'ｌocalhost',
    'loc\u00adalhost',
    'localho\u017ft',
    '127.0.0.1\u200b',
    'xn--localhost-.',
    'xn--.test',
  ],
  ...[
    '%6c%6f%63%61%6c%68%6f%73%74',
    '127%2e0%2e0%2e1',
    '%31%32%37.0.0.1',
    'localhost%00.wall.org',
    'localhost\u0000.wall.org',
    'wall.org\r\nHost: localhost',
    'localhost\t',
    ' localhost',
    'a b.wall.org',
  ],
  ...[
    'x@127.0.0.1',
    'wall.org@localhost',
    'http://127.0.0.1/',
    '//127.0.0.1',
    '127.0.0.1#wall.org',
    '127.0.0.1?wall.org',
    'wall.org/../localhost',
    '\\\\127.0.0.1',
    'wall.org\\@localhost',
  ],
  ...[
    '',
    '.',
    '..',
    '-',
    '*',
    '*.localhost',
    '-a.wall.org',
    `${'a'.repeat(64)}.wall.org`,
    `${'abcdefg.'.repeat(40)}org`,
    'file:///etc/passwd',
    'unix:/run/x',
    '${HOST}',
    '{{7*7}}',
  ],
  ...[0, 2130706433, true, null, [], ['localhost'], { host: 'localhost' }],
].map((host) => ({ what: `host ${JSON.stringify(host)}`, host }));

/** Domains for the command line, whose MX leads inside. */
export const MAIL_EXCHANGERS = [
  ['localhost'],
  ['localhost', 'metadata.google.internal'],
  ['inside.wall.org'],
  ['127.0.0.1'],
  ['inside.wall.org', 'outside.wall.org'],
].map((hosts, index) => ({ what: `MX ${hosts.join(', ')}`, domain: `m${index}.wall.org`, hosts }));

/** Questions to the relay's own resolver whose answers lead inside, or that ask about it. */
export const QUESTIONS = [
  ...PRIVATE.slice(0, 8).map((address, index) => ({
    what: `A of a name at ${address}`,
    name: `q${index}.wall.org`,
    type: 1,
    says: at([address]),
  })),
  ...['::1', '::ffff:10.0.0.1', 'fd00:ec2::254', '64:ff9b::7f00:1'].map((address, index) => ({
    what: `AAAA of a name at ${address}`,
    name: `q6${index}.wall.org`,
    type: 28,
    says: at([address]),
  })),
  ...['localhost', 'a.local', 'x.internal', '127.0.0.1', '0x7f.1'].map((name) => ({
    what: `A of ${name}`,
    name,
    type: 1,
  })),
  ...[
    '1.0.0.127.in-addr.arpa',
    '1.0.0.10.in-addr.arpa',
    '254.169.254.169.in-addr.arpa',
    `1.${'0.'.repeat(31)}ip6.arpa`,
  ].map((name) => ({ what: `PTR of ${name}`, name, type: 12 })),
];
