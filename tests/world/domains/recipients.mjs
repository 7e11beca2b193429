// Who may send where: open relays, catch-alls, greylisting, and mailboxes that are there or not.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

/** Postfix trusts everybody: it forwards whatever it is given. */
const OPEN = { mynetworks: '0.0.0.0/0 [::]/0', smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination' };
/** Postfix takes mail for whatever mailbox of its own domain. */
const CATCH_ALL = { local_recipient_maps: '' };

const TRIED = [
  'open-relay',
  'open-relay-unproven',
  'open-relay-refused',
  'open-relay-unknown',
  'mailbox-accepted',
  'mailbox-catch-all',
  'mailbox-refused',
  'mailbox-unknown',
  'recipients-not-tested',
];

/** With these words on the command line just this one of the findings about recipients is there. */
const tried = (asked, finding, grade = 'A') => ({ asked, grade, has: [finding], lacks: TRIED.filter((code) => code !== finding) });
const forwarding = (finding, grade) => tried(['--open-relay'], finding, grade);
const mailbox = (local, finding) => tried(['--mailbox', local], finding);

/** Nothing is known of recipients unless it was asked for. */
const domain = (name, about, host, ...further) => row(`${name}.lab`, about, { mx: [mail('mx1', host)] }, { grade: 'A', lacks: TRIED }, ...further);

export const RECIPIENTS = [
  domain('open-relay', 'forwards for everybody, and knows its own mailboxes', { postfix: OPEN }, forwarding('open-relay', 'F')),
  domain('accepts-all', 'accepts every recipient there is', { postfix: { ...OPEN, ...CATCH_ALL } }, forwarding('open-relay-unproven', 'D')),
  domain(
    'catch-all',
    'takes mail for whatever mailbox, and forwards none',
    { postfix: CATCH_ALL },
    forwarding('open-relay-refused'),
    mailbox('info', 'mailbox-catch-all'),
  ),
  domain(
    'mailboxes',
    'knows its own mailboxes, and forwards none',
    {},
    forwarding('open-relay-refused'),
    mailbox('info@mailboxes.lab', 'mailbox-accepted'),
    mailbox('nobody', 'mailbox-refused'),
  ),
  domain(
    'mailboxes-sendmail',
    'Sendmail knows its users, and forwards none',
    { server: 'sendmail', v6: 1 },
    forwarding('open-relay-refused'),
    mailbox('root', 'mailbox-accepted'),
    mailbox('nobody-of-that-name', 'mailbox-refused'),
  ),
  domain('mailboxes-exim', 'Exim refuses every recipient', { server: 'exim' }, forwarding('open-relay-refused'), mailbox('info', 'mailbox-refused')),
  domain(
    'greylists-451',
    'every recipient is greylisted',
    { server: 'greylists-451' },
    forwarding('open-relay-unknown'),
    mailbox('info', 'mailbox-unknown'),
  ),
  domain(
    'greylists-450',
    'Postfix greylists every recipient',
    { postfix: { smtpd_recipient_restrictions: 'check_client_access static:{450 4.2.0 Greylisted}' } },
    mailbox('info', 'mailbox-unknown'),
  ),
  domain('rcpt-252', 'every recipient gets 252', { server: 'rcpt-252' }, forwarding('open-relay-unproven', 'D'), mailbox('info', 'mailbox-catch-all')),
  domain('rcpt-421', 'hangs up at the first recipient', { server: 'rcpt-421' }, forwarding('open-relay-unknown'), mailbox('info', 'mailbox-unknown')),
  row(
    'mailbox-in-clear.lab',
    'without TLS recipients are tried in clear',
    { mx: [mail('mx1', { tls: 'none' })] },
    { grade: 'F', lacks: TRIED },
    tried(['--mailbox', 'info'], 'mailbox-accepted', 'F'),
  ),
];
