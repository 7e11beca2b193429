// DNS that wants to keep the relay busy or make it swell: each answer is met within bounded time and memory.
//
//   node tests/relay/run.mjs -- node --test --test-reporter=spec tests/relay/hostile-dns.test.mjs

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, askDns, checked, endOf, probe } from './client.mjs';
import { at, mailAt, message, startLyingDns, TYPES, wireAddress, wireName } from './lying-dns.mjs';
import { counted, reset, RESOLVER, startRelay } from './wall.mjs';

/** Time for all tries of one look-up (limits::DNS), and air for a machine that is busy with other tests. */
const LONGEST = 12_000 + 2_000;
/** Memory that fifty such look-ups at once may add to what the relay holds. */
const MOST_BYTES = 32 << 20;
/** Processor time of one look-up, both families, in a program built without optimisation. */
const MOST_WORK = 1_000;
/** How often each is asked for. */
const TIMES = 10;

const TC = 0x0200;
const NXDOMAIN = 3;

/** Cut short by UDP, and by TCP as told. */
const byTcp = (records, flags) => ({
  raw: (query, { type }, via) =>
    via === 'udp' ? message(query, [], { flags: TC }) : message(query, records(type), { flags }),
});
const many = (count, make) => Array.from({ length: count }, (_, index) => make(index));
const addresses = (count) => (type) =>
  type === TYPES.A
    ? many(count, (index) => [null, type, wireAddress(`11.${1 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`)])
    : [];
/** TXT strings, 65 400 bytes of them. */
const longText = Buffer.concat(many(255, () => Buffer.concat([Buffer.from([255]), Buffer.alloc(255, 'x')])));

const HOSTILE = {
  'a CNAME that is its own target': (type) => [[null, TYPES.CNAME, wireName('v0.wall.org')]],
  'two CNAMEs in a circle': [
    () => [
      [null, TYPES.CNAME, wireName('a.wall.org')],
      ['a.wall.org', TYPES.CNAME, wireName('v1.wall.org')],
    ],
  ],
  'a circle over several answers': (type) => [[null, TYPES.CNAME, wireName('circle.wall.org')]],
  'a chain of 500 CNAMEs': (type) =>
    many(500, (index) => [index ? `c${index}.wall.org` : null, TYPES.CNAME, wireName(`c${index + 1}.wall.org`)]),
  'a chain without end, an answer each': (type) => [[null, TYPES.CNAME, wireName('chain0.wall.org')]],
  '4 000 A, 64 KB by TCP': byTcp(addresses(4000)),
  '10 000 A, more than a message holds': {
    raw(query, { type }, via, socket) {
      if (via === 'udp') return message(query, [], { flags: TC });
      socket.write(Buffer.concat([Buffer.from([0xff, 0xff]), message(query, addresses(10_000)(type))]));
      return null;
    },
  },
  '1 000 MX': mailAt(many(1000, (index) => `mx${index}.wall.org`)),
  '64 KB of TXT': byTcp((type) => [[null, TYPES.TXT, longText]]),
  'a record longer than its message': {
    raw: (query, { type }) => {
      const whole = message(query, [[null, type, wireAddress('11.1.1.1')]]);
      whole.writeUInt16BE(60_000, whole.length - 6);
      return whole;
    },
  },
  'NXDOMAIN with data': { raw: (query, { type }) => message(query, addresses(3)(type), { flags: NXDOMAIN }) },
  'NXDOMAIN with private data': {
    raw: (query, { type }) =>
      message(query, [[null, type, wireAddress(type === TYPES.A ? '127.0.0.1' : '::1')]], { flags: NXDOMAIN }),
  },
  'another id': {
    raw: (query, { type }) => {
      const answer = message(query, addresses(1)(type));
      answer.writeUInt16BE((answer.readUInt16BE(0) + 1) & 0xffff, 0);
      return answer;
    },
  },
  'another question': {
    raw: (query, { type }) =>
      message(query, addresses(1)(type), {
        question: Buffer.concat([wireName('other.org'), Buffer.from([0, type, 0, 1])]),
      }),
  },
  'cut short for ever, by UDP and TCP': { raw: (query) => message(query, [], { flags: TC }) },
  'TCP that closes': {
    raw: (query, question, via, socket) =>
      via === 'udp' ? message(query, [], { flags: TC }) : (socket.destroy(), null),
  },
  'TCP, a byte a second': {
    raw(query, { type }, via, socket) {
      if (via === 'udp') return message(query, [], { flags: TC });
      const answer = message(query, addresses(50)(type));
      const framed = Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]);
      let next = 0;
      const timer = setInterval(
        () => (next < framed.length ? socket.write(framed.subarray(next, ++next)) : clearInterval(timer)),
        1000,
      );
      socket.on('close', () => clearInterval(timer));
      return null;
    },
  },
  'TCP that says nothing': {
    raw: (query, question, via) => (via === 'udp' ? message(query, [], { flags: TC }) : null),
  },
  'a pointer to itself': {
    raw: (query, { type, end }) => {
      const header = message(query, []);
      header.writeUInt16BE(1, 6);
      return Buffer.concat([header, Buffer.from([0xc0, end, 0, type, 0, 1, 0, 0, 0, 0, 0, 0])]);
    },
  },
  'pointers in a chain': {
    raw: (query, { type, end }) => {
      const header = message(query, []);
      header.writeUInt16BE(1, 6);
      const chain = many(100, (index) =>
        Buffer.from([0xc0 | ((end + 2 * index + 2) >> 8), (end + 2 * index + 2) & 255]),
      );
      return Buffer.concat([header, ...chain, Buffer.from([0, 0, type, 0, 1, 0, 0, 0, 0, 0, 0])]);
    },
  },
  'counts that are not there': {
    raw: (query) => {
      const answer = message(query, []);
      answer.writeUInt16BE(0xffff, 6);
      answer.writeUInt16BE(0xffff, 8);
      answer.writeUInt16BE(0xffff, 10);
      return answer;
    },
  },
  noise: { raw: (query) => Buffer.concat([query.subarray(0, 2), Buffer.alloc(500, 0xa5)]) },
  'nothing but its id': { raw: (query) => query.subarray(0, 2) },
  'an empty message': { raw: () => Buffer.alloc(0) },
  'only records nobody asked for': {
    raw: (query) =>
      message(
        query,
        many(200, (index) => [`x${index}.wall.org`, TYPES.A, wireAddress('127.0.0.1')]),
      ),
  },
};

