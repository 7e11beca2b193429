// DMARC (RFC 9989): records in good order and wrong ones, of each kind. The servers are in order, so the letter is.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const A = ['A', 'A..A'];

/** A domain with a good server and this DMARC record, or several, or none (null). */
const dmarc = (name, about, text, expect, { records, ...built } = {}, ...further) =>
  row(name, about, { mx: [mail('mx.hoster.plain')], sending: { dmarc: text }, records, ...built }, { grade: A, ...expect }, ...further);

/** A domain without mail, with this DMARC record. */
const parked = (name, about, text, expect) =>
  row(name, about, { records: [['@', 'MX', '0 .']], sending: { spf: 'v=spf1 -all', dkim: null, dmarc: text } }, { grade: 'no-mail-by-design', ...expect });

const RUA = 'rua=mailto:dmarc@@';
const OUTSIDE = 'rua=mailto:all(at)collector.plain';
const GOOD = `v=DMARC1; p=reject; ${RUA}`;
/** What a collector of reports publishes for a domain that it takes them for (RFC 9990 §4). */
const consent = (text, below = '@') => [[`${below}._report._dmarc.collector.plain`, 'TXT', `"${text}"`]];

const POLICIES = ['dmarc-reject', 'dmarc-quarantine', 'dmarc-none'];
const other = (policy) => POLICIES.filter((code) => code !== policy);
const FAULTS = [
  'dmarc-absent',
  'dmarc-several-records',
  'dmarc-invalid',
  'dmarc-policy-invalid',
  'dmarc-near-miss',
  'dmarc-misplaced',
  'dmarc-flaw',
  'dmarc-removed-tags',
  'dmarc-subdomains-weaker',
  'dmarc-nonexistent-weaker',
  'dmarc-no-reports',
  'dmarc-reports-unauthorised',
  'dmarc-reports-unknown',
  'dmarc-parked',
  'dmarc-testing',
  'dmarc-unknown',
  'dmarc-bogus',
];
const but = (...codes) => FAULTS.filter((code) => !codes.includes(code));
/** What may never be said where it could not be told. */
const DEFINITE = [...POLICIES, 'dmarc-absent', 'dmarc-invalid', 'dmarc-inherited', 'dmarc-parked'];

const SOUND = [
  dmarc('dmarc-reject.lab', 'forgeries are refused', GOOD, { has: ['dmarc-reject'], lacks: [...FAULTS, ...other('dmarc-reject')] }),
  dmarc('dmarc-quarantine.lab', 'forgeries are put aside', `v=DMARC1; p=quarantine; ${RUA}`, {
    has: ['dmarc-quarantine'],
    lacks: [...FAULTS, ...other('dmarc-quarantine')],
  }),
  dmarc('dmarc-none.lab', 'somebody watches and asks for nothing', `v=DMARC1; p=none; ${RUA}`, {
    has: ['dmarc-none'],
    lacks: [...FAULTS, ...other('dmarc-none')],
  }),
  dmarc('dmarc-spaces.lab', 'white space wherever it may be (§4.8)', `v = DMARC1 ;  p = reject ; ${RUA} ;`, { has: ['dmarc-reject'], lacks: FAULTS }),
  dmarc('dmarc-capitals.lab', 'the policy in capitals: values know no case', `v=DMARC1; p=REJECT; ${RUA}`, { has: ['dmarc-reject'], lacks: FAULTS }),
  dmarc('dmarc-order.lab', 'the policy last: only the version has a place', `v=DMARC1; ${RUA}; p=reject`, { has: ['dmarc-reject'], lacks: FAULTS }),
  dmarc('dmarc-beside.lab', 'beside another TXT record', GOOD, { has: ['dmarc-reject'], lacks: FAULTS }, {
    records: [['_dmarc.@', 'TXT', '"some-verification=1"']],
  }),
  dmarc('dmarc-strings.lab', 'a record in two strings, cut in the middle of a word', null, { has: ['dmarc-reject'], lacks: FAULTS }, {
    records: [['_dmarc.@', 'TXT', '"v=DMARC1; p=re" "ject; rua=mailto:dmarc@@"']],
  }),
  dmarc('dmarc-alias.lab', 'the record is an alias of another name', null, { has: ['dmarc-reject'], lacks: but('dmarc-reports-unauthorised') }, {
    records: [
      ['_dmarc.@', 'CNAME', 'policy.@.'],
      ['policy.@', 'TXT', '"v=DMARC1; p=reject; rua=mailto:dmarc@@"'],
    ],
  }),
  // RFC 9989 §4.7: p is recommended, and none if it is missing.
  dmarc('dmarc-no-p.lab', 'no policy, which means none', `v=DMARC1; ${RUA}`, { has: ['dmarc-none'], lacks: but('dmarc-flaw') }),
];

