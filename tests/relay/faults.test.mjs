// What fails around the relay: it says so in plain words, nothing that was streamed is lost, and it goes on afterwards.
//
//   node tests/relay/run.mjs -- node --test --test-reporter=spec tests/relay/faults.test.mjs

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, askDns, endOf, probe } from './client.mjs';
import { at, message, startLyingDns, TYPES, wireAddress, wireName } from './lying-dns.mjs';
import { admit, block, counted, reset, RESOLVER, startRelay } from './wall.mjs';

/** Public addresses, each in a network of its own. */
const PUBLIC = ['11.1.1.1', '12.1.1.1', '13.1.1.1', '14.1.1.1'];
const [HOST, SILENT, OTHER_SILENT, LIE] = PUBLIC;

/** An answer about another name, however it is dressed. */
const lies = {
  'other-owner.wall.org': (query, { type }) => message(query, [['elsewhere.wall.org', type, wireAddress(LIE)]]),
  'other-owner-alias.wall.org': (query, { type }) =>
    message(query, [
      ['elsewhere.wall.org', TYPES.CNAME, wireName('further.wall.org')],
      ['further.wall.org', type, wireAddress(LIE)],
    ]),
  'other-question.wall.org': (query, { type }) => {
    const question = Buffer.concat([wireName('elsewhere.wall.org'), Buffer.from([0, type, 0, 1])]);
    return message(query, [[null, type, wireAddress(LIE)]], { question });
  },
  'other-id.wall.org': (query, { type }) => {
    const answer = message(query, [[null, type, wireAddress(LIE)]]);
    answer.writeUInt16BE((answer.readUInt16BE(0) + 1) & 0xffff, 0);
    return answer;
  },
};
const zone = {
  'mx.wall.org': at([HOST]),
  'silent.wall.org': at([SILENT]),
  'other-silent.wall.org': at([OTHER_SILENT]),
  'nobody.wall.org': { raw: () => null },
  ...Object.fromEntries(
    Object.entries(lies).map(([name, lie]) => [
      name,
      { raw: (query, question) => (question.type === TYPES.A ? lie(query, question) : message(query, [])) },
    ]),
  ),
};

let dns;
let relay;

before(() => {
  assert.ok(process.env.WALL_INSIDE, 'not behind the wall: run `node tests/relay/run.mjs -- node --test …`');
  admit(PUBLIC);
});
afterEach(async () => {
  block();
  await relay?.stop();
  dns?.stop();
});

async function start(options) {
  dns = await startLyingDns(RESOLVER, zone);
  relay = await startRelay([], options);
  reset();
}

/** A stream came whole: every event in its place, from the beginning to an end. */
function isWhole({ lines }) {
  assert.deepEqual(
    lines.map(({ seq }) => seq),
    lines.map((_, index) => index),
  );
  assert.ok(lines[0].observation.started);
  assert.ok(lines.at(-1).observation.done);
}

