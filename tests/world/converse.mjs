// A mail server's own words, heard over a bare socket.

import { connect } from 'node:net';

/**
 * Connects to a host, on port 25 unless told otherwise, says the lines one after another, and hears what comes until it
 * ends or time is up.
 */
export function converse(host, { say = [], ms = 1500, port = 25 } = {}) {
  return new Promise((resolve) => {
    let heard = '';
    const left = [...say];
    const socket = connect({ host, port });
    const finish = (end) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ heard, end });
    };
    const timer = setTimeout(() => finish('silence'), ms);
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      const replies = heard.match(/^\d{3} [^\n]*\n/gm)?.length ?? 0;
      if (replies > say.length - left.length && left.length) socket.write(`${left.shift()}\r\n`);
    });
    socket.once('end', () => finish('closed')).once('error', ({ code }) => finish(code));
  });
}