let dns;
let relay;

before(async () => {
  assert.ok(process.env.WALL_INSIDE, 'not behind the wall: run `node tests/relay/run.mjs -- node --test …`');
  const chain = many(200, (index) => [
    `chain${index}.wall.org`,
    () => [[null, TYPES.CNAME, wireName(`chain${index + 1}.wall.org`)]],
  ]);
  dns = await startLyingDns(RESOLVER, {
    ...Object.fromEntries(
      Object.values(HOSTILE).flatMap((says, index) => [
        [`v${index}.wall.org`, says],
        [`mta-sts.v${index}.wall.org`, says],
      ]),
    ),
    ...Object.fromEntries(many(1000, (index) => [`mx${index}.wall.org`, at([])])),
    ...Object.fromEntries(chain),
    'circle.wall.org': () => [[null, TYPES.CNAME, wireName('v2.wall.org')]],
    'honest.wall.org': at([]),
  });
  relay = await startRelay();
  // What is set up at first use is not what these answers cost.
  await Promise.all(many(20, () => probe('honest.wall.org')));
});

after(async () => {
  await relay?.stop();
  dns?.stop();
});

for (const [index, what] of Object.keys(HOSTILE).entries()) {
  test(what, async () => {
    reset();
    const name = `v${index}.wall.org`;
    const held = relay.held();
    const worked = relay.worked();
    const timed = async (asking) => {
      const begun = Date.now();
      return { ...(await asking), took: Date.now() - begun };
    };
    const types = [TYPES.A, TYPES.MX, TYPES.TXT];
    const rounds = await Promise.all(
      many(TIMES, async () => {
        const seen = await Promise.all([
          timed(probe(name)),
          timed(ask('/v1/policy', { domain: name })),
          ...types.map((type) => timed(askDns(name, type))),
        ]);
        return seen;
      }),
    );
    const work = (relay.worked() - worked) / rounds.flat().length;
    for (const [probed, policy, ...asked] of rounds) {
      assert.equal(probed.status, 200);
      const seen = probed.lines.filter(({ observation }) => observation.resolved).length;
      // No address of these can be reached: the answer is either none, or an address that refuses.
      assert.ok(seen === 1 || endOf(probed), JSON.stringify(probed.lines));
      assert.equal(policy.status, 200);
      for (const one of asked) assert.ok([200, 403, 502].includes(one.status), `${one.status}`);
    }
    const longest = Math.max(...rounds.flat().map(({ took }) => took));
    assert.ok(longest < LONGEST, `took ${longest} ms`);
    const grown = relay.held().bytes - held.bytes;
    assert.ok(grown < MOST_BYTES, `${grown} bytes more are held`);
    assert.ok(work < MOST_WORK, `${work} ms of a processor`);
    const { forbidden } = counted();
    console.log(
      `${what}: at most ${longest} ms, ${work.toFixed(1)} ms of a processor each, ${(grown / 1024).toFixed(0)} KB more held`,
    );
    // What such an answer names may be contacted if it is public, four addresses of it at most; none is private.
    const { leaked } = counted();
    for (const { address } of leaked) assert.match(address, /^11\./);
    assert.ok(forbidden <= TIMES * 8);
  });
}

test('of 1 000 MX the command line looks at ten', async () => {
  const name = `v${Object.keys(HOSTILE).indexOf('1 000 MX')}.wall.org`;
  const begun = Date.now();
  await checked(name);
  const took = Date.now() - begun;
  const looked = many(1000, (index) => dns.asked(`mx${index}.wall.org`, TYPES.A)).filter((times) => times > 0);
  console.log(`1 000 MX: ${looked.length} hosts looked up in ${took} ms`);
  assert.equal(looked.length, 10);
  assert.ok(took < 30_000);
});

test('it is as sound as before', async () => {
  const { descriptors } = relay.held();
  assert.ok(descriptors < 100, `${descriptors} descriptors`);
  assert.equal(endOf(await probe('honest.wall.org')), null);
  assert.equal((await ask('/healthz', undefined, { method: 'GET' })).status, 200);
});
