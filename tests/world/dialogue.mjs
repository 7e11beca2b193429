// A connection by lines, in clear and then sealed, and the ordinary SMTP dialogue that scripts depart from.

import { TLSSocket } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * An ordinary dialogue, except for what is named in `odd`:
 *
 * - `ending`, `greeting`, `keywords`, and replies to `ehlo`, `helo`, `starttls` (a refusal; `go`: consent); `sealedKeywords`: those inside TLS
 * - `injected`: words in clear after 220; `afterStarttls`: what happens instead of a handshake
 * - `seal`: how the handshake is made; `keepsBuffer`: commands that came in clear with STARTTLS are obeyed later
 * - `rcpt`: the reply to RCPT for a recipient
 */
export async function dialogue(client, host, odd = {}) {
  const { ending = '\r\n', keywords = ['PIPELINING', 'STARTTLS', '8BITMIME'] } = odd;
  const { seal = () => client.startTls(host.pem), rcpt = () => '550 5.7.1 Relaying denied' } = odd;
  const sealedKeywords = odd.sealedKeywords ?? keywords.filter((word) => word !== 'STARTTLS');
  const say = (...lines) =>
    client.write(
      lines.map((line, index) => line.replace(/^(\d{3}) /, index < lines.length - 1 ? '$1-' : '$1 ') + ending).join(''),
    );
  let sealed = false;
  if (client.port === 465) {
    await seal(client);
    sealed = true;
  }
  say(odd.greeting ?? `220 ${host.name} ESMTP`);
  for (;;) {
    const line = await client.line();
    if (line === null) return;
    const verb = line.split(/[ :]/)[0].toUpperCase();
    if (verb === 'EHLO' && odd.ehlo) say(odd.ehlo);
    else if (verb === 'EHLO')
      say(`250 ${host.name}`, ...(sealed ? sealedKeywords : keywords).map((word) => `250 ${word}`));
    else if (verb === 'HELO') say(odd.helo ?? `250 ${host.name}`);
    else if (verb === 'STARTTLS' && odd.starttls) say(odd.starttls);
    else if (verb === 'STARTTLS' && !sealed && keywords.includes('STARTTLS')) {
      client.write(`${odd.go ?? '220 2.0.0 Ready to start TLS'}\r\n${odd.injected ?? ''}`);
      if (odd.afterStarttls) return odd.afterStarttls();
      if (!odd.keepsBuffer) client.forget();
      await seal(client);
      sealed = true;
    } else if (['NOOP', 'MAIL', 'RSET'].includes(verb)) say('250 2.0.0 Ok');
    else if (verb === 'RCPT') say(rcpt(line.replace(/^[^<]*<|>[^>]*$/g, '')));
    else if (verb === 'QUIT') {
      say('221 2.0.0 Bye');
      return client.end();
    } else say('502 5.5.2 Command not recognised');
  }
}

/** Says a text one byte a second. */
export async function drip(client, text) {
  for (const byte of text) {
    if (!client.isOpen()) return;
    client.socket.write(byte);
    await sleep(1000);
  }
}

/** A client's connection by lines. */
export function connection(socket) {
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
    port: socket.localPort,
    isOpen: () => open && !current.destroyed,
    write: (text) => current.write(text, 'latin1'),
    say(line) {
      current.write(`${line}\r\n`, 'latin1');
      return this;
    },
    end: () => current.end(),
    /** The next line, without its end; null when the client has left. */
    line: () =>
      new Promise((resolve) => {
        waiting = resolve;
        settle();
      }),
    /** Forgets what came after the last line, as RFC 3207 §4.2 wants it before a handshake. */
    forget() {
      pending = '';
    },
    /** From here on another stream is heard and spoken to: what is inside the seal. */
    become(stream) {
      socket.removeListener('data', hear);
      current = stream;
      current.on('data', hear).on('close', left).on('error', left);
    },
    /** Makes the handshake with a key and chain, and options of node:tls. */
    startTls(pem, options = {}) {
      this.become(new TLSSocket(socket, { isServer: true, key: pem, cert: pem, ...options }));
      return new Promise((resolve, reject) => current.once('secure', resolve).once('error', reject));
    },
  };
}