const POLICY = [
  dmarc('dmarc-absent.lab', 'no record', null, { pastes: { 'dmarc-absent': ['_dmarc.dmarc-absent.lab. IN TXT "v=DMARC1; p=none; rua=mailto:dmarc-reports@dmarc-absent.lab"'] }, has: ['dmarc-absent'], lacks: POLICIES }),
  dmarc('dmarc-blind.lab', 'nothing is asked for, and nobody watches', 'v=DMARC1; p=none', { has: ['dmarc-none', 'dmarc-no-reports'] }),
  dmarc('dmarc-no-rua.lab', 'refused, and nobody watches', 'v=DMARC1; p=reject', { pastes: { 'dmarc-no-reports': ['_dmarc.dmarc-no-rua.lab. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc-reports@dmarc-no-rua.lab"'] }, has: ['dmarc-reject', 'dmarc-no-reports'], lacks: but('dmarc-no-reports') }),
  // RFC 9989 §4.7: one step less is applied while it is tested.
  dmarc('dmarc-testing.lab', 'a refusal that is tested', `v=DMARC1; p=reject; t=y; ${RUA}`, {
    pastes: { 'dmarc-testing': ['_dmarc.dmarc-testing.lab. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@dmarc-testing.lab"'] }, has: ['dmarc-testing', 'dmarc-quarantine'],
    lacks: [...but('dmarc-testing'), 'dmarc-reject'],
  }),
  dmarc('dmarc-testing-quarantine.lab', 'a quarantine that is tested is none', `v=DMARC1; p=quarantine; t=y; ${RUA}`, {
    has: ['dmarc-testing', 'dmarc-none'],
    lacks: ['dmarc-quarantine'],
  }),
  dmarc('dmarc-two.lab', 'two records: none counts (§4.10)', [GOOD, `v=DMARC1; p=none; ${RUA}`], { has: ['dmarc-several-records'], lacks: [...POLICIES, 'dmarc-absent'] }),
  dmarc('dmarc-bad-p.lab', 'a policy that is none, and somebody watches: acts as none (§4.10.1)', `v=DMARC1; p=rejected; ${RUA}`, {
    has: ['dmarc-policy-invalid'],
    lacks: ['dmarc-reject', 'dmarc-invalid', 'dmarc-absent'],
  }),
  dmarc('dmarc-bad-p-blind.lab', 'a policy that is none, and nobody watches: no record at all', 'v=DMARC1; p=rejected', {
    has: ['dmarc-invalid'],
    lacks: [...POLICIES, 'dmarc-absent', 'dmarc-policy-invalid'],
  }),
  dmarc('dmarc-bad-sp.lab', 'a policy for subdomains that is none', `v=DMARC1; p=reject; sp=refuse; ${RUA}`, { has: ['dmarc-policy-invalid'], lacks: ['dmarc-reject'] }),
  dmarc('dmarc-repeated.lab', 'a tag twice (RFC 6376 §3.2)', `v=DMARC1; p=reject; p=none; ${RUA}`, { has: ['dmarc-invalid'], lacks: POLICIES }),
  dmarc('dmarc-sp-none.lab', 'subdomains are open to forgers', `v=DMARC1; p=reject; sp=none; ${RUA}`, {
    pastes: { 'dmarc-subdomains-weaker': ['_dmarc.dmarc-sp-none.lab. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@dmarc-sp-none.lab"'] }, has: ['dmarc-reject', 'dmarc-subdomains-weaker'],
    lacks: but('dmarc-subdomains-weaker'),
  }),
  dmarc('dmarc-np-none.lab', 'names that do not exist are open to forgers', `v=DMARC1; p=reject; sp=quarantine; np=none; ${RUA}`, {
    has: ['dmarc-reject', 'dmarc-subdomains-weaker', 'dmarc-nonexistent-weaker'],
  }),
  dmarc('dmarc-np-stricter.lab', 'names that do not exist are refused more strictly', `v=DMARC1; p=quarantine; np=reject; ${RUA}`, {
    has: ['dmarc-quarantine'],
    lacks: FAULTS,
  }),
  dmarc('dmarc-pct.lab', 'a tag of the former standard', `v=DMARC1; p=reject; pct=50; ${RUA}`, { pastes: { 'dmarc-removed-tags': ['_dmarc.dmarc-pct.lab. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@dmarc-pct.lab"'] }, has: ['dmarc-reject', 'dmarc-removed-tags'], lacks: but('dmarc-removed-tags') }),
  dmarc('dmarc-unknown-tag.lab', 'a tag that nobody knows', `v=DMARC1; p=reject; colour=red; ${RUA}`, { has: ['dmarc-reject', 'dmarc-flaw'], lacks: but('dmarc-flaw') }),
  dmarc('dmarc-semicolons.lab', 'two semicolons in a row', `v=DMARC1;; p=reject; ${RUA}`, { has: ['dmarc-reject', 'dmarc-flaw'], lacks: but('dmarc-flaw') }),
  dmarc('dmarc-bare-address.lab', 'a report address without mailto:', 'v=DMARC1; p=reject; rua=dmarc@@', {
    has: ['dmarc-reject', 'dmarc-no-reports', 'dmarc-flaw'],
    lacks: ['dmarc-invalid'],
  }),
  dmarc('dmarc-commas.lab', 'commas in place of semicolons', 'v=DMARC1, p=reject', { has: ['dmarc-near-miss'], lacks: POLICIES }),
  dmarc('dmarc-version.lab', 'another version', `v=DMARC2; p=reject; ${RUA}`, { has: ['dmarc-near-miss'], lacks: POLICIES }),
  dmarc('dmarc-small.lab', 'the version in small letters: it alone knows case (§4.8)', `v=dmarc1; p=reject; ${RUA}`, { pastes: { 'dmarc-near-miss': ['_dmarc.dmarc-small.lab. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@dmarc-small.lab"'] }, has: ['dmarc-near-miss'], lacks: POLICIES }),
  dmarc('dmarc-quoted.lab', 'quotation marks inside', '"v=DMARC1; p=reject"', { has: ['dmarc-near-miss'], lacks: POLICIES }),
  dmarc('dmarc-no-version.lab', 'no version', `p=reject; ${RUA}`, { pastes: { 'dmarc-near-miss': ['_dmarc.dmarc-no-version.lab. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@dmarc-no-version.lab"'] }, has: ['dmarc-near-miss'], lacks: POLICIES }),
  dmarc('dmarc-version-last.lab', 'the version is not first', `p=reject; ${RUA}; v=DMARC1`, { has: ['dmarc-near-miss'], lacks: POLICIES }),
  dmarc('dmarc-misplaced.lab', 'the record stands at the domain itself', null, { pastes: { 'dmarc-misplaced': ['_dmarc.dmarc-misplaced.lab. IN TXT "v=DMARC1; p=reject"'] }, has: ['dmarc-misplaced'], lacks: [...POLICIES, 'dmarc-absent'] }, {
    records: [['@', 'TXT', '"v=DMARC1; p=reject"']],
  }),
  dmarc('dmarc-doubled.lab', 'the zone was appended once more', null, { has: ['dmarc-misplaced'], lacks: POLICIES }, {
    records: [['_dmarc.@.@', 'TXT', '"v=DMARC1; p=reject"']],
  }),
  dmarc('dmarc-wildcard.lab', 'a wildcard answers with an SPF record: that is none', null, { has: ['dmarc-absent'], lacks: [...POLICIES, 'dmarc-near-miss', 'dmarc-invalid'] }, {
    records: [['*.@', 'TXT', '"v=spf1 -all"']],
  }),
];

