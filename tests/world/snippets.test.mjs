// What a report says to publish, to configure and to run is taken at its word by Debian's own servers: Postfix, Exim,
// OpenSMTPD, nginx, Caddy, Knot. The texts are those that the page shows and those that the command line prints.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash, X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { accepts, allAccept, startDaemon, unpacked } from './daemon.mjs';
import { PLACE } from './dovecot.mjs';
import { addAddresses, STATE } from './namespace.mjs';
import { startMaster } from './postfix.mjs';
import { requireWorld, waxseal } from './programs.mjs';

const run = promisify(execFile);
const HOST = 'mx.example.org';
const DOMAIN = 'example.org';
const ADDRESS = '127.0.0.2';
/** Not of this machine's own network, from which Postfix takes everything. */
const OUTSIDE = '192.0.2.250';
const SCENARIOS = new URL('../../frontend/analysis/tests/scenarios/', import.meta.url).pathname;
const EXPLANATIONS = new URL('../../frontend/public/explanations.json', import.meta.url).pathname;
/** Postfix's master, unlike everybody else, runs as root only; under sudo the tests do not. */
const IS_ROOT = process.getuid() === 0;

let folder;
/** Text of a snippet → the snippet: from reports, and from the file of explanations for what no report has. */
const snippets = new Map();

