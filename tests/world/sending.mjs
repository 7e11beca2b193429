// What a domain publishes about the mail that is sent in its name (SPF, DKIM, DMARC), and the blocklists of the world.

import { generateKeyPairSync } from 'node:crypto';

/** A key record for DKIM (RFC 6376 §3.6.1); ed25519 as RFC 8463 §4 has it. */
export function dkimKey(kind = 'rsa', bits = 2048) {
  if (kind === 'ed25519') {
    const { publicKey } = generateKeyPairSync('ed25519');
    return `v=DKIM1; k=ed25519; p=${publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`;
  }
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return `v=DKIM1; k=rsa; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;
}

const SOUND_KEY = dkimKey();

/** In good order; `@` stands for the domain, `@@` for an address's own sign and the domain. */
const SOUND = {
  spf: 'v=spf1 mx -all',
  dmarc: 'v=DMARC1; p=reject; rua=mailto:dmarc@@',
  dkim: { default: SOUND_KEY },
};

/**
 * The records of a domain, as [owner, type, text]. A domain that is there at all is in good order unless `sending` says
 * otherwise: of each kind a text, several, or null for none.
 */
export function sendingRecords({ mx, apex, records, sending = {} }) {
  const isThere = mx?.length || apex || records?.length;
  if (!isThere) return [];
  const has = (owner, begin) => (records ?? []).some(([at, type, text]) => at === owner && type === 'TXT' && text.includes(begin));
  const wanted = { ...SOUND, ...sending };
  const texts = (text) => [text ?? []].flat();
  return [
    ...(has('@', 'v=spf1') ? [] : texts(wanted.spf).map((text) => ['@', 'TXT', text])),
    ...texts(wanted.dmarc).map((text) => ['_dmarc.@', 'TXT', text]),
    ...Object.entries(wanted.dkim ?? {}).flatMap(([selector, text]) =>
      texts(text).map((one) => [`${selector}._domainkey.@`, 'TXT', one]),
    ),
    ...texts(wanted.bimi).map((text) => ['default._bimi.@', 'TXT', text]),
  ];
}

/** Blocklists that answer as RFC 5782 §5 demands; what they list is in `LISTED`. */
const ADDRESS_LISTS = [
  'zen.spamhaus.org',
  'bl.spamcop.net',
  'b.barracudacentral.org',
  'psbl.surriel.com',
  'dnsbl-1.uceprotect.net',
  'bl.mailspike.net',
];
/** Lists of names: what is always listed there, and with which answer. */
const NAME_LISTS = {
  'dbl.spamhaus.org': ['test', '127.0.1.2'],
  'multi.surbl.org': ['surbl-org-permanent-test-point.com', '127.0.0.254'],
  'multi.uribl.com': ['test.uribl.com', '127.0.0.14'],
};
/** ::FFFF:7F00:2 as RFC 5782 §5 has it for IPv6. */
const TEST_ENTRY_V6 = `2.0.0.0.0.0.f.7.f.f.f.f.${'0.'.repeat(20).slice(0, -1)}`;

/** The records of the lists: their tests, and the given entries `{ list, address | name, code, reason }`. */
export function blocklistRecords(listed) {
  const v4 = (address) => address.split('.').reverse().join('.');
  const entry = (owner, code, reason) => [
    [owner, 'A', code],
    [owner, 'TXT', `"${reason}"`],
  ];
  return [
    ...ADDRESS_LISTS.flatMap((zone) => entry(`2.0.0.127.${zone}`, '127.0.0.2', 'test entry')),
    ...ADDRESS_LISTS.flatMap((zone) => entry(`${TEST_ENTRY_V6}.${zone}`, '127.0.0.2', 'test entry')),
    ...Object.entries(NAME_LISTS).flatMap(([zone, [name, code]]) => entry(`${name}.${zone}`, code, 'test entry')),
    ...listed.flatMap(({ list, address, name, code, reason }) => entry(`${name ?? v4(address)}.${list}`, code, reason)),
  ];
}