const REPORTS = [
  dmarc('dmarc-rua-below.lab', 'reports go to a host below the domain, which needs no consent', 'v=DMARC1; p=reject; rua=mailto:dmarc(at)reports.@', {
    has: ['dmarc-reject'],
    lacks: [...FAULTS, 'dmarc-reports-authorised'],
  }),
  dmarc('dmarc-rua-agreed.lab', 'reports go elsewhere, with consent', `v=DMARC1; p=reject; ${OUTSIDE}`, { has: ['dmarc-reports-authorised'], lacks: FAULTS }, {
    records: consent('v=DMARC1'),
  }),
  dmarc('dmarc-rua-semicolon.lab', 'the consent with a semicolon behind it', `v=DMARC1; p=reject; ${OUTSIDE}`, { has: ['dmarc-reports-authorised'], lacks: FAULTS }, {
    records: consent('v=DMARC1;'),
  }),
  dmarc('dmarc-rua-anybody.lab', 'a collector that takes reports about anybody', 'v=DMARC1; p=reject; rua=mailto:all(at)open-collector.plain', {
    has: ['dmarc-reports-authorised'],
    lacks: FAULTS,
  }, { records: [['*._report._dmarc.open-collector.plain', 'TXT', '"v=DMARC1"']] }),
  dmarc('dmarc-rua-refused.lab', 'reports go elsewhere, without consent', `v=DMARC1; p=reject; ${OUTSIDE}`, {
    pastes: { 'dmarc-reports-unauthorised': ['dmarc-rua-refused.lab._report._dmarc.collector.plain. IN TXT "v=DMARC1"'] }, has: ['dmarc-reject', 'dmarc-reports-unauthorised'],
    lacks: but('dmarc-reports-unauthorised'),
  }),
  dmarc('dmarc-rua-other.lab', 'what stands where consent should be is another record', `v=DMARC1; p=reject; ${OUTSIDE}`, {
    has: ['dmarc-reports-unauthorised'],
    lacks: ['dmarc-reports-authorised'],
  }, { records: consent('v=spf1 -all') }),
  dmarc('dmarc-rua-sent-on.lab', 'the collector names an address elsewhere (RFC 9990 §4)', `v=DMARC1; p=reject; ${OUTSIDE}`, {
    has: ['dmarc-reports-unauthorised'],
    lacks: ['dmarc-reports-authorised'],
  }, { records: consent('v=DMARC1; rua=mailto:all(at)elsewhere.plain') }),
  dmarc('dmarc-rua-servfail.lab', 'the collector does not answer: not the fault of the domain', 'v=DMARC1; p=reject; rua=mailto:all(at)servfail.lab', {
    has: ['dmarc-reject', 'dmarc-reports-unknown'],
    lacks: but('dmarc-reports-unknown'),
  }),
  dmarc('dmarc-ruf-refused.lab', 'reports of failures go elsewhere, without consent', `${GOOD}; ruf=mailto:all(at)collector.plain`, {
    has: ['dmarc-reports-unauthorised'],
    lacks: ['dmarc-no-reports'],
  }),
];

