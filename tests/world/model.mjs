// The words in which domains.mjs describes a domain, and what follows from them: hosts, addresses, DNS records.

import { domainToASCII } from 'node:url';
import { blocklistRecords, sendingRecords } from './sending.mjs';

/** Addresses that belong to the world itself. */
export const PLACES = {
  nameServer: '192.0.2.53',
  resolver: '192.0.2.54',
  unvalidatedResolver: '192.0.2.55',
  refusingNameServer: '192.0.2.56',
  staleResolver: '192.0.2.57',
  policyWeb: '192.0.2.80',
  policyWebRefusing: '192.0.2.81',
  policyWebSilent: '203.0.113.254',
  // Who calls: clients that came from the very address they call would be among a server's own.
  client4: '192.0.2.10',
  client6: '2001:db8::10',
};

/** The client's name, which its addresses confirm. */
const CLIENT = 'probe.lab';

/** The ports of the services. */
export const PORTS = { smtp: 25, submissions: 465, submission: 587 };

/** What may be contacted, and what `--allow-net` therefore needs. 10.0.0.0/8 is left out on purpose. */
export const NETS = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'];

/** Zones besides the signed root zone, which holds every other name; the longest match wins. */
export const ZONES = {
  plain: { signed: false },
  'bogus.lab': { signed: true, delegation: 'wrong' },
  'island.lab': { signed: true, delegation: 'none' },
  // Only the TLSA records are broken, as behind some load balancers: bogus, and no answer at all.
  '_tcp.mx1.dane-bogus.lab': { signed: true, delegation: 'wrong' },
  '_tcp.mx1.dane-servfail.lab': { lame: true },
  // Delegated to a name server that refuses to answer for them: SERVFAIL at every resolver.
  'servfail.lab': { lame: true },
  // The same, below domains that are in order otherwise: one kind of record alone cannot be found out.
  '_dmarc.dmarc-bogus.lab': { signed: true, delegation: 'wrong' },
  '_dmarc.dmarc-servfail.lab': { lame: true },
  '_domainkey.dkim-servfail.lab': { lame: true },
  '_domainkey.dkim-bogus.lab': { signed: true, delegation: 'wrong' },
  '_bimi.bimi-servfail.lab': { lame: true },
  'mta-sts.caa-servfail.lab': { lame: true },
};

/** What one resolver still answers, of what has changed since. */
export const STALE = [{ name: 'stale-mx.lab', record: 'MX 10 mx.former.plain.' }];

/**
 * A mail host. The label is put before the domain's name, unless it is a whole name (with a dot).
 *
 * - `server`: 'postfix', 'exim', 'sendmail', 'opensmtpd', 'openssl', 'hybrid', the name of a script in scripted.mjs,
 *   'refusing' or 'silent'
 * - `certificate`: a kind of certificates.mjs; `tls`: 'none', 'modern', 'tls12', 'tls10', 'old-too'
 * - `v4`, `v6`: how many addresses; `silent`: how many of the IPv4 ones swallow every packet
 * - `ptr`: 'right', 'missing' or 'unconfirmed'; `services`: which ports listen
 * - `second`: another certificate, with another kind of key; for Postfix and OpenSSL
 * - `auth`: where AUTH is offered by Postfix: 'clear' or 'sealed'
 * - `postfix` (`postfixBy`: for single services), `exim`, `openssl`, `node`: settings of that server; see its file
 * - `tlsa`: one or several of '3 1 1' (right), 'stale' (matches nothing), or a record's whole content
 * - `alias`: the MX name is a CNAME for the host; `address`: a fixed address that nobody listens at
 */
export function mail(label, options = {}) {
  return {
    label,
    server: 'postfix',
    certificate: 'good',
    tls: 'modern',
    v4: 1,
    v6: 0,
    silent: 0,
    ptr: 'right',
    services: ['smtp'],
    ...options,
  };
}

/**
 * A mail host by whose name several servers answer, each at addresses of its own: the options of the first, and of each
 * other where it differs from that.
 */
