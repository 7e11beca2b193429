// What large receivers demand of senders, as far as it shows from outside.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const VERDICTS = ['sender-requirements-met', 'sender-requirements-unmet', 'sender-requirements-unknown'];
const only = (code) => ({ has: [code], lacks: VERDICTS.filter((other) => other !== code) });

const sender = (name, about, sending, expect, built = {}, ...further) =>
  row(name, about, { mx: [mail('mx.hoster.plain')], sending, ...built }, { grade: ['A', 'A..A'], ...expect }, ...further);

export const REQUIREMENTS = [
  sender('sender-met.lab', 'SPF, DKIM and DMARC', {}, only('sender-requirements-met')),
  sender('sender-no-spf.lab', 'no SPF', { spf: null }, only('sender-requirements-unmet')),
  // Mail may be signed in the name of whoever sends it for the domain.
  sender('sender-no-dkim.lab', 'no DKIM key of its own', { dkim: null }, only('sender-requirements-unknown')),
  sender('sender-no-dmarc.lab', 'no DMARC', { dmarc: null }, only('sender-requirements-unmet')),
  sender('sender-watching.lab', 'DMARC that only watches is enough', { dmarc: 'v=DMARC1; p=none; rua=mailto:dmarc@@' }, only('sender-requirements-met')),
  sender(
    'sender-hidden.lab',
    'a key that nobody would guess: not known',
    { dkim: { hidden20261101: 'v=DKIM1; p=' } },
    only('sender-requirements-unknown'),
  ),
];