const TREE = [
  dmarc('dmarc-org.lab', 'an organisational domain', `v=DMARC1; p=reject; sp=quarantine; np=reject; ${RUA}`, { has: ['dmarc-reject', 'dmarc-subdomains-weaker'] }),
  dmarc('sub.dmarc-org.lab', 'a subdomain without a record', null, { has: ['dmarc-inherited', 'dmarc-quarantine'], lacks: [...FAULTS, 'dmarc-reject'] }),
  dmarc('a.b.c.d.e.f.g.dmarc-org.lab', 'a subdomain so deep that the walk leaves names out (§4.10)', null, {
    has: ['dmarc-inherited', 'dmarc-quarantine'],
    lacks: ['dmarc-absent'],
  }),
  dmarc('own.dmarc-org.lab', 'a subdomain with a record of its own', `v=DMARC1; p=none; sp=reject; ${RUA}`, {
    has: ['dmarc-none', 'dmarc-subdomain-policy-ignored'],
    lacks: ['dmarc-inherited', 'dmarc-subdomains-weaker'],
  }),
  dmarc('two.dmarc-org.lab', 'a subdomain with two records: that above governs', [GOOD, 'v=DMARC1; p=reject'], {
    has: ['dmarc-several-records', 'dmarc-inherited', 'dmarc-quarantine'],
    lacks: ['dmarc-reject'],
  }),
  dmarc('unit.dmarc-org.lab', 'a subdomain that is an organisation of its own', `v=DMARC1; p=reject; psd=n; ${RUA}`, {
    has: ['dmarc-reject'],
    lacks: [...FAULTS, 'dmarc-inherited', 'dmarc-public-suffix'],
  }),
  dmarc('sub.unit.dmarc-org.lab', 'below it: the walk ends there', null, { has: ['dmarc-inherited', 'dmarc-reject'], lacks: ['dmarc-quarantine', 'dmarc-absent'] }),
  dmarc('dmarc-registry.lab', 'says of itself that it is a registry', `v=DMARC1; p=reject; psd=y; ${RUA}`, { has: ['dmarc-reject', 'dmarc-public-suffix'] }),
  dmarc('shop.dmarc-registry.lab', 'a customer of a registry, without a record', null, {
    has: ['dmarc-inherited', 'dmarc-reject'],
    lacks: ['dmarc-public-suffix', 'dmarc-no-reports'],
  }),
  dmarc('good.dmarc-registry.lab', 'a customer of a registry, with its own record', GOOD, { has: ['dmarc-reject'], lacks: [...FAULTS, 'dmarc-inherited', 'dmarc-public-suffix'] }),
  dmarc('sub.good.dmarc-registry.lab', 'below a customer: that of the customer, not of the registry', null, { has: ['dmarc-inherited', 'dmarc-reject'], lacks: FAULTS }),
];

