// Evidence as it was recorded, with words of a stranger's choice put into it.

import { readFileSync } from 'node:fs';
import { certificationAuthority } from '../world/certificates.mjs';
import { oid, sequence, set, utf8 } from '../world/der.mjs';

const SCENARIOS = new URL('../../frontend/analysis/tests/scenarios/', import.meta.url).pathname;
const TYPES = { PTR: 12, TXT: 16 };
const MAX_LABEL = 63;
const MAX_STRING = 255;
// RFC 1035 §4.1.1: an answer (QR), recursion desired and available, and authentic data (RFC 4035 §3.2.3).
const ANSWER = 0x81a0;

/** One of the recorded scenarios, as an object to change. */
export const recorded = (name) => JSON.parse(readFileSync(`${SCENARIOS}${name}.json`, 'utf8'));

/** What was asked of DNS by name and type. */
export function dnsOf(evidence, name, type) {
  const found = evidence.outcomes.find(
    ({ asked }) => asked.dns?.question.name === name && asked.dns.question.record_type === type,
  );
  if (!found) throw new Error(`nothing was asked about ${name} ${type}`);
  return found.came.dns;
}

/** All names that were asked about with this type. */
export const namesAsked = (evidence, type) =>
  evidence.outcomes.flatMap(({ asked }) => (asked.dns?.question.record_type === type ? [asked.dns.question.name] : []));

/** Has DNS answer with records of any bytes. */
export function answerWith(evidence, name, type, contents) {
  const encode = type === 'TXT' ? txt : (text) => encodedName(labelsOf(text));
  dnsOf(evidence, name, type).answer = {
    message: { wire: message(encodedName(name === '.' ? [] : name.split('.')), TYPES[type], contents.map(encode)).toString('base64') },
  };
}

/** The observations of every address of every host, as [host, address, observation]. */
export const observations = (evidence) =>
  evidence.outcomes.flatMap(({ asked, came }) =>
    asked.probe ? Object.entries(came.probe.addresses).map(([address, seen]) => [asked.probe.host, address, seen]) : [],
  );

/** The policy that was fetched. */
export const policyOf = (evidence) => evidence.outcomes.find(({ asked }) => asked.policy).came.policy;

let authority;

/** A certificate with such words in subject, issuer and alternative names, in base64. */
export function certificateOf(host, { subject, issuer, names }) {
  authority ??= certificationAuthority();
  const { keys } = authority.root;
  const words = sequence(
    ...[['2.5.4.10', issuer], ['2.5.4.3', issuer]].map(([id, value]) => set(sequence(oid(id), utf8(value)))),
  );
  // The first name is also the subject's common name.
  const made = authority.issue(host, { names: [subject, ...names], issuer: { subject: words, keys }, above: [] });
  return made.der.toString('base64');
}

/** RFC 1035 §3.3.14: strings of at most 255 bytes. */
function txt(text) {
  const bytes = Buffer.from(text);
  const parts = [];
  for (let at = 0; at === 0 || at < bytes.length; at += MAX_STRING) {
    const part = bytes.subarray(at, at + MAX_STRING);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat(parts);
}

/** A text as a host name of DNS, which may hold any bytes: as many labels as fit, and `.lab`. */
function labelsOf(text) {
  const bytes = Buffer.from(text).subarray(0, 180);
  const labels = [];
  for (let at = 0; at < bytes.length; at += MAX_LABEL) labels.push(bytes.subarray(at, at + MAX_LABEL));
  return [...labels, 'lab'];
}

const encodedName = (labels) =>
  Buffer.concat([...labels.flatMap((label) => [Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)]), Buffer.from([0])]);

/** RFC 1035 §4.1: header, question, and an answer for each content. */
function message(name, type, contents) {
  const header = words16(0, ANSWER, 1, contents.length, 0, 0);
  const question = Buffer.concat([name, words16(type, 1)]);
  const answers = contents.map((content) =>
    // A pointer to the name in the question; one minute.
    Buffer.concat([words16(0xc00c, type, 1, 0, 60, content.length), content]),
  );
  return Buffer.concat([header, question, ...answers]);
}

function words16(...numbers) {
  const bytes = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, at) => bytes.writeUInt16BE(number, 2 * at));
  return bytes;
}
