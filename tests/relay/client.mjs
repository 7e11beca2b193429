// Asking the relay, each time as another client: what one of them may ask is not what is tried here.

import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { wireName } from './lying-dns.mjs';
import { asCounted, RELAY_PORT, RESOLVER } from './wall.mjs';

/** Questions under way at once. */
const AT_ONCE = 100;

/** Does something for all, a hundred at once. */
export async function all(items, work) {
  const results = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < items.length) {
        const index = next++;
        results[index] = await work(items[index]);
      }
    }),
  );
  return results;
}

let client = 0;

/**
 * Posts `content`, JSON unless it is a Buffer, from an address of its own or from `from`. Each line of a stream is told to
 * `onLine` when it comes, and all of them in the end.
 */
export function ask(path, content, { type = 'application/json', method = 'POST', from, onLine = () => {} } = {}) {
  const number = ++client;
  const localAddress = from ?? `127.1.${number >> 8}.${number & 255}`;
  const headers = { 'content-type': type };
  const options = { host: '127.0.0.1', port: RELAY_PORT, path, method, localAddress, agent: new Agent(), headers };
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      const isStream = response.headers['content-type'] === 'application/x-ndjson';
      const lines = [];
      let text = '';
      let heard = 0;
      response
        .on('data', (bytes) => {
          text += bytes;
          for (let end; isStream && (end = text.indexOf('\n', heard)) >= 0; heard = end + 1) {
            lines.push(JSON.parse(text.slice(heard, end)));
            onLine(lines.at(-1));
          }
        })
        .on('error', reject)
        .on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text, lines }));
    });
    asked.on('error', reject);
    if (content === undefined) asked.end();
    else asked.end(Buffer.isBuffer(content) ? content : JSON.stringify(content));
  });
}

/** Asks for a probe of a host on port 25. */
export const probe = (host, options) => ask('/v1/probe', { host, service: 'smtp', fresh: true }, options);

/** Asks the relay's resolver through it (RFC 8484). */
export function askDns(name, type, options) {
  const header = Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const query = Buffer.concat([header, wireName(name), Buffer.from([0, type, 0, 1])]);
  return ask('/dns-query', query, { type: 'application/dns-message', ...options });
}

/** What ended a probe early, in its last line. */
export const endOf = ({ lines }) => lines.at(-1).observation.done.stopped_because ?? null;

/** Runs the command line on a domain, under the counted group. */
export function checked(domain) {
  return new Promise((resolve, reject) => {
    const words = ['check', domain, '--resolver', RESOLVER, '--ehlo-name', 'probe.wall.org'];
    const child = spawn(...asCounted('waxseal', words), { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (bytes) => (errors += bytes));
    child.once('error', reject).once('exit', (code) => resolve({ code, errors }));
  });
}
