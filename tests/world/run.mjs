#!/usr/bin/env node
// Starts the test world, runs a command inside it, and takes it down:
//
//   node tests/world/run.mjs [--publish PORT] -- COMMAND [ARGUMENT…]
//
// COMMAND finds in its environment WORLD_RESOLVER, WORLD_RESOLVER_UNVALIDATED, WORLD_ROOTS (a PEM file) and
// WORLD_NETS (separated by commas). --publish lets 127.0.0.1:PORT outside reach the same port inside.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entry, makeLogFolder } from './namespace.mjs';

const INSIDE = 'WORLD_INSIDE';
const usage = 'usage: node tests/world/run.mjs [--publish PORT] -- COMMAND [ARGUMENT…]';

const { port, command } = readArguments(process.argv.slice(2));
process.exitCode = await (process.env[INSIDE] ? inside() : outside()).catch((error) => {
  process.stderr.write(`test world: ${error.message}\n`);
  return 1;
});
// Scripted servers keep the process alive; the command is over.
if (process.env[INSIDE]) process.exit();

function readArguments(words) {
  const split = words.indexOf('--');
  const options = words.slice(0, split);
  const isGood =
    split >= 0 &&
    words.length > split + 1 &&
    (options.length === 0 || (options.length === 2 && options[0] === '--publish'));
  if (!isGood) {
    process.stderr.write(`${usage}\n`);
    process.exit(2);
  }
  return { port: options[1] && Number(options[1]), command: words.slice(split + 1) };
}

/** Enters the namespaces by running this very program again inside them. */
async function outside() {
  const [first, ...rest] = entry();
  makeLogFolder();
  const folder = mkdtempSync(join(tmpdir(), 'waxseal-world-'));
  // `unshare` and `sudo` do not pass signals on as we need them: the world lives as long as this line is open.
  const lines = new Set();
  let isOver = false;
  const lifeline = await listen(
    createServer((line) => (isOver ? line.destroy() : lines.add(line))),
    { path: join(folder, 'lifeline') },
  );
  const published = port && (await forward({ host: '127.0.0.1', port }, { path: join(folder, 'publish') }));
  const child = spawn(first, [...rest, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: folder },
  });
  // An interrupt from the keyboard reaches the command by itself.
  process
    .on('SIGINT', () => {})
    .on('SIGTERM', () => {
      isOver = true;
      lines.forEach((line) => line.destroy());
    });
  const code = await ended(child);
  lifeline.close();
  published?.close();
  rmSync(folder, { recursive: true, force: true });
  return code;
}

async function inside() {
  const folder = process.env[INSIDE];
  // When the line to the outside closes, the command is ended; before there is one, all is.
  let end = () => process.exit(1);
  connect(join(folder, 'lifeline'))
    .on('error', () => {})
    .on('close', () => end());

  const { start } = await import('./world.mjs');
  const begin = Date.now();
  const world = await start();
  process.stderr.write(
    `test world: ${world.domains.length} domains on ${world.hosts.length} hosts, ready after ${Date.now() - begin} ms\n`,
  );
  if (port) await forward({ path: join(folder, 'publish') }, { host: '127.0.0.1', port });

  const [first, ...rest] = asTheUser(command);
  const child = spawn(first, rest, {
    stdio: 'inherit',
    env: {
      ...process.env,
      WORLD_RESOLVER: world.resolver,
      WORLD_RESOLVER_UNVALIDATED: world.unvalidatedResolver,
      WORLD_ROOTS: world.roots,
      WORLD_NETS: world.nets.join(','),
    },
  });
  end = () => child.kill('SIGTERM');
  process.on('SIGINT', () => {});
  const code = await ended(child);
  await world.stop();
  return code;
}

/** Under sudo the servers run as root, but what is tested runs as who called. */
function asTheUser(words) {
  const { SUDO_UID, SUDO_GID } = process.env;
  return SUDO_UID ? ['setpriv', `--reuid=${SUDO_UID}`, `--regid=${SUDO_GID}`, '--clear-groups', ...words] : words;
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

/** Passes every connection to one place on to another. */
function forward(from, to) {
  const server = createServer((near) => {
    const far = connect(to);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ])
      one.on('error', () => other.destroy());
  });
  return listen(server, from);
}

function listen(server, place) {
  return new Promise((resolve, reject) => server.once('error', reject).listen(place, () => resolve(server)));
}