const UNKNOWN = [
  dmarc('dmarc-bogus.lab', 'signatures over the record do not hold', GOOD, { has: ['dmarc-bogus'], lacks: DEFINITE }),
  dmarc('dmarc-servfail.lab', 'no server answers for the record', null, { has: ['dmarc-unknown'], lacks: DEFINITE }),
  dmarc('sub.dmarc-servfail.lab', 'no server answers for the record above', null, { has: ['dmarc-unknown'], lacks: DEFINITE }),
  dmarc('own.dmarc-servfail.lab', 'its own record counts, whoever does not answer above', GOOD, {
    has: ['dmarc-reject', 'dmarc-organization-unknown'],
    lacks: [...FAULTS, 'dmarc-inherited'],
  }),
];

const PARKED = [
  parked('dmarc-parked.lab', 'no mail, and every forgery refused', 'v=DMARC1; p=reject', { has: ['dmarc-reject'], lacks: FAULTS }),
  parked('dmarc-parked-absent.lab', 'no mail, and no record', null, { has: ['dmarc-absent'], lacks: ['dmarc-no-reports'] }),
  parked('dmarc-parked-none.lab', 'no mail, and forgeries are let through', 'v=DMARC1; p=none', { has: ['dmarc-none', 'dmarc-parked'] }),
  parked('dmarc-parked-quarantine.lab', 'no mail, and forgeries are only put aside', 'v=DMARC1; p=quarantine', { has: ['dmarc-quarantine', 'dmarc-parked'] }),
  parked('parked.dmarc-org.lab', 'no mail, and what governs above only puts aside', null, { has: ['dmarc-inherited', 'dmarc-quarantine', 'dmarc-parked'] }),
];

