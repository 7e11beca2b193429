// Who may send where: open relays, catch-alls, greylisting, and mailboxes that are there or not.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

/** Postfix trusts everybody: it forwards whatever it is given. */
const OPEN = { mynetworks: '0.0.0.0/0 [::]/0', smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination' };
/** Postfix takes mail for whatever mailbox of its own domain. */
const CATCH_ALL = { local_recipient_maps: '' };

export const RECIPIENTS = [
  row('open-relay.lab', 'forwards for everybody, and knows its own mailboxes', { mx: [mail('mx1', { postfix: OPEN })] }, {}),
  row('accepts-all.lab', 'accepts every recipient there is', { mx: [mail('mx1', { postfix: { ...OPEN, ...CATCH_ALL } })] }, {}),
  row('catch-all.lab', 'takes mail for whatever mailbox, and forwards none', { mx: [mail('mx1', { postfix: CATCH_ALL })] }, {}),
  row('mailboxes.lab', 'knows its own mailboxes, and forwards none', { mx: [mail('mx1')] }, {}),
  row('mailboxes-sendmail.lab', 'Sendmail knows its users, and forwards none', { mx: [mail('mx1', { server: 'sendmail' })] }, {}),
  row('greylists-451.lab', 'every recipient is greylisted', { mx: [mail('mx1', { server: 'greylists-451' })] }, {}),
  row('rcpt-252.lab', 'every recipient gets 252', { mx: [mail('mx1', { server: 'rcpt-252' })] }, {}),
  row('rcpt-421.lab', 'hangs up at the first recipient', { mx: [mail('mx1', { server: 'rcpt-421' })] }, {}),
];
