// SPF (RFC 7208): records in good order and wrong ones, of each kind. The servers are in order, so the letter is.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const A = ['A', 'A..A'];

/** A domain with a good server and this SPF record, or several, or none (null). */
const spf = (name, about, text, expect, { records, ...built } = {}, ...further) =>
  row(name, about, { mx: [mail('mx.hoster.plain')], sending: { spf: text }, records, ...built }, { grade: A, ...expect }, ...further);

/** Names that an SPF record may lead to, each with a record of its own. */
const targets = (texts) => Object.entries(texts).map(([label, text]) => [`${label}.@`, 'TXT', `"${text}"`]);
const many = (count) => Array.from({ length: count }, (_, index) => `i${index}`);
const includes = (count) => `v=spf1 ${many(count).map((label) => `include:${label}.@`).join(' ')} -all`;
const includable = (count) => targets(Object.fromEntries(many(count).map((label) => [label, 'v=spf1 ip4:198.51.100.1 -all'])));

const FAULTS = [
  'spf-absent',
  'spf-several-records',
  'spf-invalid',
  'spf-include-without-record',
  'spf-too-many-lookups',
  'spf-too-many-void-lookups',
  'spf-passes-everybody',
  'spf-neutral-all',
  'spf-without-all',
  'spf-unknown',
];

export const SPF = [
  spf('spf-good.lab', 'who may send, and nobody else', 'v=spf1 mx -all', { has: ['spf-found'], lacks: FAULTS }),
  spf('spf-soft.lab', 'others softfail, which is as good with DMARC', 'v=spf1 mx ~all', { has: ['spf-found'], lacks: FAULTS }),
  spf('spf-upper.lab', 'the version and terms in capitals', 'V=SPF1 MX -ALL', { has: ['spf-found'], lacks: FAULTS }),
  spf('spf-absent.lab', 'no record', null, { has: ['spf-absent'], lacks: ['spf-found'] }),
  spf('spf-two.lab', 'two records (RFC 7208 §4.5)', ['v=spf1 mx -all', 'v=spf1 a -all'], { has: ['spf-several-records'], lacks: ['spf-found'] }),
  spf('spf-beside.lab', 'beside verification records', 'v=spf1 mx -all', { has: ['spf-found'], lacks: FAULTS }, {
    records: [['@', 'TXT', '"some-verification=1234"']],
  }),
  spf('spf-quoted.lab', 'quotation marks inside', '"v=spf1 mx -all"', { has: ['spf-near-miss'], lacks: ['spf-found'] }),
  spf('spf-typo.lab', 'an unknown mechanism is a permanent error (§4.6)', 'v=spf1 ipv4:192.0.2.1 -all', { has: ['spf-invalid'], lacks: ['spf-found'] }),
  spf('spf-bad-range.lab', 'a network of 33 bits', 'v=spf1 ip4:192.0.2.0/33 -all', { has: ['spf-invalid'] }),
  spf('spf-plus-all.lab', 'everybody passes', 'v=spf1 mx +all', { has: ['spf-passes-everybody'] }),
  spf('spf-neutral.lab', 'nothing is said about others', 'v=spf1 mx ?all', { has: ['spf-neutral-all'] }),
  spf('spf-endless.lab', 'no all and no redirect', 'v=spf1 mx', { has: ['spf-without-all'] }),
  spf('spf-after-all.lab', 'terms behind the end', 'v=spf1 -all mx', { has: ['spf-terms-after-all'] }),
  spf('spf-ptr.lab', 'reverse names', 'v=spf1 ptr -all', { has: ['spf-ptr'] }),
  spf('spf-broad.lab', 'half of the internet', 'v=spf1 ip4:0.0.0.0/1 -all', { has: ['spf-range-broad'] }),
  // In a laboratory private addresses are the real ones.
  spf('spf-private.lab', 'addresses of a private network', 'v=spf1 ip4:10.0.0.0/8 mx -all', { lacks: ['spf-range-broad', 'spf-range-private'] }),
  spf('spf-ten.lab', 'ten lookups, which is allowed', includes(10), { has: ['spf-found', 'spf-lookups-near-limit'], lacks: FAULTS }, { records: includable(10) }),
  spf('spf-eleven.lab', 'eleven lookups', includes(11), { has: ['spf-too-many-lookups'] }, { records: includable(11) }),
  spf('spf-void.lab', 'three names that are not there', 'v=spf1 a:n1.@ a:n2.@ a:n3.@ -all', { has: ['spf-too-many-void-lookups'] }),
  spf('spf-two-void.lab', 'two names that are not there, which is allowed', 'v=spf1 a:n1.@ a:n2.@ mx -all', { has: ['spf-found'], lacks: FAULTS }),
  spf('spf-include-none.lab', 'an include without a record', 'v=spf1 include:nothing.@ -all', { has: ['spf-include-without-record'] }),
  spf('spf-loop.lab', 'a record that includes itself', 'v=spf1 include:@ -all', { has: ['spf-loop'] }),
  spf('spf-redirect.lab', 'led on to another record', 'v=spf1 redirect=_spf.@', { has: ['spf-found'], lacks: FAULTS }, {
    records: targets({ _spf: 'v=spf1 mx:hoster.plain ip4:192.0.2.1 -all' }),
  }),
  spf('spf-servfail.lab', 'an include that no server answers for: not its fault', 'v=spf1 include:servfail.lab -all', {
    has: ['spf-include-unknown'],
    lacks: ['spf-include-without-record', 'spf-invalid'],
  }),
  spf('spf-bogus.lab', 'an include whose signatures do not hold', 'v=spf1 include:bogus.lab -all', { has: ['spf-include-bogus'] }),
  spf(
    'spf-senders.lab',
    'typed senders: one passes, one does not',
    'v=spf1 ip4:192.0.2.25 -all',
    { has: ['spf-found'] },
    {},
    { asked: ['--sender', '192.0.2.25'], has: ['spf-sender-passes'], lacks: ['spf-sender-does-not-pass'] },
    { asked: ['--sender', '192.0.2.26,info@spf-senders.lab,mx.hoster.plain'], has: ['spf-sender-does-not-pass'] },
  ),
];
