// DANE (RFC 7672): certificates that only TLSA records vouch for, and records that are wrong in each way.

import { mail, sts } from '../model.mjs';
import { row } from './row.mjs';

const SELF_SIGNED = { certificate: 'self-signed' };
const COVERED = ['A+', 'A+..A'];

export const DANE = [
  row(
    'dane.lab',
    'DANE with a self-signed certificate',
    { mx: [mail('mx1', { ...SELF_SIGNED, tlsa: '3 1 1' })] },
    { grade: COVERED, has: ['dane-valid', 'certificate-self-signed'] },
  ),
  row(
    'dane-two.lab',
    'DANE at two servers',
    { mx: [mail('mx1', { tlsa: '3 1 1' }), mail('mx2', { tlsa: '3 1 2', v6: 1 })] },
    { grade: COVERED, has: ['dane-valid'], lacks: ['dane-partial'] },
  ),
  row(
    'dane-expired.lab',
    'expired, and the key alone counts (RFC 7672 §3.1.1)',
    { mx: [mail('mx1', { certificate: 'expired', tlsa: '3 1 1' })] },
    { grade: COVERED, has: ['dane-valid', 'certificate-expired'] },
  ),
  row(
    'dane-wrong-name.lab',
    'for another name, and the key alone counts',
    { mx: [mail('mx1', { certificate: 'wrong-name', tlsa: '3 1 1' })] },
    { grade: COVERED, has: ['dane-valid'] },
  ),
  row(
    'dane-rsa-1024.lab',
    'a short key that the record names',
    { mx: [mail('mx1', { certificate: 'rsa-1024', tlsa: '3 1 1' })] },
    { grade: COVERED, has: ['dane-valid', 'certificate-weak-key'] },
  ),
  row(
    'dane-whole.lab',
    'the whole certificate is in the record',
    { mx: [mail('mx1', { ...SELF_SIGNED, tlsa: '3 0 1' })] },
    { grade: COVERED, has: ['dane-valid', 'dane-pins-certificate'] },
  ),
  row(
    'dane-ta.lab',
    'a private authority, named by its key',
    { mx: [mail('mx1', { certificate: 'unknown-issuer', tlsa: '2 1 1' })] },
    { grade: COVERED, has: ['dane-valid'] },
  ),
  row(
    'dane-ta-wrong-name.lab',
    'the right authority, and another name: refused (RFC 7672 §3.2.3)',
    { mx: [mail('mx1', { certificate: 'wrong-name', tlsa: '2 1 1' })] },
    { grade: 'F', has: ['dane-mismatch', 'certificate-name-mismatch'] },
  ),
  row(
    'dane-ta-expired.lab',
    'the right authority, and expired: refused',
    { mx: [mail('mx1', { certificate: 'expired', tlsa: '2 0 1' })] },
    { grade: 'F', has: ['dane-mismatch', 'certificate-expired'] },
  ),
  row(
    'dane-ta-not-sent.lab',
    'the authority is not sent along: refused',
    { mx: [mail('mx1', { certificate: 'missing-intermediate', tlsa: '2 1 1' })] },
    { grade: 'F', has: ['dane-mismatch'] },
  ),
  row(
    'dane-mismatch.lab',
    'the record is of another key',
    { mx: [mail('mx1', { tlsa: 'stale' })] },
    { grade: 'F', has: ['dane-mismatch'], lacks: ['dane-valid'] },
  ),
  row(
    'dane-mismatch-backup.lab',
    'one of two records is of another key',
    { mx: [mail('mx1', { tlsa: '3 1 1' }), mail('mx2', { tlsa: 'stale' })] },
    { grade: 'C', has: ['dane-mismatch', 'dane-valid'] },
  ),
  row(
    'dane-weaker.lab',
    'a right SHA-256 beside a wrong SHA-512 (RFC 7671 §9)',
    { mx: [mail('mx1', { tlsa: ['3 1 1', `3 1 2 ${'0'.repeat(128)}`] })] },
    { grade: 'F', has: ['dane-mismatch'] },
  ),
  row(
    'dane-rollover.lab',
    'the next key beside the present one',
    { mx: [mail('mx1', { ...SELF_SIGNED, tlsa: ['3 1 1', 'stale'] })] },
    { grade: COVERED, has: ['dane-valid', 'dane-stale-record'], lacks: ['dane-mismatch'] },
  ),
  row(
    'dane-pkix.lab',
    'usage 1, which is not for mail',
    { mx: [mail('mx1', { tlsa: '1 1 1' })] },
    { grade: 'A', has: ['dane-pkix-usage'], lacks: ['dane-valid'] },
  ),
  row(
    'dane-unusable.lab',
    'a digest of the wrong length, and a certificate that nothing vouches for',
    { mx: [mail('mx1', { ...SELF_SIGNED, tlsa: `3 1 1 ${'0'.repeat(40)}` })] },
    { grade: 'C', has: ['dane-unusable-records', 'certificate-self-signed'] },
  ),
  row(
    'dane-partial.lab',
    'one of two servers has no record',
    { mx: [mail('mx1', { tlsa: '3 1 1' }), mail('mx2')] },
    { grade: 'A', has: ['dane-valid', 'dane-partial'] },
  ),
  row(
    'dane-no-tls.lab',
    'a record, and no STARTTLS',
    { mx: [mail('mx1', { tls: 'none', tlsa: '3 1 1' })] },
    { grade: 'F', has: ['dane-without-tls', 'starttls-missing'] },
  ),
  row(
    'dane-421.lab',
    'two records, and one server turns us away',
    { mx: [mail('mx1', { tlsa: '3 1 1' }), mail('mx2', { server: 'greets-421', tlsa: '3 1 1' })] },
    { grade: 'A+..D', has: ['dane-valid', 'dane-unknown'] },
  ),
  row('dane-bogus.lab', 'asking for TLSA alone gives a broken answer', { mx: [mail('mx1')] }, { grade: 'F', has: ['dane-lookup-fails'] }),
  row(
    'dane-servfail.lab',
    'asking for TLSA alone gives no answer',
    { mx: [mail('mx1')] },
    { grade: 'A+..F', has: ['dane-name-servers-fail'], lacks: ['dane-lookup-fails'] },
  ),
  row(
    'dane-alias.lab',
    'its MX is an alias, and the record is at its end (RFC 7672 §2.2.2)',
    { mx: [mail('mx1', { ...SELF_SIGNED, alias: true, tlsa: '3 1 1' })] },
    { grade: 'B', has: ['dane-valid', 'mx-target-alias'] },
  ),
  row(
    'dane-unsigned.plain',
    'a record without DNSSEC, which nobody looks at',
    { mx: [mail('mx1', { ...SELF_SIGNED, tlsa: '3 1 1' })] },
    { grade: 'C', has: ['dane-absent', 'certificate-self-signed'], lacks: ['dane-valid'] },
  ),
  row(
    'dane-elsewhere.lab',
    'signed, and its server is in a domain without DNSSEC',
    { mx: [mail('mx.dane-unsigned.plain', { ...SELF_SIGNED, tlsa: '3 1 1' })] },
    { grade: 'C', has: ['dane-absent'], lacks: ['dane-valid'] },
  ),
  row(
    'dane-and-enforce.lab',
    'DANE holds, and the MTA-STS policy does not (RFC 8461 §4.2)',
    { mx: [mail('mx1', { ...SELF_SIGNED, tlsa: '3 1 1' })], sts: sts('enforce', ['*.@']) },
    { grade: 'F', has: ['dane-valid', 'mta-sts-host-fails'] },
  ),
];