before(async () => {
  requireWorld();
  folder = mkdtempSync(join(tmpdir(), 'waxseal-snippets-'));
  chmodSync(folder, 0o755);
  certificate();
  for (const template of JSON.parse(readFileSync(EXPLANATIONS, 'utf8')).settings) add(filled(template));
  for (const file of readdirSync(SCENARIOS)) {
    const { stdout } = await waxseal(['check', '--replay', SCENARIOS + file, '--format', 'json']);
    for (const { pastes = [] } of JSON.parse(stdout).findings) pastes.forEach(add);
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

function add(snippet) {
  // Records and files are each domain's own; settings are the same for all hosts but for the name.
  const isOwn = ['zone', 'fields', 'file'].includes(snippet.form);
  const text = isOwn ? snippet.text : snippet.text.replaceAll(/[\w.-]+\.lab\b/g, 'a.lab');
  const key = `${snippet.place}\n${text}`;
  if (!snippets.has(key)) snippets.set(key, snippet);
}

function filled(template) {
  const fill = (text) =>
    text.replaceAll('{host}', HOST).replaceAll('{domain}', DOMAIN).replaceAll('{address}', '192.0.2.1');
  return { ...template, place: fill(template.place), text: fill(template.text) };
}

/** One key and certificate for everything; the paths in the snippets are those of a machine that certbot manages. */
function certificate() {
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '9', '-subj', `/CN=${HOST}`];
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
  assert.equal(spawnSync('openssl', [...words, ...files]).status, 0);
}

const atHome = (text) => text.replaceAll(/\/etc\/(?:letsencrypt\/live\/[\w.-]+|exim4\/tls)\//g, `${folder}/`);

/** The snippets whose place begins so; there has to be one. */
function of(place) {
  const found = [...snippets.values()].filter((snippet) => snippet.place.startsWith(place));
  assert.notEqual(found.length, 0, `nothing for ${place}`);
  return found;
}

function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Runs a program that is to accept what it is given, without a warning. */
function accepted(command, words, { said = /^$/, env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', env: { ...process.env, ...env } });
  assert.equal(status, 0, `${command} ${words.join(' ')}: ${status}\n${stdout}${stderr}`);
  assert.match(stderr.trim(), said);
  return stdout;
}

test('every server has its say', () => {
  const places = new Set([...snippets.values()].map(({ place }) => place.split(':')[0]));
  for (const place of ['Postfix', 'Exim', 'OpenSMTPD', 'nginx', 'Caddy', 'shell']) assert.ok(places.has(place), place);
});

describe('Postfix', () => {
  /** What Postfix makes of a configuration; what it does not know it warns of. It takes a second to think. */
  async function postconf(name, { main = '', services = '' }, words) {
    mkdirSync(join(folder, name), { recursive: true });
    file(`${name}/main.cf`, `compatibility_level = 3.6\n${main}`);
    file(`${name}/master.cf`, services);
    const env = { ...process.env, LD_LIBRARY_PATH: unpacked('postfix', 'usr/lib/postfix') };
    const command = unpacked('postfix', 'usr/sbin/postconf');
    const { stdout, stderr } = await run(command, ['-c', join(folder, name), ...words], { env });
    assert.equal(stderr, '');
    return stdout;
  }

  test('knows every parameter', async () => {
    const all = of('Postfix: /etc/postfix/main.cf').map(async ({ text }, at) => {
      const known = await postconf(`postfix-${at}`, { main: atHome(text) }, ['-n']);
      for (const [, name, value] of text.matchAll(/^(\w+) =(?: (.*))?$/gm))
        assert.ok(known.includes(`${name} =${value ? ` ${atHome(value)}` : ''}`), `${name}\n${known}`);
    });
    await Promise.all(all);
  });

  test('knows every service and its options', async () => {
    for (const { text: services } of of('Postfix: /etc/postfix/master.cf')) {
      const found = await postconf('services', { services }, ['-M']);
      assert.equal(found.trim().split('\n').length, 2);
      const option = await postconf('services', { services }, ['-P', '465/inet/smtpd_tls_wrappermode']);
      assert.match(option, /= yes/);
    }
  });

  test('answers with all of it', { skip: !IS_ROOT && 'Postfix starts as root only' }, async () => {
    const main = new Map();
    for (const { text } of of('Postfix: /etc/postfix/main.cf').filter(({ topic }) => topic))
      for (const [line, name] of atHome(text).matchAll(/^(\w+) =.*$/gm)) main.set(name, line);
    const [{ text: submission }] = of('Postfix: /etc/postfix/master.cf');
    addAddresses([OUTSIDE]);
    const base = [
      `inet_interfaces = ${OUTSIDE}`,
      'inet_protocols = ipv4',
      'mydestination = example.org',
      'local_recipient_maps =',
      'alias_maps =',
      'smtpd_sasl_type = dovecot',
      `smtpd_sasl_path = inet:${PLACE.host}:${PLACE.port}`,
    ];
    const daemon = await startMaster('postfix-snippets', `${STATE}/postfix-snippets`, {
      main: `${[...base, ...main.values()].join('\n')}\n`,
      services: `25 inet n - y - - smtpd\n${submission}`,
      ready: allAccept([25, 465, 587].map((port) => [OUTSIDE, port])),
    });
    try {
      const relayed = await talk(25, ['-starttls', 'smtp'], ['MAIL FROM:<>', 'RCPT TO:<a@example.com>']);
      assert.match(relayed, /^250-mx\.example\.org\r$/m);
      assert.match(relayed, /^554 5\.7\.1 .*Relay access denied/m);
      // Nobody is let in without a password, and nobody is asked for one in clear.
      for (const [port, words] of [
        [465, []],
        [587, ['-starttls', 'smtp']],
      ]) {
        const sealed = await talk(port, words, ['MAIL FROM:<>', 'RCPT TO:<a@example.org>']);
        assert.match(sealed, /^250[ -]AUTH PLAIN/m);
        assert.match(sealed, /^554 5\.7\.1/m);
      }
      // A client that would go down to it, as the world's own old servers show.
      const old = await talk(465, ['-tls1_1', '-cipher', 'DEFAULT:@SECLEVEL=0'], []);
      assert.match(old, /alert protocol version/);
      assert.doesNotMatch(old, /^250/m);
    } finally {
      daemon.kill('SIGTERM');
    }
  });
});

/** Says lines to a server inside TLS, and tells what it said. */
async function talk(port, words, lines) {
  const said = ['EHLO probe.lab', ...lines, 'QUIT'].map((line) => `sleep 0.3; printf '${line}\\r\\n'`).join('; ');
  const client = `openssl s_client -crlf -ign_eof -connect ${OUTSIDE}:${port} ${words.join(' ')} 2>&1`;
  const { stdout } = await run('sh', ['-c', `(sleep 0.5; ${said}; sleep 0.3) | ${client} || true`]);
  return stdout;
}

describe('Exim', () => {
  const exim = unpacked('exim4-daemon-light', 'usr/sbin/exim4');
  const base = () => `spool_directory = ${folder}/spool\nlog_file_path = ${folder}/exim-%s\nkeep_environment =\n`;

  test('takes every setting', () => {
    for (const [at, { text }] of of('Exim: main section').entries()) {
      const needsAcl = text.includes('acl_check_rcpt');
      const path = file(`exim-${at}.conf`, base() + atHome(text) + (needsAcl ? acls() : ''));
      accepted(exim, ['-C', path, '-bV']);
    }
  });

  test('does not relay', () => {
    const main = of('Exim: main section').find(({ text }) => text.includes('acl_smtp_rcpt'));
    const path = file('exim-relay.conf', base() + main.text + acls() + routers);
    const said = (from, to) =>
      spawnSync(exim, ['-C', path, '-bh', from], {
        encoding: 'utf8',
        input: `EHLO probe.lab\r\nMAIL FROM:<>\r\nRCPT TO:<${to}>\r\nQUIT\r\n`,
      }).stdout;
    assert.match(said('192.0.2.99', 'a@example.com'), /^550 relay not permitted/m);
    assert.match(said('192.0.2.99', `a@${DOMAIN}`), /^250 Accepted/m);
    assert.match(said('127.0.0.1', 'a@example.com'), /^250 Accepted/m);
  });

  const acls = () => `begin acl\n${of('Exim: ACL section')[0].text}`;
  const routers = 'begin routers\nall:\n  driver = accept\n  transport = none\nbegin transports\nnone:\n  driver = appendfile\n  file = /dev/null\n';
});

describe('OpenSMTPD', () => {
  test('takes every setting', () => {
    for (const [at, { text }] of of('OpenSMTPD: /etc/smtpd.conf').entries()) {
      // A pki is declared where the certificate is: elsewhere in the same file.
      const [, name = HOST] = /pki (\S+)/.exec(text) ?? [];
      const declared = text.includes(' cert ')
        ? ''
        : `pki ${name} cert "${folder}/fullchain.pem"\npki ${name} key "${folder}/privkey.pem"\n`;
      // A configuration without any rule is none.
      const rules = text.includes('match ') ? '' : 'action "inbound" mbox\nmatch from any for local action "inbound"\n';
      const path = file(`smtpd-${at}.conf`, declared + atHome(text) + rules);
      accepted(unpacked('opensmtpd', 'usr/sbin/smtpd'), ['-n', '-f', path], { said: /^configuration OK$/ });
    }
  });
});

describe('the policy’s web server', () => {
  test('nginx serves the file', async () => {
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    const place = `nginx: /etc/nginx/conf.d/mta-sts.${DOMAIN}.conf`;
    for (const [at, { text, place: its }] of of('nginx: ').entries()) {
      // All of 443 is taken in this world, and its web root is not there.
      const here = atHome(text)
        .replace('listen 443', `listen ${ADDRESS}:8443`)
        .replace(/^.*\[::\]:443.*$/m, '')
        .replaceAll('/var/www/', `${folder}/www/`);
      const path = file(
        `nginx-${at}.conf`,
        `daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}\nhttp {\naccess_log off;\n${folders.join('\n')}\n${here}}\n`,
      );
      accepted(unpacked('nginx', 'usr/sbin/nginx'), ['-t', '-q', '-c', path, '-p', folder], { said: /^(.*"user" directive.*)?$/ });
      if (its !== place) continue;
      mkdirSync(`${folder}/www/mta-sts.${DOMAIN}/.well-known`, { recursive: true });
      writeFileSync(`${folder}/www/mta-sts.${DOMAIN}/.well-known/mta-sts.txt`, 'version: STSv1\n');
      const daemon = await startDaemon('nginx-snippets', unpacked('nginx', 'usr/sbin/nginx'), ['-c', path, '-p', folder], {
        ready: () => accepts(ADDRESS, 8443),
      });
      try {
        const name = `mta-sts.${DOMAIN}`;
        const fetch = (path) =>
          run('curl', ['-skiS', '--resolve', `${name}:8443:${ADDRESS}`, `https://${name}:8443${path}`]);
        const { stdout } = await fetch('/.well-known/mta-sts.txt');
        assert.match(stdout, /^HTTP\/\S+ 200/);
        assert.match(stdout, /^Content-Type: text\/plain\r$/m);
        assert.match(stdout, /version: STSv1\n$/);
        assert.match((await fetch('/')).stdout, /^HTTP\/\S+ 404/);
      } finally {
        daemon.kill('SIGTERM');
      }
    }
  });

  test('Caddy takes the site', () => {
    for (const { text } of of('Caddy: ')) {
      const path = file('Caddyfile', text);
      const env = { HOME: folder, XDG_DATA_HOME: `${folder}/caddy`, XDG_CONFIG_HOME: `${folder}/caddy` };
      const words = ['validate', '--config', path, '--adapter', 'caddyfile'];
      // It tells of its progress as JSON, and of trouble as a warning; that it would indent with tabs is none.
      const said = /^(?!.*"level":"(?:warn|error)"(?!.*caddy fmt))/s;
      accepted(unpacked('caddy', 'usr/bin/caddy'), words, { env, said });
    }
  });
});

describe('commands', () => {
  test('are commands', () => {
    for (const { form, text } of snippets.values())
      if (form === 'command') accepted('sh', ['-n', '-c', text]);
  });

  test('the next key’s record is that of the key', async () => {
    const { text } = of('shell').find(({ text }) => text.startsWith('printf'));
    file('next-key.pem', readFileSync(join(folder, 'privkey.pem')));
    const { stdout } = await run('sh', ['-c', text], { cwd: folder });
    const { publicKey } = new X509Certificate(readFileSync(join(folder, 'fullchain.pem')));
    const digest = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
    assert.equal(stdout, `3 1 1 ${digest}\n`);
  });
});

test('Knot serves every record as it is meant', async () => {
  const zone = [...snippets.values()].filter(({ form }) => form === 'zone');
  const lines = new Set(zone.flatMap(({ text }) => text.split('\n')).filter((line) => line && !line.startsWith(';')));
  assert.ok(lines.size > 100, `${lines.size} records`);
  mkdirSync(`${folder}/knot`);
  if (IS_ROOT) spawnSync('chown', ['knot:knot', `${folder}/knot`]);
  file('knot/root.zone', `$TTL 60\n. SOA ns. ns. 1 3600 600 86400 60\n. NS ns.\nns. A ${ADDRESS}\n${[...lines].join('\n')}\n`);
  const configuration = file(
    'knot/knot.conf',
    `server:
    listen: ${ADDRESS}@5300
    rundir: ${folder}/knot
    ${IS_ROOT ? 'user: knot:knot' : ''}
database:
    storage: ${folder}/knot
log:
  - target: stderr
    any: warning
zone:
  - domain: .
    storage: ${folder}/knot
    file: root.zone
    zonefile-sync: -1
    journal-content: none
    semantic-checks: on
`,
  );
  const dig = async (...words) =>
    (await run('dig', [`@${ADDRESS}`, '-p', '5300', '+short', '+tcp', ...words])).stdout.trim();
  const daemon = await startDaemon('knot-snippets', unpacked('knot', 'usr/sbin/knotd'), ['-c', configuration], {
    ready: () => dig('ns.', 'A').then((said) => said === ADDRESS, () => false),
  });
  try {
    for (const line of lines) {
      const [, owner, type, value] = /^(\S+) IN (\S+) (.*)$/.exec(line);
      const said = (await dig(owner, type)).split('\n').map((one) => comparable(type, one));
      assert.ok(said.includes(comparable(type, value)), `${line}\n${said.join('\n')}`);
    }
    // What a panel is told is what the server says.
    for (const { form, text } of snippets.values()) {
      if (form !== 'fields') continue;
      for (const record of text.split('\n\n')) {
        const [, owner] = /^Name: (?:\S+ \(in full: (.*)\)|(\S+))$/m.exec(record).filter(Boolean);
        const [, value] = /^Value: (.*)$/m.exec(record) ?? [];
        if (!record.startsWith('Type: TXT')) continue;
        const said = (await dig(`${owner}.`, 'TXT')).split('\n').map((one) => comparable('TXT', one));
        assert.ok(said.includes(value), `${record}\n${said.join('\n')}`);
      }
    }
  } finally {
    daemon.kill('SIGTERM');
  }
});

/** A record's value as both sides would write it: strings joined, hexadecimal digits together and small. */
function comparable(type, value) {
  if (type === 'TXT') {
    const strings = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, string]) => string);
    return strings.join('').replaceAll(/\\(\d{3})|\\(.)/g, (_, code, letter) => letter ?? String.fromCharCode(code));
  }
  if (type === 'TLSA') {
    const [usage, selector, matching, ...data] = value.toLowerCase().split(' ');
    return [usage, selector, matching, data.join('')].join(' ');
  }
  return value;
}
