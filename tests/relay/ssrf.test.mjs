// The relay goes nowhere but where it may: tried with everything in vectors.mjs, while the kernel counts its packets.
//
//   node tests/relay/run.mjs -- node --test --test-reporter=spec tests/relay/ssrf.test.mjs

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { after, before, test } from 'node:test';
import { connection, dialogue } from '../world/dialogue.mjs';
import { all, ask, askDns, checked } from './client.mjs';
import { at, mailAt, startLyingDns } from './lying-dns.mjs';
import { HOSTS, isForbidden, MAIL_EXCHANGERS, POLICIES, QUESTIONS, REDIRECTS, SPELLINGS } from './vectors.mjs';
import { ANSWERING, asCounted, BEHIND, admit, counted, OWN, RELAY_PORT, reset, RESOLVER, startRelay } from './wall.mjs';

let dns;
let relay;
let count = 0;
const servers = [];

before(async () => {
  assert.ok(process.env.WALL_INSIDE, 'not behind the wall: run `node tests/relay/run.mjs -- node --test …`');
  const policies = [...POLICIES, ...REDIRECTS].map(({ domain, says }) => [`mta-sts.${domain}`, says]);
  dns = await startLyingDns(RESOLVER, {
    ...Object.fromEntries(HOSTS.map(({ host, says }) => [host, says])),
    ...Object.fromEntries(policies),
    ...Object.fromEntries(MAIL_EXCHANGERS.map(({ domain, hosts }) => [domain, mailAt(hosts)])),
    ...Object.fromEntries(QUESTIONS.filter(({ says }) => says).map(({ name, says }) => [name, says])),
    'inside.wall.org': at(['127.0.0.1', '10.0.0.1', '::1']),
    'outside.wall.org': at(['11.1.1.1']),
    'probe.wall.org': at([OWN.v4, OWN.v6]),
  });
  admit([...HOSTS.flatMap(({ may }) => may), ...Object.values(ANSWERING), '11.1.1.1']);
  await startServers();
  relay = await startRelay();
});

after(async () => {
  await relay?.stop();
  dns?.stop();
  for (const server of servers) server.close();
});

test('hosts at forbidden addresses, in every spelling and at every time', async () => {
  reset();
  const outcomes = await all(HOSTS, async (vector) => {
    const seen = [];
    for (let time = 0; time < vector.times; time += 1)
      seen.push(await ask('/v1/probe', { host: vector.host, service: vector.service, fresh: true }));
    return { vector, seen };
  });
  for (const { vector, seen } of outcomes) {
    for (const { status, lines } of seen) {
      assert.equal(status, 200, vector.what);
      const last = lines.at(-1).observation.done;
      assert.ok(last, `${vector.what}: no end`);
      const reached = lines.flatMap(({ observation }) => observation.finished ?? []).map(({ address }) => address);
      for (const address of reached) assert.ok(!isForbidden(address), `${vector.what}: ${address} was looked at`);
      // What is dropped from an answer is reported.
      const resolved = lines.flatMap(({ observation }) => observation.resolved?.resolution ?? [])[0];
      const found = [resolved?.ipv4, resolved?.ipv6].flatMap((family) => family?.found?.addresses ?? []);
      const skipped = lines.flatMap(({ observation }) => observation.skipped ?? []);
      if (found.length > 0 && reached.length === 0 && skipped.every(({ reason }) => reason.startsWith('not-p')))
        assert.match(
          last.stopped_because?.cause.blocked?.reason ?? '',
          /^(address-not-public|not-permitted)$/,
          vector.what,
        );
      assert.ok(found.length === 0 || reached.length + skipped.length > 0, vector.what);
    }
  }
  count += HOSTS.length;
  const { forbidden, leaked, reached, admitted } = counted();
  assert.deepEqual(leaked, []);
  assert.equal(forbidden, 0);
  // The counter sees what there is to see: every public address was contacted, neighbours of blocks among them.
  const contacted = new Set(reached.map(({ address }) => address));
  for (const { what, may, answers } of HOSTS)
    if (!answers) for (const address of may) assert.ok(contacted.has(canonical(address)), `${what}: not contacted`);
  assert.ok(contacted.has(ANSWERING.v4) && contacted.has(ANSWERING.v6), 'the servers that answer were not contacted');
  assert.ok(admitted >= contacted.size);
  console.log(
    `${HOSTS.length} hosts: ${forbidden} packets to forbidden addresses, ${admitted} to ${contacted.size} public ones`,
  );
});

test('hosts that are no names, or names of nothing public', async () => {
  reset();
  const outcomes = await all(SPELLINGS, async ({ what, host }) => ({
    what,
    ...(await ask('/v1/probe', { host, service: 'smtp', fresh: true })),
    policy: await ask('/v1/policy', { domain: host }),
  }));
  for (const { what, status, lines, body, policy } of outcomes) {
    if (status === 200)
      assert.match(JSON.stringify(lines.at(-1)), /"reason":"(special-name|address-not-public)"/, what);
    else assert.equal(status, 400, `${what}: ${status} ${body}`);
    if (policy.status === 200) assert.match(policy.body, /"reason":"(special-name|address-not-public)"/, what);
    else assert.equal(policy.status, 400, `${what}: ${policy.status} ${policy.body}`);
  }
  count += 2 * SPELLINGS.length;
  nothingLeft(`${SPELLINGS.length} spellings, as host and as policy domain`);
});

