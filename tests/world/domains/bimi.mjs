// BIMI (draft-brand-indicators-for-message-identification): what is published, and whether DMARC is strong enough for it.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const A = ['A', 'A..A'];
const LOGO = 'v=BIMI1; l=https://brand.lab/logo.svg; a=https://brand.lab/logo.pem;';
const RUA = 'rua=mailto:dmarc@@';
const reject = `v=DMARC1; p=reject; ${RUA}`;

/** A domain with a good server, this BIMI record and this DMARC record. */
const bimi = (name, about, text, expect, { dmarc = reject, ...built } = {}) =>
  row(name, about, { mx: [mail('mx.hoster.plain')], sending: { bimi: text, dmarc }, ...built }, { grade: A, ...expect });

const FAULTS = [
  'bimi-absent',
  'bimi-declined',
  'bimi-invalid',
  'bimi-several-records',
  'bimi-near-miss',
  'bimi-flaw',
  'bimi-dmarc-too-weak',
  'bimi-without-evidence',
  'bimi-unknown',
];
const but = (...codes) => FAULTS.filter((code) => !codes.includes(code));
const sound = { has: ['bimi-found'], lacks: FAULTS };
const tooWeak = { has: ['bimi-found', 'bimi-dmarc-too-weak'], lacks: but('bimi-dmarc-too-weak') };
const only = (code) => ({ has: [code], lacks: [...but(code), 'bimi-found'] });

export const BIMI = [
  bimi('bimi-good.lab', 'a logo, its certificate, and forgeries are refused', LOGO, sound),
  bimi('bimi-quarantine.lab', 'forgeries are put aside, which is enough', LOGO, sound, { dmarc: `v=DMARC1; p=quarantine; ${RUA}` }),
  bimi('bimi-none.lab', 'nothing is done against forgeries', LOGO, tooWeak, { dmarc: `v=DMARC1; p=none; ${RUA}` }),
  bimi('bimi-sp-none.lab', 'nothing is done against forgeries of subdomains', LOGO, tooWeak, { dmarc: `v=DMARC1; p=reject; sp=none; ${RUA}` }),
  bimi('bimi-pct.lab', 'a share of the forgeries is put aside', LOGO, tooWeak, { dmarc: `v=DMARC1; p=quarantine; pct=20; ${RUA}` }),
  bimi('bimi-testing.lab', 'the policy is only being tested', LOGO, tooWeak, { dmarc: `v=DMARC1; p=reject; t=y; ${RUA}` }),
  bimi('bimi-no-dmarc.lab', 'no DMARC record', LOGO, tooWeak, { dmarc: null }),
  bimi('bimi-bare.lab', 'a logo without a certificate', 'v=BIMI1; l=https://brand.lab/logo.svg;', {
    has: ['bimi-found', 'bimi-without-evidence'],
    lacks: but('bimi-without-evidence'),
  }),
  bimi('bimi-declined.lab', 'wants no logo', 'v=BIMI1; l=; a=;', only('bimi-declined')),
  bimi('bimi-http.lab', 'a logo that is not fetched safely', 'v=BIMI1; l=http://brand.lab/logo.svg;', only('bimi-invalid')),
  bimi('bimi-no-l.lab', 'no logo named', 'v=BIMI1; a=https://brand.lab/logo.pem;', only('bimi-invalid')),
  bimi('bimi-png.lab', 'a logo of another format', 'v=BIMI1; l=https://brand.lab/logo.png; a=https://brand.lab/logo.pem;', {
    has: ['bimi-flaw'],
    lacks: ['bimi-absent', 'bimi-near-miss'],
  }),
  bimi('bimi-two.lab', 'two records', [LOGO, 'v=BIMI1; l=https://brand.lab/other.svg;'], only('bimi-several-records')),
  bimi('bimi-version.lab', 'another version', 'v=BIMI; l=https://brand.lab/logo.svg;', only('bimi-near-miss')),
  bimi('bimi-absent.lab', 'no record', null, only('bimi-absent')),
  bimi('bimi-servfail.lab', 'no server answers for the record', null, only('bimi-unknown')),
  bimi('sub.bimi-good.lab', 'the record of the organisational domain', null, sound),
  bimi('own.bimi-good.lab', 'declines what the organisational domain has', 'v=BIMI1; l=; a=;', only('bimi-declined')),
  row('bimi-parked.lab', 'no mail: nothing to ornament', { records: [['@', 'MX', '0 .']] }, { grade: 'no-mail-by-design', lacks: ['bimi-absent'] }),
];
