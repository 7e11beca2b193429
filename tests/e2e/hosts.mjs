// A plain web host for the page, and servers that behave as relays do or should not: for tests without the world.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const DIST = new URL('../../dist/', import.meta.url).pathname;
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Listens on a free port of this machine; `close` ends it with all its connections. */
export async function listen(handler) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push({ method: request.method, url: request.url, authorization: request.headers.authorization });
    handler(request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, asked, close };
}

/** The page as files below a folder, and nothing else: what the simplest of hosts does. `brotli`: each compressed, once. */
export const staticHost = ({ folder = '/', brotli = false } = {}) => {
  const files = new Map();
  return listen(({ url, method }, response) => {
    const { pathname } = new URL(url, 'http://host.invalid');
    const name = pathname.slice(folder.length) || 'index.html';
    try {
      if (method !== 'GET' || !pathname.startsWith(folder) || !/^(samples\/)?[\w.-]+$/.test(name)) throw new Error('not here');
      if (!files.has(name)) files.set(name, brotli ? brotliCompressSync(readFileSync(DIST + name)) : readFileSync(DIST + name));
      const headers = { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', ...(brotli && { 'content-encoding': 'br' }) };
      response.writeHead(200, headers).end(files.get(name));
    } catch {
      response.writeHead(404).end();
    }
  });
};

/** What a relay says of itself. */
export const INFO = {
  wire_version: 2,
  version: '1.0.0',
  vantage: 'a test',
  ehlo_name: 'probe.lab',
  features: ['probe', 'policy', 'dns-query', 'deep'],
  limits: {},
  resolver_validates: true,
  port_25: 'open',
  ipv6: true,
};

/** A server that lets pages read what `answer` gives for a path: a status, headers and a body. */
export const fakeRelay = (answer) =>
  listen((request, response) => {
    const headers = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'content-type, authorization',
      'access-control-expose-headers': 'retry-after',
    };
    if (request.method === 'OPTIONS') return response.writeHead(204, headers).end();
    const { status = 200, type = 'application/json', body = '', more = {} } = answer(request);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return response.writeHead(status, { ...headers, 'content-type': type, ...more }).end(text);
  });
