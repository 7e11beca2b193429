// Every command of docs/api.md is run against a live relay, and what comes back is what stands there.
//
//   node tests/world/run.mjs -- node --test tests/world/api.test.mjs

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { requireWorld, startRelay } from './programs.mjs';

const run = promisify(execFile);
const TEXT = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const RELAY = 'http://127.0.0.1:8025/';
/** As the document has it; free in the world. */
const METRICS = '127.0.0.1:8026';

let relay;
before(async () => {
  requireWorld();
  relay = await startRelay(['--metrics-listen', METRICS]);
});
after(() => relay?.stop());

for (const { line, command, kind, documented } of examples()) {
  test(`docs/api.md, line ${line}: ${command.split('\n')[0]}`, async () => {
    const shown = command.replaceAll(RELAY, relay.url);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', shown], { timeout: 60_000, maxBuffer: 16 << 20 });
    const compare = { json: compareJson, ndjson: compareLines, text: compareText }[kind];
    assert.ok(compare, `nothing is known of ${kind}`);
    compare(stdout, documented);
  });
}

test('docs/api.md has all the commands that it had', () => {
  const count = examples().length;
  assert.ok(count >= 10, `only ${count} commands were found`);
  const blocks = TEXT.match(/^```sh$/gm).length;
  assert.equal(count, blocks, 'a command has no answer after it');
});

/** Each command with the answer that follows it. */
function examples() {
  const pattern = /^```sh\n([^]*?)^```\n(?:(?!^```)[^\n]*\n)*?^```(\w+)\n([^]*?)^```$/gm;
  return [...TEXT.matchAll(pattern)]
    .map(({ index, 1: command, 2: kind, 3: documented }) => {
      const line = TEXT.slice(0, index).split('\n').length;
      return { line, command: command.trim(), kind, documented };
    })
    .filter(({ kind }) => kind !== 'sh');
}

function compareText(real, documented) {
  assert.equal(real, documented);
}

function compareJson(real, documented) {
  compareShape(JSON.parse(real), JSON.parse(documented), '');
}

/** The document leaves lines out: those that it has come in its order, and none is the last but the last. */
function compareLines(real, documented) {
  const read = (text) => text.trim().split('\n').map((line) => JSON.parse(line));
  const lines = read(real);
  assert.deepEqual(
    lines.map(({ seq }) => seq),
    lines.map((_, index) => index),
  );
  const kind = ({ observation }) => (typeof observation === 'string' ? observation : Object.keys(observation)[0]);
  const wanted = read(documented);
  let next = 0;
  for (const line of wanted) {
    const found = lines.findIndex((other, index) => index >= next && kind(other) === kind(line));
    assert.ok(found >= 0, `no ${kind(line)} after line ${next}: ${lines.map(kind)}`);
    compareShape(lines[found], line, `/${kind(line)}`);
    next = found + 1;
  }
  assert.equal(next, lines.length, 'the last line is not the one that the document has last');
}

/** Words that stand for a kind of thing, where the value may differ from relay to relay. */
const FREE = ['version', 'ehlo_name', 'addresses', 'address', 'text', 'lines', 'certificates', 'body', 'port_25', 'ehlo'];

/** Every field of the document is there and of its type; texts are the same unless they depend on who is asked. */
function compareShape(real, documented, place) {
  if (Array.isArray(documented)) {
    assert.ok(Array.isArray(real) && real.length > 0, `${place} is no list, or empty`);
    if (typeof documented[0] === 'object') compareShape(real[0], documented[0], `${place}/0`);
    else assert.equal(typeof real[0], typeof documented[0], place);
    return;
  }
  if (documented !== null && typeof documented === 'object') {
    assert.ok(real !== null && typeof real === 'object', `${place} is ${JSON.stringify(real)}`);
    for (const [field, value] of Object.entries(documented)) {
      assert.ok(field in real, `${place} has no ${field}, but ${Object.keys(real)}`);
      compareShape(real[field], value, `${place}/${field}`);
    }
    return;
  }
  assert.equal(typeof real, typeof documented, `${place} is ${JSON.stringify(real)}`);
  const field = place.split('/').pop();
  if (typeof documented === 'string' && !FREE.includes(field)) assert.equal(real, documented, place);
}
