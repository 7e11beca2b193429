#!/usr/bin/env node
// What looking at one server costs, with Waxseal and with others' tools: all of them against the same Postfix, one after
// another, in one run (`make compare`). Connections and bytes are counted by the kernel, the same way for all.

import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpacked } from './daemon.mjs';
import { worldFlags } from './programs.mjs';

/** A Postfix as Debian sets it up: TLS 1.2 and 1.3, one certificate, one address. */
const HOST = 'mx1.usual.plain';
const PORT = 25;
/** So many runs of a tool, for the median; a slow one has fewer. */
const RUNS = 3;
const ENOUGH_S = 20;
const LONGEST_S = 900;
/** Postfix ends processes that are idle for 2 s: every run finds it as the first did. */
const BETWEEN_MS = 3000;

const { WAXSEAL, WAXSEAL_TOOLS } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'waxseal-compare-'));
writeFileSync(join(folder, 'main.cf'), 'compatibility_level = 3.6\nmyhostname = probe.lab\ninet_protocols = all\n');
const usual = [WAXSEAL, 'host', HOST, '--format', 'json', '--pause', '0', ...worldFlags()];

const TOOLS = [
  { name: 'waxseal', words: usual },
  { name: 'waxseal --deep', words: [...usual, '--deep'], failed: ({ code }) => code === 2 },
  {
    name: 'posttls-finger',
    words: [unpacked('postfix', 'usr/sbin/posttls-finger'), '-c', '-l', 'may', `[${HOST}]`],
    env: { MAIL_CONFIG: folder, LD_LIBRARY_PATH: unpacked('postfix', 'usr/lib/postfix') },
  },
  { name: 'sslscan', words: ['sslscan', '--no-colour', '--starttls-smtp', `${HOST}:${PORT}`] },
  {
    name: 'testssl.sh',
    words: ['testssl', '--quiet', '--color', '0', '--warnings', 'batch', '-t', 'smtp', `${HOST}:${PORT}`],
  },
  {
    name: 'sslyze',
    words: [`${WAXSEAL_TOOLS}/sslyze/bin/sslyze`, '--starttls', 'smtp', `${HOST}:${PORT}`],
  },
];

const rows = [];
try {
  count();
  for (const tool of TOOLS) rows.push(await measure(tool));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
print(rows);
process.exitCode = rows.some(({ fault }) => fault) ? 1 : 0;

/** The median of a tool's runs by time, or why there is none. */
async function measure({ name, words, env = {}, failed }) {
  const runs = [];
  for (let spent = 0; runs.length < RUNS && spent < ENOUGH_S; spent += runs.at(-1).seconds) {
    await sleep(BETWEEN_MS);
    const before = counted();
    const begin = process.hrtime.bigint();
    const end = await run(words, env);
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    const after = counted();
    if (end.missing || failed?.(end)) return { name, fault: end.output.trim().split('\n')[0] };
    const cost = Object.fromEntries(Object.keys(after).map((key) => [key, after[key] - before[key]]));
    if (cost.connections === 0) return { name, fault: `no connection: ${end.output.trim().split('\n').at(-1)}` };
    runs.push({ seconds, ...cost });
  }
  runs.sort((a, b) => a.seconds - b.seconds);
  return { name, ...runs[Math.floor(runs.length / 2)] };
}

function run([command, ...args], env) {
  const options = { timeout: LONGEST_S * 1000, maxBuffer: 64 << 20, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const missing = error && typeof error.code !== 'number';
      resolve({ missing, code: error?.code ?? 0, output: missing ? `${error.message}` : stderr || stdout });
    });
  });
}

/** Lets the kernel count what goes to and from the port, headers included. */
function count() {
  nft(
    ['-f', '-'],
    `table inet compare {
      counter connections { }
      counter sent { }
      counter received { }
      chain input {
        type filter hook input priority 0;
        tcp dport ${PORT} tcp flags & (syn|ack) == syn counter name connections
        tcp dport ${PORT} counter name sent
        tcp sport ${PORT} counter name received
      }
    }\n`,
  );
}

function counted() {
  const { nftables } = JSON.parse(nft(['-j', 'list', 'counters']));
  const of = (name) => nftables.find(({ counter }) => counter?.name === name).counter;
  return { connections: of('connections').packets, sent: of('sent').bytes, received: of('received').bytes };
}

/** Under sudo the world's command runs as the user who called; counting is root's. */
function nft(args, input) {
  const words = process.getuid() === 0 ? ['/usr/sbin/nft'] : ['sudo', '--non-interactive', '/usr/sbin/nft'];
  return execFileSync(words[0], [...words.slice(1), ...args], { input, encoding: 'utf8' });
}

function print(rows) {
  const kilo = (bytes) => (bytes / 1000).toFixed(1);
  const lines = [
    ['tool', 'connections', 'kB sent', 'kB received', 'seconds'],
    ...rows.map(({ name, fault, connections, sent, received, seconds }) =>
      fault ? [name, 'not measured:', fault, '', ''] : [name, connections, kilo(sent), kilo(received), seconds.toFixed(2)],
    ),
  ];
  const width = (column) => Math.max(...lines.map((line) => String(line[column]).length));
  const row = (line) =>
    `| ${line.map((cell, at) => (at ? String(cell).padStart(width(at)) : cell.padEnd(width(at)))).join(' | ')} |`;
  const rule = `|${lines[0].map((_, at) => '-'.repeat(width(at) + 1) + (at ? ':' : '-')).join('|')}|`;
  console.log([row(lines[0]), rule, ...lines.slice(1).map(row)].join('\n'));
}