export function mails(label, options, ...others) {
  const first = mail(label, options);
  return { ...first, others: others.map((differences) => ({ ...first, ...differences })) };
}

/** An MTA-STS deployment: `mx` patterns (`@` stands for the domain) and what may be wrong with it. */
export function sts(mode, mx, options = {}) {
  return {
    mode,
    mx,
    maxAge: 604_800,
    record: 'v=STSv1; id=20261101T000000;',
    web: 'right',
    certificate: 'good',
    ...options,
  };
}

/** Lays a world out: gives hosts their addresses and writes all DNS records. */
export function layOut(domains) {
  const next = allocator();
  const hosts = new Map();
  const records = [...infrastructure()];
  const policies = [];
  const listed = [];

  for (const domain of domains) {
    const name = domainToASCII(domain.name);
    // '@' is the domain's name, as in master files; '@@' is an address's own sign and the name, '(at)' that sign alone.
    const own = (text) => text.replace(/@@?/g, (sign) => sign.slice(1) + name).replaceAll('(at)', '@');
    (domain.mx ?? []).forEach((entry, index) => {
      const host = place(hosts, entry, name, next, records);
      records.push([name, 'MX', `${entry.preference ?? (index + 1) * 10} ${host.mxName}.`]);
    });
    // Hosts that no MX names: submission servers.
    for (const entry of domain.hosts ?? []) place(hosts, entry, name, next, records);
    if (domain.apex) place(hosts, { ...domain.apex, label: `${name}.` }, name, next, records);
    if (domain.sts) policies.push(policyOf(domain.sts, name, own, records));
    if (domain.tlsRpt) records.push([`_smtp._tls.${name}`, 'TXT', quoted(own(domain.tlsRpt))]);
    for (const [owner, type, text] of sendingRecords(domain)) records.push([own(owner), type, quoted(own(text))]);
    if (domain.listed) listed.push(...listedBy(domain, name, hosts));
    for (const [owner, type, value] of domain.records ?? []) records.push([own(owner), type, own(value)]);
  }
  records.push(...blocklistRecords(listed));
  return { hosts: [...hosts.values()], records: records.filter(([owner]) => !isLame(owner)), policies };
}

