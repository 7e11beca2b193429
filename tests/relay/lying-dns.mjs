// A DNS server that says what it is told to say (RFC 1035 §4): the resolver of an attacker's dreams, which also knows
// every name that nobody registered, and says that it is this machine.

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

export const TYPES = { A: 1, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 };

/**
 * Serves `zone`: names to functions, or lists of functions of which each answers one query and the last all others. A
 * function gets the type asked for and gives `[owner, type, content]` records. What is not in it is at 127.0.0.1 and ::1.
 *
 * Instead of a function there may be an object whose `raw` gets the query, the question, 'udp' or 'tcp', and with TCP the
 * socket; it gives the message to send, or null to send nothing.
 */
export async function startLyingDns(address, zone) {
  const asked = new Map();
  const answer = (query, via, socket) => {
    const question = read(query);
    if (!question) return null;
    const { name, type, end } = question;
    const key = `${name} ${type}`;
    const times = asked.get(key) ?? 0;
    asked.set(key, times + 1);
    const known = [zone[name] ?? thisMachine].flat();
    const say = known[Math.min(times, known.length - 1)];
    return say.raw ? say.raw(query, { name, type, end }, via, socket) : message(query, say(type));
  };
  const udp = createSocket('udp4', (query, from) => {
    const message = answer(query, 'udp');
    if (message) udp.send(message, from.port, from.address);
  });
  const sockets = new Set();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    let pending = Buffer.alloc(0);
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        pending = Buffer.concat([pending, bytes]);
        while (pending.length > 1 && pending.length >= 2 + pending.readUInt16BE(0)) {
          const message = answer(pending.subarray(2, 2 + pending.readUInt16BE(0)), 'tcp', socket);
          pending = pending.subarray(2 + pending.readUInt16BE(0));
          if (!message) continue;
          const length = Buffer.alloc(2);
          length.writeUInt16BE(message.length);
          socket.write(Buffer.concat([length, message]));
        }
      });
  });
  await new Promise((resolve, reject) => udp.once('error', reject).bind(53, address, resolve));
  await new Promise((resolve, reject) => tcp.once('error', reject).listen(53, address, resolve));
  return {
    asked: (name, type) => asked.get(`${name} ${type}`) ?? 0,
    stop() {
      udp.close();
      tcp.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/**
 * An answer to a query with these records. `flags` are set beside QR, RD and RA, or are a response code; `question` stands
 * in the place of the question asked. Time to live is 0: each answer may differ.
 */
export function message(query, records, { flags = 0, question } = {}) {
  const asked = read(query);
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | flags, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.fill(0, 8, 12);
  const body = records.map(([owner, kind, content]) => {
    const fixed = Buffer.alloc(10);
    fixed.writeUInt16BE(kind, 0);
    fixed.writeUInt16BE(1, 2);
    fixed.writeUInt16BE(content.length, 8);
    // RFC 1035 §4.1.4: a pointer to the question's name, so that thousands fit.
    return Buffer.concat([owner === null ? Buffer.from([0xc0, 12]) : wireName(owner), fixed, content]);
  });
  return Buffer.concat([header, question ?? query.subarray(12, asked.end), ...body]);
}

/** Answers with those of these addresses that are of the family asked for, after CNAMEs through `aliases`. */
export const at =
  (addresses, aliases = []) =>
  (type) => {
    const chain = aliases.map((alias, index) => [aliases[index - 1] ?? null, TYPES.CNAME, wireName(alias)]);
    const owner = aliases.at(-1) ?? null;
    const found = addresses
      .filter((address) => type === (address.includes(':') ? TYPES.AAAA : TYPES.A))
      .map((address) => [owner, type, wireAddress(address)]);
    return [...chain, ...found];
  };

/** Answers a question for MX with these hosts. */
export const mailAt = (hosts) => (type) =>
  type === TYPES.MX
    ? hosts.map((host, preference) => [null, TYPES.MX, Buffer.concat([Buffer.from([0, preference]), wireName(host)])])
    : [];

const thisMachine = at(['127.0.0.1', '::1']);

function read(query) {
  const labels = [];
  let offset = 12;
  while (offset < query.length && query[offset] !== 0) {
    labels.push(query.toString('latin1', offset + 1, offset + 1 + query[offset]).toLowerCase());
    offset += query[offset] + 1;
  }
  if (offset + 5 > query.length) return null;
  return { name: labels.join('.'), type: query.readUInt16BE(offset + 1), end: offset + 5 };
}

export function wireName(name) {
  const labels = name.split('.').filter(Boolean);
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
}

export function wireAddress(address) {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  return Buffer.from(bitsOf(address).toString(16).padStart(32, '0'), 'hex');
}

/** An address as a number; a dotted tail is allowed. */
export function bitsOf(address) {
  if (!address.includes(':')) return address.split('.').reduce((bits, octet) => bits * 256n + BigInt(octet), 0n);
  const tail = address.match(/\d+\.\d+\.\d+\.\d+$/)?.[0];
  const plain = tail
    ? address.slice(0, -tail.length) + [16n, 0n].map((by) => ((bitsOf(tail) >> by) & 0xffffn).toString(16)).join(':')
    : address;
  const [left, right] = plain.split('::').map((half) => half.split(':').filter(Boolean));
  const groups = right === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((bits, group) => bits * 0x10000n + BigInt(`0x${group}`), 0n);
}

/** A number as an address. */
export function addressOf(bits, isIpv6) {
  const width = isIpv6 ? 16n : 8n;
  const parts = Array.from(
    { length: isIpv6 ? 8 : 4 },
    (_, index) => (bits >> (width * BigInt((isIpv6 ? 7 : 3) - index))) & ((1n << width) - 1n),
  );
  return isIpv6 ? parts.map((part) => part.toString(16)).join(':') : parts.join('.');
}