test('the resolver is down, and comes back', async () => {
  await start();
  dns.stop();
  const [seen, asked, policy] = await Promise.all([
    probe('mx.wall.org'),
    askDns('mx.wall.org', TYPES.A),
    ask('/v1/policy', { domain: 'wall.org' }),
  ]);
  isWhole(seen);
  assert.equal(endOf(seen).phase, 'dns');
  assert.match(endOf(seen).cause.resolver.detail, /refused|no connections|timed out|io error/i);
  assert.equal(asked.status, 502);
  assert.match(asked.body, /the relay's resolver refused the connection/);
  assert.equal(JSON.parse(policy.body).failure.phase, 'dns');
  dns = await startLyingDns(RESOLVER, zone);
  assert.equal(endOf(await probe('mx.wall.org')), null);
  assert.equal((await askDns('mx.wall.org', TYPES.A)).status, 200);
});

test('the resolver is silent', async () => {
  await start();
  const begun = Date.now();
  const [seen, asked] = await Promise.all([probe('nobody.wall.org'), askDns('nobody.wall.org', TYPES.A)]);
  isWhole(seen);
  assert.ok(Date.now() - begun < 14_000);
  assert.equal(endOf(seen).phase, 'dns');
  assert.ok(seen.lines.some(({ observation }) => observation === 'heartbeat'));
  assert.equal(asked.status, 502);
  assert.match(asked.body, /did not answer within 12 s/);
});

test('the resolver lies: answers about another name lead nowhere', async () => {
  await start();
  await Promise.all(
    Object.keys(lies).map(async (name) => {
      const seen = await probe(name);
      isWhole(seen);
      const told = seen.lines.flatMap(({ observation }) => observation.resolved ?? []);
      assert.ok(!JSON.stringify(told).includes(LIE), `${name}: ${JSON.stringify(told)}`);
    }),
  );
  for (const name of ['other-question.wall.org', 'other-id.wall.org']) {
    const { status, body } = await askDns(name, TYPES.A);
    assert.equal(status, 502, name);
    assert.match(body, /the relay's resolver (did not answer|gave an answer to another question)/);
  }
  const { admitted, forbidden } = counted();
  assert.deepEqual([admitted, forbidden], [0, 0]);
});

test('port 25 is blocked: said of the relay, and not of the servers', async () => {
  await start();
  const standing = async () => JSON.parse((await ask('/v1/info', undefined, { method: 'GET' })).body);
  assert.equal((await standing()).port_25, 'unknown');
  block('tcp dport 25');
  const seen = await Promise.all(['silent.wall.org', 'other-silent.wall.org'].map((host) => probe(host)));
  for (const one of seen) {
    isWhole(one);
    const { stopped_because: why } = one.lines.flatMap(({ observation }) => observation.finished ?? [])[0];
    assert.equal(why.phase, 'connect');
    assert.ok(why.cause['timed-out'].after_ms <= 10_000);
  }
  assert.equal((await standing()).port_25, 'perhaps-blocked');
});

test('the clock jumps: limits and deadlines go by time that passed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waxseal-clock-'));
  const clock = join(folder, 'clock');
  const set = (offset) => writeFileSync(clock, offset);
  set('+0d');
  const environment = [
    `LD_PRELOAD=${fakeClock()}`,
    `FAKETIME_TIMESTAMP_FILE=${clock}`,
    'FAKETIME_NO_CACHE=1',
    // As a clock that is set: what counts time from the start goes on.
    'FAKETIME_DONT_FAKE_MONOTONIC=1',
    'DONT_FAKE_MONOTONIC=1',
  ];
  try {
    await start({ through: ['env', ...environment] });
    const from = '127.3.0.1';
    const policy = () => ask('/v1/policy', { domain: 'localhost.localhost' }, { from });
    for (let asked = 0; asked < 30; asked += 1) assert.equal((await policy()).status, 200);
    const wait = async () => {
      const { status, headers } = await policy();
      assert.equal(status, 429);
      return Number(headers['retry-after']);
    };
    const before = await wait();
    block(`ip daddr ${SILENT}`);
    for (const [offset, days] of [
      ['+400d', 400],
      ['-400d', -400],
    ]) {
      const begun = Date.now();
      const running = probe('silent.wall.org');
      await sleep(1000);
      set(offset);
      const seen = await running;
      isWhole(seen);
      const took = Date.now() - begun;
      assert.ok(took > 9000 && took < 13_000, `a deadline of 10 s took ${took} ms`);
      const spent = seen.lines.flatMap(({ observation }) => observation.finished ?? [])[0].spent;
      assert.ok(spent.elapsed_ms > 9000 && spent.elapsed_ms < 13_000, `${spent.elapsed_ms}`);
      // The clock did jump: what is told was seen at another date.
      const told = seen.lines.at(-1).observed_at - Date.now();
      assert.ok(Math.abs(told / 86_400_000 - days) < 2, `${told} ms from now`);
      assert.ok((await wait()) < before, 'the wait did not become shorter by the time that passed');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('no descriptor is left: streams go on, newcomers wait or are turned away, and the log says why', async () => {
  await start({ through: ['prlimit', '--nofile=64:64'] });
  block(`ip daddr ${SILENT}`);
  const first = probe('silent.wall.org');
  await sleep(300);
  // Each waits for a resolver that says nothing: a connection and a few sockets for twelve seconds.
  const crowd = await Promise.all(
    Array.from({ length: 60 }, () => probe('nobody.wall.org').catch((error) => ({ status: error.code }))),
  );
  isWhole(await first);
  const served = crowd.filter(({ status }) => status === 200);
  const refused = crowd.filter(({ status }) => status === 503);
  console.log(`64 descriptors, 60 clients at once: ${served.length} served, ${refused.length} turned away with 503`);
  assert.equal(served.length + refused.length, crowd.length, JSON.stringify(crowd.map(({ status }) => status)));
  assert.ok(served.length > 0 && refused.length > 0);
  for (const one of served) isWhole(one);
  for (const { headers, body } of refused) {
    assert.ok(Number(headers['retry-after']) > 0);
    assert.match(body, /"overloaded"/);
  }
  assert.match(relay.log(), /few files may be open at once.*LimitNOFILE=/);
  // It has recovered.
  assert.equal(endOf(await probe('mx.wall.org')), null);
});

/** libfaketime, where Debian puts it. */
function fakeClock() {
  for (const architecture of readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'))) {
    const folder = `/usr/lib/${architecture}/faketime`;
    try {
      if (readdirSync(folder).includes('libfaketimeMT.so.1')) return `${folder}/libfaketimeMT.so.1`;
    } catch {
      // Not this one.
    }
  }
  throw new Error('libfaketime is not installed: scripts/setup.sh test');
}
