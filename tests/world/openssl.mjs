// Real OpenSSL (`openssl s_server`) where no mail server can be set up so oddly: old versions, chosen suites, weak
// Diffie-Hellman, two certificates. The dialogue around it is scripted; each connection has a process of its own.

import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parameters } from './diffie-hellman.mjs';
import { STATE } from './namespace.mjs';

const HOME = `${STATE}/openssl`;
const START_MS = 10_000;
/** A client that has heard 221 closes; one that does not is left after this. */
const FAREWELL_MS = 500;
/** Everything that OpenSSL still has, unless a host says otherwise: Debian's own defaults end at TLS 1.2. */
const EVERYTHING = ['-cipher', 'DEFAULT:@SECLEVEL=0'];

let made = 0;

/** Writes the files that a host's options name, and returns the words for `openssl`. */
export function openSslWords(host) {
  mkdirSync(HOME, { recursive: true });
  const { options = EVERYTHING, dh, named = false } = host.openssl ?? {};
  const file = (kind, text) => {
    const path = `${HOME}/${host.name}.${kind}`;
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  // `-cert` reads the first certificate of a file alone, and the rest has an option of its own.
  const pair = (of, { option, key, chain }) => {
    const [leaf, ...above] = of.chain.split(/(?<=-----END CERTIFICATE-----\n)/);
    return [
      ...[`-${option}`, file(option, leaf), `-${key}`, file(key, of.key)],
      ...(above.length ? [`-${chain}`, file(chain, above.join(''))] : []),
    ];
  };
  return [
    ...['s_server', '-quiet', '-naccept', '1'],
    ...pair(host.made, { option: 'cert', key: 'key', chain: 'cert_chain' }),
    ...(host.second && !named ? pair(host.second.made, { option: 'dcert', key: 'dkey', chain: 'dcert_chain' }) : []),
    ...(host.second && named ? namedCertificate(host) : []),
    ...(dh ? ['-dhparam', file('dh', parameters(dh))] : []),
    ...options,
  ];
}

/** A certificate for clients that name the server (RFC 6066 §3). Its chain is found among the authorities. */
function namedCertificate({ name, second: { pemFile } }) {
  return ['-servername', name, '-cert2', pemFile, '-key2', pemFile, '-CAfile', pemFile];
}

/** Hands a client's connection over to OpenSSL; what is inside the seal is the client's stream from here on. */
export async function seal(client, { name, opensslWords }) {
  client.socket.pause();
  const path = `${HOME}/${(made += 1)}`;
  const child = spawn('openssl', [...opensslWords, '-unix', path], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // The system's own floors would stand above the options.
    env: { ...process.env, OPENSSL_CONF: '/dev/null' },
  });
  child.stdin.on('error', () => {});
  const gone = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  client.become(inside(child));
  client.socket.once('close', () => child.kill());

  const far = await reach(path, () => child.exitCode === null).catch(() => {
    throw new Error(`openssl for ${name} did not start`);
  });
  client.socket.pipe(far).pipe(client.socket);
  far.on('error', () => client.socket.destroy());
  gone.then(() => rmSync(path, { force: true }));
}

/** Connects as soon as something listens; the path is there a moment earlier. */
async function reach(path, isAlive) {
  for (const begin = Date.now(); ; await sleep(5)) {
    const socket = connect({ path });
    const isThere = await new Promise((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
    if (isThere) return socket;
    if (!isAlive() || Date.now() - begin > START_MS) throw new Error('nothing listens');
  }
}

/** What a process of OpenSSL reads out of the seal, and puts into it. */
function inside(child) {
  const stream = new Duplex({
    read() {},
    write(bytes, _, done) {
      child.stdin.write(bytes, done);
    },
    final(done) {
      setTimeout(() => child.kill(), FAREWELL_MS).unref();
      done();
    },
  });
  child.stdout.on('data', (bytes) => stream.push(bytes)).on('end', () => stream.push(null));
  return stream;
}
