// Asking by other rules: TLS profiles, and what several resolvers say.

import { mail, PLACES } from '../model.mjs';
import { row } from './row.mjs';

const A = ['A', 'A..A'];
const NCSC = ['--profile', 'ncsc-nl'];
const MOZILLA = ['--profile', 'mozilla-intermediate'];

/** A domain whose server is that of another row. */
const profile = (name, about, host, { grade = A, ...expect }, ...further) =>
  row(name, about, { mx: [mail(host)] }, { grade, lacks: ['tls-profile-deviates'], ...expect }, ...further);

export const PROFILES = [
  profile('profile-old.lab', 'TLS 1.0 and 1.1 beside newer: A+ is out of reach by our own rules, A by others', 'mx1.old-too.lab', { has: ['tls-old-versions'] },
    { asked: NCSC, grade: 'B', has: ['tls-profile-deviates'] },
    { asked: MOZILLA, grade: 'B', has: ['tls-profile-deviates'] },
    { asked: ['--profile', 'default'], grade: 'A', lacks: ['tls-profile-deviates'] },
  ),
  profile('profile-modern.lab', 'TLS 1.2 and newer', 'mx1.usual.plain', {}, { asked: NCSC, grade: 'A' }, { asked: MOZILLA, grade: 'A' }),
  profile('profile-13.lab', 'TLS 1.3 alone', 'mx1.only-tls13.lab', {}, { asked: NCSC, grade: 'A' }, { asked: MOZILLA, grade: 'A' }),
  profile('profile-only-old.lab', 'TLS 1.0 alone is worse by any rules', 'mx1.tls10.lab', { grade: 'C' },
    { asked: NCSC, grade: 'C', has: ['tls-profile-deviates'] },
    { asked: MOZILLA, grade: 'C', has: ['tls-profile-deviates'] },
  ),
  profile('profile-clear.lab', 'where nothing is encrypted there is nothing to judge by a profile', 'mx1.no-tls.lab', { grade: 'F' },
    { asked: NCSC, grade: 'F', lacks: ['tls-profile-deviates'] },
  ),
];

const { unvalidatedResolver: UNVALIDATED, refusingNameServer: REFUSING, staleResolver: STALE } = PLACES;
const compare = (type, ...resolvers) => ['--compare', type, ...resolvers.flatMap((resolver) => ['--compare-with', resolver])];
const ANSWERS = ['dns-answers-agree', 'dns-answers-differ', 'dns-answers-unknown'];
const only = (code) => ({ has: [code], lacks: ANSWERS.filter((other) => other !== code) });

export const PROPAGATION = [
  row('compare.lab', 'what several resolvers say', { mx: [mail('mx.hoster.plain')] }, { grade: A, lacks: ANSWERS },
    { asked: compare('MX', UNVALIDATED), ...only('dns-answers-agree') },
    { asked: compare('TXT', UNVALIDATED, STALE), ...only('dns-answers-agree') },
    // Absent everywhere is the same answer too.
    { asked: compare('CAA', UNVALIDATED), ...only('dns-answers-agree') },
    { asked: compare('MX', REFUSING), ...only('dns-answers-unknown') },
    { asked: compare('MX', UNVALIDATED, REFUSING), ...only('dns-answers-unknown') },
    { asked: [...compare('TXT', UNVALIDATED), '--compare-name', '_dmarc.compare.lab'], ...only('dns-answers-agree') },
    { asked: [...compare('A', UNVALIDATED), '--compare-name', 'no-such-name.lab'], ...only('dns-answers-agree') },
  ),
  row('stale-mx.lab', 'one resolver still has the old record', { mx: [mail('mx.hoster.plain')] }, { grade: A, lacks: ANSWERS },
    { asked: compare('MX', STALE), ...only('dns-answers-differ') },
    { asked: compare('MX', UNVALIDATED, STALE), ...only('dns-answers-differ') },
    { asked: compare('TXT', STALE), ...only('dns-answers-agree') },
  ),
  row('compare.bogus.lab', 'a resolver that validates has no answer where another has one', { records: [['@', 'TXT', '"x"']] }, { grade: 'F' },
    { asked: compare('TXT', UNVALIDATED), ...only('dns-answers-unknown') },
  ),
];
