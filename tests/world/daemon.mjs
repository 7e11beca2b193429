// Starting a real server, and knowing when it answers.

import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOGS } from './namespace.mjs';

const SERVERS = `${process.env.WAXSEAL_TOOLS ?? `${process.env.HOME}/.cache/waxseal`}/servers`;
const START_MS = 20_000;

/** A path inside an unpacked Debian package (scripts/setup-tests.sh). */
export const unpacked = (packageName, path) => `${SERVERS}/${packageName}/${path}`;

/** Where a server's own log goes: kept after the world has ended. */
export const logFile = (name) => `${LOGS}/${name}.log`;

/**
 * Starts a server in the foreground and waits until `ready()` is true.
 * The server ending early is an error that carries the end of its log.
 */
export async function startDaemon(name, command, args, { ready, env = {} }) {
  const log = logFile(name);
  const output = openSync(log, 'w');
  const child = spawn(command, args, { stdio: ['ignore', output, output], env: { ...process.env, ...env } });
  let ended;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended ??= `ended with ${signal ?? code}`));

  for (const begin = Date.now(); !(await ready()); await sleep(20)) {
    if (ended || Date.now() - begin > START_MS) {
      child.kill('SIGKILL');
      throw new Error(`${name} ${ended ?? 'did not answer in time'}:\n${tail(log)}`);
    }
  }
  return child;
}

/** Whether something accepts connections at an address and port. */
export function accepts(address, port) {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .setTimeout(1000, () => settle(false));
  });
}

/** Waits until every one of these `[address, port]` accepts connections. */
export function allAccept(endpoints) {
  return async () => (await Promise.all(endpoints.map(([address, port]) => accepts(address, port)))).every(Boolean);
}

function tail(path) {
  return readFileSync(path, 'utf8').split('\n').slice(-25).join('\n');
}
