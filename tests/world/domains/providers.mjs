// Providers that are known by the names of their servers (here with servers of the laboratory's own).

import { mail } from '../model.mjs';
import { row } from './row.mjs';

const A = ['A', 'A..A'];
const hosted = (name, about, hosts, provider, expect = {}, built = {}) =>
  row(name, about, { mx: hosts, ...built }, { grade: A, provider, ...expect });

export const PROVIDERS = [
  hosted('google.lab', 'Google Workspace, as its servers are: TLS 1.0 beside newer', [mail('aspmx.l.google.com', { tls: 'old-too' }), mail('alt1.aspmx.l.google.com', { tls: 'old-too' })], ['Google Workspace'], {
    has: ['tls-old-versions', 'mta-sts-absent'],
    says: { 'tls-old-versions': /run by Google Workspace/ },
  }),
  hosted('microsoft.lab', 'Microsoft 365', [mail('microsoft-lab.mail.protection.outlook.com')], ['Microsoft 365']),
  hosted('fastmail.lab', 'Fastmail, with the selectors of its customers', [mail('in1-smtp.messagingengine.com'), mail('in2-smtp.messagingengine.com')], ['Fastmail'], { has: ['dkim-key-good'] }),
  hosted('proton.lab', 'Proton', [mail('mail.protonmail.ch'), mail('mailsec.protonmail.ch')], ['Proton Mail']),
  hosted('rented.lab', 'a rented machine is run by who rents it', [mail('ec2-192-0-2-1.compute.amazonaws.com')], null),
  hosted('alike.lab', 'a name that only looks like a provider’s', [mail('aspmx.l.google.com.alike.lab'), mail('mx.notgoogle.com')], null),
  hosted('google-and-own.lab', 'a provider beside a server of its own', [mail('aspmx.l.google.com'), mail('mx2')], ['Google Workspace']),
];