/** A TXT value in master file form, in strings of at most 255 bytes (RFC 1035 §3.3.14). */
export function quoted(text) {
  return text
    .match(/[\s\S]{1,255}/g)
    .map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`)
    .join(' ');
}

/** The zone that a name belongs to; '' is the root. */
export function zoneOf(name) {
  const labels = name.split('.');
  for (let skip = 0; skip < labels.length; skip += 1) {
    const candidate = labels.slice(skip).join('.');
    if (candidate in ZONES) return candidate;
  }
  return '';
}

const isLame = (name) => ZONES[zoneOf(name)]?.lame ?? false;

/** What blocklists say of a domain: `listed` names a list with a code, and means the first server or `name: true`. */
function listedBy({ listed, mx }, domain, hosts) {
  const first = [...hosts.values()].find((host) => host.domain === domain && mx?.length);
  return listed.map(({ list, code, reason = 'seen sending spam', name }) =>
    name ? { list, code, reason, name: domain } : { list, code, reason, address: first.ours.find((at) => at.includes('.')) },
  );
}

/** Finds or makes the host that an MX entry names, with its records. */
function place(hosts, entry, domain, next, records) {
  const mxName = entry.label.includes('.') ? entry.label.replace(/\.$/, '') : `${entry.label}.${domain}`;
  const name = entry.alias ? `real-${mxName}` : mxName;
  if (hosts.has(name)) return hosts.get(name);

  if (entry.alias) records.push([mxName, 'CNAME', `${name}.`]);
  const host = furnished(entry, { name, mxName, domain }, next, records);
  hosts.set(name, host);
  (entry.others ?? []).forEach((other, index) =>
    hosts.set(`${name} ${index}`, furnished({ ...other, tlsa: [], file: `other${index}` }, { name, mxName, domain }, next, records)),
  );
  return host;
}

/** A server with addresses that lead to it. */
function furnished(entry, { name, mxName, domain }, next, records) {
  const { ours, elsewhere } = addressesOf(entry, next);
  const host = { ...entry, name, mxName, domain, ours, listening: entry.server === 'refusing' ? [] : ours };
  for (const address of [...elsewhere, ...ours]) {
    records.push([name, address.includes(':') ? 'AAAA' : 'A', address]);
    if (entry.ptr !== 'missing' && !entry.address) {
      // The other name has an address, but not this one: the pointer is not confirmed by its target.
      records.push([reverse(address), 'PTR', entry.ptr === 'unconfirmed' ? 'ns.lab.' : `${name}.`]);
    }
  }
  return host;
}

/** Addresses that are put on this machine, and those that packets to get lost on the way to. */
function addressesOf({ server, v4, v6, silent, address }, next) {
  if (address) return { ours: [], elsewhere: [address] };
  const times = (count, make) => Array.from({ length: count }, make);
  if (server === 'silent') return { ours: [], elsewhere: [...times(v4, next.void4), ...times(v6, next.void6)] };
  return { ours: [...times(v4 - silent, next.v4), ...times(v6, next.v6)], elsewhere: times(silent, next.void4) };
}

function policyOf(policy, domain, own, records) {
  for (const text of [policy.record ?? []].flat()) records.push([`_mta-sts.${domain}`, 'TXT', quoted(text)]);
  const web = { refusing: PLACES.policyWebRefusing, silent: PLACES.policyWebSilent }[policy.web] ?? PLACES.policyWeb;
  if (policy.web !== 'no-host') records.push([`mta-sts.${domain}`, 'A', web]);
  const lines = [
    'version: STSv1',
    `mode: ${policy.mode}`,
    ...policy.mx.map((pattern) => `mx: ${own(pattern)}`),
    `max_age: ${policy.maxAge}`,
  ];
  return { ...policy, host: `mta-sts.${domain}`, text: policy.text ?? `${lines.join('\r\n')}\r\n` };
}

/** Hands out addresses one after another. */
function allocator() {
  const pool = (prefix, first, last) =>
    Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${first + index}`);
  const v4 = [...pool('198.51.100.', 1, 254), ...pool('203.0.113.', 1, 239), ...pool('192.0.2.', 100, 254)];
  const void4 = pool('203.0.113.', 241, 253);
  // Nobody answers at any of them: hosts may share.
  const again = (addresses, index) => addresses[index % addresses.length];
  let v6 = 0;
  let lost = 0;
  const take = (addresses) => addresses.shift() ?? fail('the world has run out of addresses');
  return {
    v4: () => take(v4),
    void4: () => again(void4, (lost += 1)),
    v6: () => `2001:db8::25:${(v6 += 1).toString(16)}`,
    void6: () => `2001:db8:dead::${(lost += 1).toString(16)}`,
  };
}

const infrastructure = () => [
  ['ns.lab', 'A', PLACES.nameServer],
  ['refusing-ns.lab', 'A', PLACES.refusingNameServer],
  [CLIENT, 'A', PLACES.client4],
  [CLIENT, 'AAAA', PLACES.client6],
  [reverse(PLACES.client4), 'PTR', `${CLIENT}.`],
  [reverse(PLACES.client6), 'PTR', `${CLIENT}.`],
];

/** The name under which an address's PTR record is looked for (RFC 1035 §3.5, RFC 3596 §2.5). */
export function reverse(address) {
  if (!address.includes(':')) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const [head, tail] = address.split('::').map((half) =>
    half
      .split(':')
      .filter(Boolean)
      .map((group) => group.padStart(4, '0')),
  );
  const groups = [...head, ...Array(8 - head.length - tail.length).fill('0000'), ...tail];
  return `${[...groups.join('')].reverse().join('.')}.ip6.arpa`;
}

function fail(reason) {
  throw new Error(reason);
}
