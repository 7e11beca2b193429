// CAA (RFC 8659): who may make certificates for the mail hosts, against who made those in use.

import { mail, sts } from '../model.mjs';
import { row } from './row.mjs';

const A = ['A', 'A..A'];

/** What the laboratory's authorities are called: one is known by its organisation, as public ones are, the others by none. */
const KNOWN = 'globalsign.com';
const ANOTHER = 'letsencrypt.org';

/** A domain with one server of its own and these CAA records, each `content` or `[owner, content]`. */
const caa = (name, about, records, expect, { certificate = 'good', mx, ...built } = {}) =>
  row(
    name,
    about,
    { mx: mx ?? [mail('mx1', { certificate })], records: records.map((one) => (Array.isArray(one) ? [one[0], 'CAA', one[1]] : ['@', 'CAA', one])), ...built },
    { grade: A, ...expect },
  );

const CODES = [
  'caa-allows-issuer',
  'caa-found',
  'caa-bound',
  'caa-forbids-issuer',
  'caa-nobody-may-issue',
  'caa-invalid',
  'caa-flaw',
  'caa-critical-unknown',
  'caa-absent',
  'caa-issuer-unknown',
  'caa-unknown',
];
/** These and no others. */
const only = (...codes) => ({ has: codes, lacks: CODES.filter((code) => !codes.includes(code)) });
const known = { certificate: 'known-issuer' };
const issue = (who) => `0 issue "${who}"`;

export const CAA = [
  caa('caa-absent.lab', 'anybody may issue', [], only('caa-absent')),
  caa('caa-absent-known.lab', 'anybody may issue: what to publish is offered', [], {
    ...only('caa-absent'),
    pastes: { 'caa-absent': ['caa-absent-known.lab. IN CAA 0 issue "globalsign.com"'] },
  }, known),
  caa('caa-alias.lab', 'at an alias the records of its target count (§3)', [issue(ANOTHER), ['real-mx1.@', issue(KNOWN)]], { grade: 'B', ...only('caa-allows-issuer') }, {
    mx: [mail('mx1', { ...known, alias: true })],
  }),
  caa('caa-many.lab', 'who issued is named among thirty', [...Array.from({ length: 30 }, (_, index) => issue(`ca${index}.example`)), issue(KNOWN)], only('caa-allows-issuer'), known),
  caa('caa-allows.lab', 'who issued may issue', [issue(KNOWN)], only('caa-allows-issuer'), known),
  caa('caa-allows-two.lab', 'who issued may issue, and another', [issue(ANOTHER), issue(KNOWN)], only('caa-allows-issuer'), known),
  caa('caa-forbids.lab', 'another may issue, and not who did', [issue(ANOTHER)], {
    ...only('caa-forbids-issuer'),
    pastes: { 'caa-forbids-issuer': ['caa-forbids.lab. IN CAA 0 issue "globalsign.com"'] },
  }, known),
  caa('caa-nobody.lab', 'nobody may issue', [issue(';')], only('caa-nobody-may-issue'), known),
  caa('caa-nobody-stranger.lab', 'nobody may issue, whoever did', [issue(';')], only('caa-nobody-may-issue')),
  caa('caa-stranger.lab', 'by what name the issuer goes is not known', [issue(ANOTHER)], only('caa-issuer-unknown')),
  caa('caa-unknown-name.lab', 'a name that may be another of the issuer', [issue('ca.example')], only('caa-issuer-unknown'), known),
  caa('caa-nearer.lab', 'what stands at the host itself comes first (§3)', [issue(ANOTHER), ['mx1.@', issue(KNOWN)]], only('caa-allows-issuer'), known),
  caa('caa-parent.lab', 'found above a host two labels down', [issue(KNOWN)], only('caa-allows-issuer'), { mx: [mail('mx1.deep.caa-parent.lab', known)] }),
  caa('caa-bound.lab', 'for one account alone (RFC 8657)', [issue(`${KNOWN}; accounturi=https://ca.example/1`)], only('caa-allows-issuer', 'caa-bound'), known),
  caa('caa-contact.lab', 'whom to tell, and nobody is kept from issuing', ['0 iodef "mailto:security(at)caa-contact.lab"'], only('caa-absent')),
  caa('caa-invalid.lab', 'an issuer that is no name', [issue(KNOWN), issue('not a name!')], { has: ['caa-invalid'], lacks: ['caa-forbids-issuer', 'caa-absent', 'caa-unknown'] }, known),
  caa('caa-unknown-tag.lab', 'a property that nobody knows', [issue(KNOWN), '0 colour "red"'], only('caa-allows-issuer', 'caa-flaw'), known),
  caa('caa-critical.lab', 'a property that authorities must know and do not (§4.5)', [issue(KNOWN), '128 colour "red"'], { has: ['caa-critical-unknown'], lacks: ['caa-absent', 'caa-flaw', 'caa-invalid'] }, known),
  caa('caa-wildcard.lab', 'a certificate with a wildcard goes by issuewild', [issue(ANOTHER), `0 issuewild "${KNOWN}"`], only('caa-allows-issuer'), { certificate: 'known-wildcard' }),
  caa('caa-no-wildcard.lab', 'nobody may issue wildcards, and one is in use', [issue(KNOWN), '0 issuewild ";"'], only('caa-nobody-may-issue'), { certificate: 'known-wildcard' }),
  caa('caa-no-wildcard-needed.lab', 'nobody may issue wildcards, and none is in use', [issue(KNOWN), '0 issuewild ";"'], only('caa-allows-issuer'), known),
  caa('caa-unseen.lab', 'no server answers: what the records say all the same', [issue(ANOTHER)], { grade: 'could-not-test', ...only('caa-found') }, { mx: [mail('mx1', { server: 'silent' })] }),
  caa('caa-self-signed.lab', 'who signs alone asks nobody', [issue(ANOTHER)], { grade: 'C', ...only('caa-found') }, { certificate: 'self-signed' }),
  caa('caa-elsewhere.lab', 'the server is in the domain of another: its records are not ours', [], { lacks: ['caa-absent', 'caa-forbids-issuer'] }, { mx: [mail('mx.hoster.plain')] }),
  caa('caa-policy-host.lab', 'the host of the policy counts as well', [['mta-sts.@', issue(';')]], { has: ['caa-found'], lacks: ['caa-absent'] }, {
    mx: [mail('mx.hoster.plain')],
    sts: sts('testing', ['mx.hoster.plain']),
  }),
  // What the policy says cannot be known, so it may insist on what the host does not meet.
  caa('caa-servfail.lab', 'no server answers for the host of the policy', [], { grade: ['A', 'A+..F'], has: ['caa-unknown'], lacks: ['caa-absent'] }, {
    mx: [mail('mx.hoster.plain')],
    sts: sts('testing', ['mx.hoster.plain']),
  }),
];