test('policy hosts inside, and policies that redirect there', async () => {
  reset();
  for (const { what, body, status } of await all(POLICIES, async ({ what, domain }) => ({
    what,
    ...(await ask('/v1/policy', { domain })),
  }))) {
    assert.equal(status, 200, what);
    assert.match(body, /"reason":"(address-not-public|not-permitted)"/, what);
  }
  for (const { what, location, body } of await all(REDIRECTS, async (vector) => ({
    ...vector,
    ...(await ask('/v1/policy', { domain: vector.domain })),
  }))) {
    const file = JSON.parse(body);
    assert.equal(file.status, 301, `${what}: ${body}`);
    assert.equal(file.location, location, what);
  }
  count += POLICIES.length + REDIRECTS.length;
  const { leaked, forbidden, reached } = counted();
  assert.deepEqual(leaked, []);
  assert.equal(forbidden, 0);
  assert.deepEqual([...new Set(reached.map(({ address }) => address))], [ANSWERING.v4]);
  console.log(`${POLICIES.length} policy hosts and ${REDIRECTS.length} redirects: 0 packets to forbidden addresses`);
});

test('MX records that lead inside, followed by the command line', async () => {
  reset();
  for (const { what, domain } of MAIL_EXCHANGERS) {
    const { code, errors } = await checked(domain);
    assert.ok(code !== null && code < 100, `${what}: ended with ${code}\n${errors}`);
  }
  count += MAIL_EXCHANGERS.length;
  const { leaked, forbidden, reached } = counted();
  assert.deepEqual(leaked, []);
  assert.equal(forbidden, 0);
  // The one public host among them was contacted.
  assert.ok(reached.some(({ address, port }) => address === '11.1.1.1' && port === 25));
  console.log(`${MAIL_EXCHANGERS.length} domains: 0 packets to forbidden addresses`);
});

test('questions to the resolver about the inside are not answered', async () => {
  reset();
  for (const { what, name, type } of QUESTIONS) {
    const { status, body } = await askDns(name, type);
    assert.equal(status, 403, `${what}: ${status}`);
    assert.match(body, /"(address-not-public|special-name)"/, what);
  }
  count += QUESTIONS.length;
  nothingLeft(`${QUESTIONS.length} questions`);
});

test('the counter counts: a relay without a wall reaches what this one did not', async () => {
  console.log(`in all ${count} vectors`);
  assert.ok(count >= 300);
  await relay.stop();
  relay = await startRelay(['--allow-net', '0.0.0.0/0,::/0']);
  reset();
  const wanted = ['127.0.0.1', '10.0.0.0', '169.254.169.254', '::1', 'fd00:ec2::254', OWN.v4, OWN.v6];
  const vectors = HOSTS.filter(
    ({ answers, addresses }) => !answers && addresses.length === 1 && wanted.includes(canonical(addresses[0])),
  );
  await all(vectors, ({ host }) => ask('/v1/probe', { host, service: 'smtp', fresh: true }));
  const { forbidden, leaked } = counted();
  for (const address of wanted)
    assert.ok(
      leaked.some((one) => one.address === address && one.port === 25),
      `${address} was not seen`,
    );
  assert.ok(forbidden >= wanted.length);
});

function nothingLeft(what) {
  const { leaked, forbidden, admitted } = counted();
  assert.deepEqual(leaked, []);
  assert.equal(forbidden, 0);
  assert.equal(admitted, 0);
  console.log(`${what}: 0 packets to any address`);
}

/** An address as the kernel writes it: the shortest form of IPv6 is what URL gives. */
function canonical(address) {
  return address.includes(':') ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
}

/** A mail server and a policy host, for the public addresses that answer. */
async function startServers() {
  const pem = (kind, file) => {
    const der = readFileSync(new URL(`../../relay/src/fuzzing/${file}`, import.meta.url));
    return `-----BEGIN ${kind}-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${kind}-----\n`;
  };
  const key = pem('PRIVATE KEY', 'server.key.der');
  const cert = pem('CERTIFICATE', 'server.crt.der');
  const host = { name: 'mx.wall.org', pem: key + cert };
  const talk = (socket) => {
    socket.on('error', () => {});
    dialogue(connection(socket), host).catch(() => socket.destroy());
  };
  const send = (socket) => {
    let head = '';
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        head += bytes;
        if (!head.includes('\r\n\r\n')) return;
        const name = head.match(/^host: *mta-sts\.(\S+)/im)?.[1];
        const location = REDIRECTS.find(({ domain }) => domain === name)?.location;
        socket.end(`HTTP/1.1 301 Moved\r\nLocation: ${location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      });
  };
  for (const address of Object.values(OWN)) {
    servers.push(await listening(createServer(talk), BEHIND[25], address));
    servers.push(
      await listening(createSecureServer({ key, cert, ALPNProtocols: ['http/1.1'] }, send), BEHIND[443], address),
    );
  }
}

function listening(server, port, address) {
  return new Promise((resolve, reject) =>
    server
      .on('tlsClientError', () => {})
      .once('error', reject)
      .listen(port, address, () => resolve(server)),
  );
}