/** Records as nobody writes them, but those who mean harm. */
const HOSTILE = [
  dmarc('dmarc-loop.lab', 'an alias that leads back to itself', null, { has: ['dmarc-unknown'], lacks: DEFINITE }, {
    records: [
      ['_dmarc.@', 'CNAME', 'loop.@.'],
      ['loop.@', 'CNAME', '_dmarc.@.'],
    ],
  }),
  dmarc('dmarc-alias-nowhere.lab', 'an alias of a name that is not there', null, { has: ['dmarc-absent'], lacks: [...POLICIES, 'dmarc-unknown'] }, {
    records: [['_dmarc.@', 'CNAME', 'gone.@.']],
  }),
  dmarc('dmarc-below-alone.lab', 'nothing at the name, and something below it', null, { has: ['dmarc-absent'], lacks: [...POLICIES, 'dmarc-unknown'] }, {
    records: [['x._dmarc.@', 'TXT', '"v=DMARC1; p=reject"']],
  }),
  dmarc('dmarc-many.lab', 'one record among forty others', GOOD, { has: ['dmarc-reject'], lacks: FAULTS }, {
    records: Array.from({ length: 40 }, (_, index) => ['_dmarc.@', 'TXT', `"verification-${index}=${'x'.repeat(40)}"`]),
  }),
  dmarc('dmarc-long.lab', 'a record of five thousand bytes', `${GOOD}; ${Array.from({ length: 250 }, () => 'colour=bright-red').join('; ')}`, {
    has: ['dmarc-reject', 'dmarc-flaw'],
    lacks: ['dmarc-unknown', 'dmarc-absent'],
  }),
  dmarc('dmarc-bytes.lab', 'bytes that are no text', null, { has: ['dmarc-reject', 'dmarc-flaw'], lacks: ['dmarc-absent', 'dmarc-near-miss'] }, {
    records: [['_dmarc.@', 'TXT', '"v=DMARC1; p=reject; colour=\\255\\000\\027[31m; rua=mailto:dmarc@@"']],
  }),
  dmarc(
    'dmarc-rua-many.lab',
    'reports to more hosts than are looked at',
    `v=DMARC1; p=reject; rua=${Array.from({ length: 14 }, (_, index) => `mailto:all(at)collector${index}.plain`).join(',')}`,
    { has: ['dmarc-reject', 'dmarc-reports-unauthorised', 'dmarc-reports-unknown'], lacks: ['dmarc-no-reports'] },
  ),
];

/** Names that are not there are governed too (RFC 9989 §4.7, np). */
const MISSING = [
  row('nobody.dmarc-org.lab', 'does not exist: what governs above is stricter for such', {}, {
    grade: 'no-mail-service',
    has: ['domain-not-found', 'dmarc-inherited', 'dmarc-reject'],
    lacks: ['dmarc-quarantine', 'dmarc-absent'],
  }),
  row('nobody.dmarc-servfail.lab', 'does not exist, and what governs above is not known', {}, { grade: 'no-mail-service', has: ['dmarc-unknown'], lacks: DEFINITE }),
];

export const DMARC = [...SOUND, ...POLICY, ...REPORTS, ...TREE, ...UNKNOWN, ...PARKED, ...HOSTILE, ...MISSING];
