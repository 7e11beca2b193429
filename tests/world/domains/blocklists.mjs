// Blocklists (RFC 5782): what they say of servers and domains, and answers that are no listing.

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const listed = (name, about, entries, expect, ...further) =>
  row(name, about, { mx: [mail('mx1')], listed: entries }, { grade: ['A', 'A..A'], ...expect }, ...further);

const LISTED = ['blocklist-listed', 'blocklist-domain-listed', 'blocklist-policy'];

export const BLOCKLISTS = [
  listed('bl-clean.lab', 'on no list', [], { has: ['blocklist-clean'], lacks: [...LISTED, 'blocklist-out-of-order', 'blocklist-unknown'] }),
  listed('bl-sbl.lab', 'seen sending spam', [{ list: 'zen.spamhaus.org', code: '127.0.0.2' }], { has: ['blocklist-listed'] }),
  listed('bl-pbl.lab', 'in a range that should not send by itself: policy', [{ list: 'zen.spamhaus.org', code: '127.0.0.11' }], {
    has: ['blocklist-policy'],
    lacks: ['blocklist-listed'],
  }),
  listed('bl-refused.lab', 'the list refuses the asker: no listing', [{ list: 'zen.spamhaus.org', code: '127.255.255.254' }], {
    has: ['blocklist-unknown'],
    lacks: LISTED,
  }),
  listed('bl-wildcard.lab', 'an answer from a dead zone: no listing', [{ list: 'psbl.surriel.com', code: '198.51.100.77' }], {
    has: ['blocklist-unknown'],
    lacks: LISTED,
  }),
  listed('bl-undocumented.lab', 'a code that nobody documents: no listing', [{ list: 'psbl.surriel.com', code: '127.0.0.99' }], {
    has: ['blocklist-unknown'],
    lacks: LISTED,
  }),
  listed('bl-name.lab', 'the domain itself is listed', [{ list: 'dbl.spamhaus.org', code: '127.0.1.2', name: true }], {
    has: ['blocklist-domain-listed'],
    lacks: ['blocklist-listed'],
  }),
  listed(
    'bl-wished.lab',
    'a list that was asked for',
    [{ list: 'dnsbl-1.uceprotect.net', code: '127.0.0.2' }],
    { has: ['blocklist-clean'], lacks: LISTED },
    { asked: ['--blocklist', 'dnsbl-1.uceprotect.net'], has: ['blocklist-listed'] },
    { asked: ['--blocklist', 'no-list.lab'], has: ['blocklist-out-of-order'], lacks: LISTED },
  ),
];
