// Servers that no honest software would be: each a script of what it says, and when.

import { createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';

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
  // Every connection but the first of each client is turned away: a strict rate limit.
  'second-time-421': (client, host) => {
    const seen = (host.seen ??= new Map());
    const count = (seen.get(client.peer) ?? 0) + 1;
    seen.set(client.peer, count);
    return count === 1 ? dialogue(client, host, {}) : SCRIPTS['greets-421'](client, host);
  },
};

/** Starts the scripted hosts (each with `pem`: key and chain) inside this process; resolves when all listen. */
export async function startScripted(hosts) {
  const places = hosts.flatMap((host) => host.listening.map((address) => ({ host, address })));
  return Promise.all(
    places.map(
      ({ host, address }) =>
        new Promise((resolve, reject) => {
          const server = createServer({ allowHalfOpen: false }, (socket) => play(SCRIPTS[host.server], socket, host));
          server.once('error', reject).listen(25, address, () => resolve(server));
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

/** An ordinary dialogue, except for what is named: replies, the line ending, what follows STARTTLS. */
async function dialogue(client, host, odd) {
  const { ending = '\r\n', keywords = ['PIPELINING', 'STARTTLS', '8BITMIME'] } = odd;
  const say = (...lines) =>
    client.write(
      lines.map((line, index) => line.replace(/^(\d{3}) /, index < lines.length - 1 ? '$1-' : '$1 ') + ending).join(''),
    );
  let sealed = false;
  say(`220 ${host.name} ESMTP`);
  for (;;) {
    const line = await client.line();
    if (line === null) return;
    const verb = line.split(' ')[0].toUpperCase();
    if (verb === 'EHLO' && odd.ehlo) say(odd.ehlo);
    else if (verb === 'EHLO')
      say(
        `250 ${host.name}`,
        ...keywords.filter((word) => !(sealed && word === 'STARTTLS')).map((word) => `250 ${word}`),
      );
    else if (verb === 'HELO') say(odd.helo ?? `250 ${host.name}`);
    else if (verb === 'STARTTLS' && odd.starttls) say(odd.starttls);
    else if (verb === 'STARTTLS' && !sealed && keywords.includes('STARTTLS')) {
      client.write(`220 2.0.0 Ready to start TLS\r\n${odd.injected ?? ''}`);
      if (odd.afterStarttls) return odd.afterStarttls();
      await client.startTls(host.pem);
      sealed = true;
    } else if (verb === 'QUIT') {
      say('221 2.0.0 Bye');
      return client.end();
    } else say('502 5.5.2 Command not recognised');
  }
}

async function drip(client, text) {
  for (const byte of text) {
    if (!client.isOpen()) return;
    client.socket.write(byte);
    await sleep(1000);
  }
}

/** A connection by lines, in clear and then sealed. */
function connection(socket) {
  let current = socket;
  let pending = '';
  let waiting = null;
  let open = true;
  const settle = () => {
    const end = pending.indexOf('\n');
    if (!waiting || (end < 0 && open)) return;
    const line = end < 0 ? null : pending.slice(0, end).replace(/\r$/, '');
    pending = end < 0 ? '' : pending.slice(end + 1);
    const resolve = waiting;
    waiting = null;
    resolve(line);
  };
  const hear = (bytes) => {
    pending += bytes.toString('latin1');
    settle();
  };
  const left = () => {
    open = false;
    settle();
  };
  socket.on('data', hear).on('close', left).on('error', left);

  return {
    socket,
    peer: socket.remoteAddress,
    isOpen: () => open && !current.destroyed,
    write: (text) => current.write(text, 'latin1'),
    say(line) {
      current.write(`${line}\r\n`, 'latin1');
      return this;
    },
    end: () => current.end(),
    line: () =>
      new Promise((resolve) => {
        waiting = resolve;
        settle();
      }),
    startTls(pem) {
      socket.removeListener('data', hear);
      current = new TLSSocket(socket, { isServer: true, key: pem, cert: pem });
      current.on('data', hear).on('close', left);
      return new Promise((resolve, reject) => {
        current.once('secure', resolve).once('error', reject);
        current.on('error', left);
      });
    },
  };
}
