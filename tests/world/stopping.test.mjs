// A relay that is told to stop lets probes finish; one that is killed takes nothing with it that was told before.
//
//   node tests/world/run.mjs -- node --test tests/world/stopping.test.mjs

import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gradeOf, requireWorld, startRelay, waxseal } from './programs.mjs';

let relay;
before(requireWorld);
afterEach(() => relay?.end('SIGKILL'));

/**
 * Asks for a probe, and does something when a certain line has come. Tells the lines as they come, and whether the stream
 * came to its end.
 */
async function probe(host, { at, act }) {
  const lines = [];
  const response = await fetch(`${relay.url}v1/probe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ host, service: 'smtp' }),
  });
  assert.equal(response.status, 200);
  const read = async () => {
    let text = '';
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
      text += part;
      for (let end; (end = text.indexOf('\n')) >= 0; text = text.slice(end + 1)) {
        lines.push(JSON.parse(text.slice(0, end)));
        if (kind(lines.at(-1)) === at) act();
      }
    }
  };
  const whole = read().then(
    () => true,
    () => false,
  );
  return { lines, whole };
}

const kind = ({ observation }) => (typeof observation === 'string' ? observation : Object.keys(observation)[0]);

test('SIGTERM while a probe is under way: it goes on to its end, QUIT included', async () => {
  relay = await startRelay();
  let ended;
  const { lines, whole } = await probe('mx1.good.lab', { at: 'resolved', act: () => (ended = relay.end('SIGTERM')) });
  assert.ok(await whole, 'the stream was cut');
  assert.deepEqual(lines.at(-1).observation, { done: {} });
  const finished = lines.filter((line) => kind(line) === 'finished').map(({ observation }) => observation.finished);
  assert.ok(finished.length > 0, lines.map(kind).join());
  for (const { address, stopped_because, transcript } of finished) {
    assert.equal(stopped_because, undefined, address);
    assert.ok(
      transcript.some(({ direction, text }) => direction === 'client' && text === 'QUIT'),
      `${address} was not told QUIT`,
    );
  }
  assert.equal(await ended, 0);
});

test('SIGTERM while a server lets itself be waited for: the stream ends in time, and says why', async () => {
  relay = await startRelay();
  const begun = Date.now();
  let ended;
  const act = () => (ended = relay.end('SIGTERM'));
  const { lines, whole } = await probe('mx1.one-byte-a-second.lab', { at: 'connected', act });
  await sleep(2000);
  await assert.rejects(fetch(`${relay.url}readyz`), 'a relay that stops takes new connections');
  assert.ok(!lines.some((line) => kind(line) === 'done'), 'the probe was ended at once');
  assert.ok(await whole, 'the stream was cut');
  assert.equal(await ended, 0);
  assert.ok(Date.now() - begun < 12_000, 'stopping took longer than twelve seconds');
  const { done } = lines.at(-1).observation;
  assert.deepEqual(done.stopped_because?.cause, { internal: { detail: 'the relay is stopping' } });
});

test('SIGKILL while a probe is under way: what was told is there, each line whole', async () => {
  relay = await startRelay();
  let ended;
  const { lines, whole } = await probe('mx1.good.lab', { at: 'handshake', act: () => (ended = relay.end('SIGKILL')) });
  assert.equal(await whole, false, 'a stream that was cut looks as if it were whole');
  const kinds = lines.map(kind);
  for (const told of ['started', 'resolved', 'connected', 'greeting', 'handshake']) assert.ok(kinds.includes(told), told);
  assert.ok(!kinds.includes('done'));
  assert.equal(await ended, 'SIGKILL');
});

test('SIGKILL under the command line: the report keeps what was told, and says what is missing', async () => {
  relay = await startRelay();
  // The first host is done with long before; the second still drips its greeting.
  const killed = sleep(2500).then(() => relay.end('SIGKILL'));
  const domain = 'one-byte-a-second-backup.plain';
  const { stdout } = await waxseal(['check', domain, '--relay', relay.url, '--format', 'json']);
  assert.equal(await killed, 'SIGKILL');
  const report = JSON.parse(stdout);
  assert.equal(gradeOf(report), 'A..D', 'a host that was not seen to the end decides nothing');
  const { hosts, findings } = report;
  const of = (name) => hosts.find(({ host }) => host === `${name}.${domain}`);
  const [seen] = of('mx1').addresses;
  assert.ok(seen.certificates.length > 0, 'what was seen of the first host is gone');
  assert.ok(seen.transcript.some(({ text }) => text === 'QUIT'));
  const untested = findings.filter(({ code, about }) => code === 'host-not-tested' && about.host === `mx2.${domain}`);
  assert.equal(untested.length, 1, JSON.stringify(findings.map(({ code, about }) => [code, about])));
});
