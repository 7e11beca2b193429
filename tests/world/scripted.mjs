// Servers that no honest software would be: each a script of what it says, and when.

import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connection, dialogue, drip } from './dialogue.mjs';
import { PORTS } from './model.mjs';
import { seal } from './openssl.mjs';

/** A script gets the client's connection and the host it plays; what it throws ends the connection. */
export const SCRIPTS = {
  'greets-421': (client, { name }) =>
    client.say(`421 4.7.0 ${name} Too many connections from your address, try again later`).end(),
  'greets-450': (client, { name }) => client.say(`450 4.3.2 ${name} Please try again later`).end(),
  'greets-554': (client, { name }) => client.say(`554 5.7.1 ${name} Your address is on our blocklist`).end(),
  'greets-554-all': (client, { name }) => client.say(`554 5.3.0 ${name} No SMTP service here`).end(),
  'closes-at-once': (client) => client.end(),
  'resets-at-once': (client) => client.socket.resetAndDestroy(),
  'accepts-and-says-nothing': () => {},
  'one-byte-a-second': (client, { name }) => drip(client, `220 ${name} ESMTP slow and steady\r\n`),
  'endless-greeting': async (client, { name }) => {
    while (client.isOpen()) {
      client.say(`220-${name} and so on`);
      await sleep(5);
    }
  },
  'endless-line': async (client) => {
    client.socket.write('220 ');
    while (client.isOpen()) {
      client.socket.write('x'.repeat(4096));
      await sleep(5);
    }
  },
  'closes-after-greeting': (client, { name }) => client.say(`220 ${name} ESMTP`).end(),
  'speaks-http': (client) => client.socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
  'speaks-tls': (client, { pem }) => client.startTls(pem),
  'bare-line-feeds': (client, host) => dialogue(client, host, { ending: '\n' }),
  'no-ehlo': (client, host) => dialogue(client, host, { ehlo: '502 5.5.1 Command not implemented' }),
  'no-starttls': (client, host) => dialogue(client, host, { keywords: ['PIPELINING'] }),
  'ehlo-421': (client, host) => dialogue(client, host, { ehlo: '421 4.7.0 Too many commands, closing' }),
  'ehlo-550': (client, host) =>
    dialogue(client, host, { ehlo: '550 5.7.1 Access denied, bad reputation', helo: '550 5.7.1 Access denied' }),
  'starttls-454': (client, host) =>
    dialogue(client, host, { starttls: '454 4.7.0 TLS not available due to local problem' }),
  'starttls-unknown': (client, host) =>
    dialogue(client, host, { starttls: '500 5.5.1 Command unrecognized: STARTTLS' }),
  'starttls-then-garbage': (client, host) =>
    dialogue(client, host, { afterStarttls: () => client.socket.end('this is no handshake\r\n') }),
  'starttls-then-closes': (client, host) => dialogue(client, host, { afterStarttls: () => client.end() }),
  'starttls-then-silence': (client, host) => dialogue(client, host, { afterStarttls: () => {} }),
  // CVE-2011-0411 and its kin: words said in clear, after 220 and before the handshake.
  'injects-plaintext': (client, host) => dialogue(client, host, { injected: '250 injected\r\n' }),
  // The very fault of CVE-2011-0411: what came in clear with STARTTLS is done as if it had come sealed.
  'obeys-injection': (client, host) => dialogue(client, host, { keepsBuffer: true }),
  // RFC 3207 §4.2: a server must not offer it where it is in use.
  'starttls-again': (client, host) => dialogue(client, host, { sealedKeywords: ['PIPELINING', 'STARTTLS', '8BITMIME'] }),
  'keywords-lost': (client, host) =>
    dialogue(client, host, {
      keywords: ['PIPELINING', 'SIZE 20480000', 'STARTTLS', '8BITMIME'],
      sealedKeywords: ['8BITMIME'],
    }),
  'greylists-451': (client, host) => dialogue(client, host, { rcpt: () => '451 4.7.1 Greylisted, please try again in 300 s' }),
  'rcpt-421': (client, host) => dialogue(client, host, { rcpt: () => '421 4.7.0 Too many recipients from you' }),
  // Verification is not promised with 252 (RFC 5321 §3.5.3); some servers say so to RCPT.
  'rcpt-252': (client, host) => dialogue(client, host, { rcpt: () => '252 2.1.5 Cannot verify, but will try' }),
  // Real TLS of OpenSSL's own server behind a scripted dialogue: openssl.mjs.
  openssl: (client, host) => dialogue(client, host, { seal: () => seal(client, host) }),
  // Played by a newer Node.js, whose OpenSSL knows ML-KEM: hybrid.mjs.
  hybrid: (client, host) => dialogue(client, host, { seal: () => client.startTls(host.pem, host.node) }),
  'forgets-injection': (client, host) => dialogue(client, host),
  'starttls-250': (client, host) => dialogue(client, host, { go: '250 2.0.0 Go ahead' }),
  'nameless-greeting': (client, host) => dialogue(client, host, { greeting: '220 ' }),
  // Every connection of a client but the first few is turned away: a strict rate limit.
  'second-time-421': (client, host) => limited(client, host, 1),
  'fifth-time-421': (client, host) => limited(client, host, 5),
};

function limited(client, host, most) {
  const seen = (host.seen ??= new Map());
  const count = (seen.get(client.peer) ?? 0) + 1;
  seen.set(client.peer, count);
  return count <= most ? dialogue(client, host) : SCRIPTS['greets-421'](client, host);
}

/** Starts the scripted hosts (each with `pem`: key and chain) inside this process; resolves when all listen. */
export async function startScripted(hosts) {
  const places = hosts.flatMap((host) =>
    host.listening.flatMap((address) => host.services.map((service) => ({ host, address, port: PORTS[service] }))),
  );
  return Promise.all(
    places.map(
      ({ host, address, port }) =>
        new Promise((resolve, reject) => {
          const server = createServer({ allowHalfOpen: false }, (socket) => play(SCRIPTS[host.server], socket, host));
          server.once('error', reject).listen(port, address, () => resolve(server));
        }),
    ),
  );
}

async function play(script, socket, host) {
  const client = connection(socket);
  try {
    await script(client, host);
  } catch (error) {
    // The client left in the middle: that is its right. Anything else is a fault of the script.
    if (client.isOpen()) process.stderr.write(`scripted ${host.server}: ${error.stack}\n`);
    socket.destroy();
  }
}
