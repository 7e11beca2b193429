// Dovecot's authentication protocol, as far as Postfix needs it to offer AUTH: it asks for the mechanisms at EHLO.
// Nobody can log in here, and no probe tries.

import { createServer } from 'node:net';

/** Where Postfix asks. */
export const PLACE = { host: '127.0.0.1', port: 12345 };

const WORDS = [
  'VERSION\t1\t1',
  'MECH\tPLAIN\tplaintext',
  'MECH\tLOGIN\tplaintext',
  'SPID\t1',
  'CUID\t1',
  `COOKIE\t${'0'.repeat(32)}`,
  'DONE',
];

/** Starts it; it listens when this returns. */
export function startAuthentication() {
  const server = createServer((socket) => {
    socket.on('error', () => {}).on('data', (bytes) => {
      const asked = /^AUTH\t(\d+)/m.exec(bytes.toString('latin1'));
      if (asked) socket.write(`FAIL\t${asked[1]}\n`);
    });
    socket.write(`${WORDS.join('\n')}\n`);
  });
  return new Promise((resolve, reject) => server.once('error', reject).listen(PLACE, () => resolve(server)));
}
