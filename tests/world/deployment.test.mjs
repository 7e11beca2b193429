// What packaging/ holds, with the real programs it is for: systemd's own judgement of the unit, the relay's of the file of
// settings, and nginx and Caddy between a client and the relay.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { accepts, startDaemon, unpacked } from './daemon.mjs';
import { relayProgram, requireWorld, startRelay } from './programs.mjs';

const run = promisify(execFile);
const PACKAGING = new URL('../../packaging/', import.meta.url).pathname;
const NAME = 'waxseal.example.org';
/** systemd's figure for what a service is exposed to: 10 is everything. Its own word for less than 2 is "OK". */
const MOST_EXPOSURE = 1.5;

const packaged = (name) => readFileSync(PACKAGING + name, 'utf8');
const folder = mkdtempSync(`${tmpdir()}/waxseal-deployment-`);
let relay;

before(async () => {
  requireWorld();
  // As relay.toml has it; and few probes for each client, to see whom they are counted for.
  relay = await startRelay(['--public-url', `https://${NAME}`, '--trusted-proxy', '127.0.0.1,::1', '--policies-per-minute', '2']);
});

after(() => {
  relay?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('systemd finds little that the service is exposed to', async () => {
  const words = ['security', '--offline=true', `--threshold=${MOST_EXPOSURE * 10}`, '--no-pager', `${PACKAGING}waxseal-relay.service`];
  const { stdout } = await run('systemd-analyze', words);
  const [, figure] = stdout.match(/Overall exposure level for waxseal-relay.service: (\d+\.\d+)/);
  assert.ok(Number(figure) <= MOST_EXPOSURE, stdout);
});

test('systemd understands every line of the unit', async () => {
  const program = `${folder}/waxseal-relay.service`;
  writeFileSync(program, packaged('waxseal-relay.service').replace('/usr/local/bin/waxseal-relay', relayProgram));
  const { stderr } = await run('systemd-analyze', ['verify', '--man=no', program]);
  assert.doesNotMatch(stderr, /waxseal-relay\.service/);
});

test('the second wall denies what the relay’s own table denies', () => {
  const denied = [...packaged('waxseal-relay.service').matchAll(/^IPAddressDeny=(.*)$/gm)].flatMap(([, list]) => list.split(' '));
  for (const net of ['10.0.0.0/8', '169.254.0.0/16', '192.168.0.0/16', '172.16.0.0/12', '100.64.0.0/10', 'fc00::/7', 'fe80::/10', '::ffff:0:0/96'])
    assert.ok(denied.includes(net), net);
});

test('the relay would start with the file of settings', async () => {
  const { stdout } = await run(relayProgram, ['--config', `${PACKAGING}relay.toml`, '--check-config']);
  assert.match(stdout, /would start/);
});

test('a container’s health check tells a live relay from none', async () => {
  const { host } = new URL(relay.url);
  const { stdout } = await run(relayProgram, ['health'], { env: { WAXSEAL_LISTEN: host } });
  assert.equal(stdout, 'alive\n');
  await assert.rejects(run(relayProgram, ['health'], { env: { WAXSEAL_LISTEN: '127.0.0.1:9' } }), { code: 1 });
});

describe('nginx', () => {
  const port = 18443;
  let daemon;

  before(async () => {
    await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${NAME}`, '-keyout', `${folder}/privkey.pem`, '-out', `${folder}/fullchain.pem`]);
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n');
    // Other ports, other files, and nothing else.
    const site = packaged('nginx.conf')
      .replaceAll(/443 ssl/g, `${port} ssl`)
      .replaceAll(`/etc/letsencrypt/live/${NAME}`, folder)
      .replace('http://127.0.0.1:8025', relay.url.replace(/\/$/, ''));
    const path = `${folder}/nginx.conf`;
    writeFileSync(path, `daemon off; user root; pid ${folder}/nginx.pid; error_log stderr; events {}\nhttp {\naccess_log off;\n${folders}\n${site}}\n`);
    daemon = await startDaemon('nginx-deployment', unpacked('nginx', 'usr/sbin/nginx'), ['-c', path, '-p', folder], { ready: () => accepts('127.0.0.1', port) });
  });
  after(() => daemon?.kill('SIGTERM'));

  behind('mx1.good.lab', 'smtp', ['127.0.9.1', '127.0.9.2'], (path, options) => overHttps({ ...options, path, port, host: '127.0.0.1', servername: NAME, rejectUnauthorized: false }));
});

describe('Caddy', () => {
  const port = 18080;
  let daemon;

  before(async () => {
    // Without TLS, for which it would ask an authority elsewhere.
    const site = packaged('Caddyfile').replace(`${NAME} {`, `http://${NAME}:${port} {`).replace('127.0.0.1:8025', new URL(relay.url).host);
    const path = `${folder}/Caddyfile`;
    writeFileSync(path, `{\n\tadmin off\n\tauto_https off\n}\n${site}`);
    mkdirSync(`${folder}/caddy`);
    const env = { HOME: folder, XDG_DATA_HOME: `${folder}/caddy`, XDG_CONFIG_HOME: `${folder}/caddy` };
    daemon = await startDaemon('caddy-deployment', unpacked('caddy', 'usr/bin/caddy'), ['run', '--config', path, '--adapter', 'caddyfile'], { ready: () => accepts('127.0.0.1', port), env });
  });
  after(() => daemon?.kill('SIGTERM'));

  behind('mx1.submission.lab', 'submission', ['127.0.9.3', '127.0.9.4'], (path, options) => overHttp({ ...options, path, port, host: '127.0.0.1' }));
});

/** What must be so behind any reverse proxy. Each probes another host: what was just seen is told at once. */
function behind(host, service, clients, ask) {
  const answerTo = (path, { body, headers = {}, ...options } = {}) =>
    new Promise((resolve, reject) => {
      const chunks = [];
      const asked = ask(path, { ...options, headers: { host: NAME, ...headers } });
      asked.once('error', reject).once('response', (response) => {
        response
          .on('data', (data) => chunks.push({ at: performance.now(), data }))
          .once('error', reject)
          .once('end', () => resolve({ status: response.statusCode, headers: response.headers, chunks, body: Buffer.concat(chunks.map(({ data }) => data)) }));
      });
      asked.end(body);
    });
  const json = { 'content-type': 'application/json' };

  test('the page comes through whole, with its policy', async () => {
    const { status, headers, body } = await answerTo('/');
    assert.equal(status, 200);
    assert.match(headers['content-security-policy'], /default-src 'none'/);
    assert.match(body.toString(), /<title>Waxseal<\/title>/);
    const digest = ({ body }) => createHash('sha256').update(body).digest('hex');
    const direct = await fetch(`${relay.url}frontend_bg.wasm`, { headers: { 'accept-encoding': 'identity' } });
    const proxied = await answerTo('/frontend_bg.wasm', { headers: { 'accept-encoding': 'identity' } });
    assert.equal(digest(proxied), digest({ body: Buffer.from(await direct.arrayBuffer()) }));
  });

  test('a page of its own name may ask, another may not', async () => {
    const { status } = await answerTo('/v1/info', { headers: { origin: `https://${NAME}` } });
    assert.equal(status, 200);
    const foreign = await answerTo('/v1/info', { headers: { origin: 'https://elsewhere.example' } });
    assert.equal(foreign.status, 403);
  });

  test('each client has its own share, and cannot pass for another', async () => {
    const body = JSON.stringify({ domain: 'no-such-domain.lab' });
    const ask = (localAddress, further) => answerTo('/v1/policy', { method: 'POST', body, localAddress, headers: { ...json, ...further } });
    const [one, other] = clients;
    for (let count = 0; count < 2; count += 1) assert.equal((await ask(one, {})).status, 200);
    const claims = [{}, { 'x-forwarded-for': '192.0.2.77' }, { forwarded: 'for=192.0.2.77' }];
    for (const claim of claims) assert.equal((await ask(one, claim)).status, 429, JSON.stringify(claim));
    assert.equal((await ask(other, {})).status, 200);
  });

  test('a probe is told line by line', async () => {
    const body = JSON.stringify({ host, service, extras: {} });
    const { status, chunks, body: text } = await answerTo('/v1/probe', { method: 'POST', headers: json, body });
    assert.equal(status, 200, text.toString());
    const lines = text.toString().trim().split('\n').map(JSON.parse);
    assert.ok(lines.length > 5, text.toString());
    assert.ok('done' in lines.at(-1).observation || lines.at(-1).observation.type === 'done', JSON.stringify(lines.at(-1)));
    // Held back, all would come at once.
    assert.ok(chunks.length > 3, `${chunks.length} parts`);
    assert.ok(chunks.at(-1).at - chunks[0].at > 5, 'the first line is there well before the last');
  });
}
